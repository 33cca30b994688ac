import QtQuick
import Kiosk.Theme
import Kiosk.Controls

// One key. It never takes the focus, which stays in the field.
Pressable {
    id: root

    property string iconName: ""
    property bool chosen: false // of several, the one that is on

    focusPolicy: Qt.NoFocus
    font.pixelSize: Theme.lead
    padding: 4
    cornerRadius: 12

    background: Rectangle {
        color: !root.enabled ? Theme.roles.disabledSurface : root.down ? Theme.roles.pressed : Theme.roles.surface
        radius: root.cornerRadius
        border.width: root.chosen ? 4 : Theme.hair
        border.color: root.chosen ? Theme.roles.primary : Theme.roles.border
    }

    contentItem: Item {
        Label {
            text: root.text
            visible: root.iconName.length === 0
            font: root.font
            color: root.enabled ? Theme.roles.text : Theme.roles.disabledText
            lineHeight: 0.85
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            anchors.verticalCenter: parent.verticalCenter
            Accessible.ignored: true
        }

        Icon {
            name: root.iconName
            visible: root.iconName.length > 0
            tint: root.enabled ? Theme.roles.text : Theme.roles.disabledText
            anchors.centerIn: parent
        }
    }
}
