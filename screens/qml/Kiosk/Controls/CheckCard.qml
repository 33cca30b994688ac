import QtQuick
import Kiosk.Models
import Kiosk.Theme

// Something to tick.
Pressable {
    id: root

    required property ChoiceEntry entry
    readonly property color ink: root.entry.chosen ? Theme.roles.onPrimarySoft : Theme.roles.text

    text: root.entry.label
    implicitHeight: Theme.control
    leftPadding: Theme.medium
    rightPadding: Theme.small
    checkable: true
    checked: root.entry.chosen
    Accessible.role: Accessible.CheckBox
    onClicked: root.entry.press()

    background: Rectangle {
        color: root.down ? Theme.roles.pressed : root.entry.chosen ? Theme.roles.primarySoft : Theme.roles.surface
        radius: root.cornerRadius
        border.width: root.entry.chosen ? 4 : Theme.hair
        border.color: root.entry.chosen ? Theme.roles.primary : Theme.roles.border
    }

    contentItem: Item {
        id: content

        Icon {
            id: box

            name: root.entry.chosen ? "check-square" : "square"
            tint: root.entry.chosen ? Theme.roles.primary : Theme.roles.border
            anchors.verticalCenter: parent.verticalCenter
        }

        Label {
            text: root.entry.label
            color: root.ink
            x: box.width + Theme.small
            width: content.width - x
            lineHeight: 0.9
            anchors.verticalCenter: parent.verticalCenter
            Accessible.ignored: true
        }
    }
}
