import QtQuick
import Kiosk.Models
import Kiosk.Theme

// One place of the bottom bar. Without an action the place stays empty, so the others keep theirs.
Pressable {
    id: root

    required property ActionEntry entry
    required property string iconName
    readonly property color ink: root.entry?.danger ?? false ? Theme.roles.danger : Theme.roles.text

    visible: root.entry !== null
    enabled: root.entry?.enabled ?? false
    text: root.entry?.label ?? ""
    font.pixelSize: Theme.caption
    font.weight: Theme.elder ? Font.Bold : Font.Normal
    onClicked: root.entry.press()

    background: Rectangle {
        color: root.down ? Theme.roles.pressed : Theme.roles.surface
        radius: root.cornerRadius
        border.width: Theme.hair
        border.color: Theme.highContrast ? Theme.roles.border : Theme.roles.line
    }

    contentItem: Item {
        Column {
            anchors.centerIn: parent
            width: parent.width
            spacing: 0

            Icon {
                name: root.iconName
                tint: root.ink
                size: Theme.elder ? 44 : 40
                anchors.horizontalCenter: parent.horizontalCenter
            }

            Label {
                text: root.text
                color: root.ink
                font: root.font
                width: parent.width
                lineHeight: 0.9
                horizontalAlignment: Text.AlignHCenter
                Accessible.ignored: true
            }
        }
    }
}
