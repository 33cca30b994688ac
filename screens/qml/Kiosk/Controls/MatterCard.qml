import QtQuick
import Kiosk.Models
import Kiosk.Theme

// A matter: the plain title, the official name below; when it cannot be done now, why and until when.
Pressable {
    id: root

    required property MatterEntry entry

    text: root.entry.title
    spokenMore: root.entry.available ? root.entry.official : root.entry.reason
    implicitHeight: Theme.elder ? 208 : 152
    leftPadding: Theme.large
    rightPadding: Theme.medium
    topPadding: Theme.tiny
    bottomPadding: Theme.tiny
    onClicked: root.entry.open.press()

    background: Rectangle {
        color: root.down ? Theme.roles.pressed : root.entry.available ? Theme.roles.surface : Theme.roles.disabledSurface
        radius: root.cornerRadius
        border.width: Theme.hair
        border.color: Theme.highContrast ? Theme.roles.border : Theme.roles.line
    }

    contentItem: Item {
        id: content

        Column {
            anchors.verticalCenter: parent.verticalCenter
            width: content.width - arrow.width - Theme.medium

            Label {
                text: root.entry.title
                width: parent.width
                font.weight: Font.Bold
                lineHeight: 0.9
                color: root.entry.available ? Theme.roles.text : Theme.roles.disabledText
                Accessible.ignored: true
            }

            Label {
                text: root.entry.available ? root.entry.official : root.entry.reason
                width: parent.width
                font.pixelSize: Theme.caption
                lineHeight: 0.9
                color: root.entry.available ? Theme.roles.quietText : Theme.roles.disabledText
                Accessible.ignored: true
            }
        }

        Icon {
            id: arrow

            name: root.entry.available ? "caret-right" : "prohibit"
            tint: root.entry.available ? Theme.roles.primary : Theme.roles.disabledText
            size: 40
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
        }
    }
}
