import QtQuick
import Kiosk.Models
import Kiosk.Theme

// One of the options of a question: a point for one of them, a tick for several.
Pressable {
    id: root

    required property OptionEntry entry
    required property bool many

    text: root.entry.text
    leftPadding: Theme.medium
    rightPadding: Theme.small
    topPadding: Theme.tiny
    bottomPadding: Theme.tiny
    checkable: true
    autoExclusive: !root.many
    checked: root.entry.chosen
    Accessible.role: root.many ? Accessible.CheckBox : Accessible.RadioButton

    background: Rectangle {
        color: root.down ? Theme.roles.pressed : root.entry.chosen ? Theme.roles.primarySoft : Theme.roles.surface
        radius: root.cornerRadius
        border.width: root.entry.chosen ? 4 : Theme.hair
        border.color: root.entry.chosen ? Theme.roles.primary : Theme.roles.border
    }

    contentItem: Item {
        id: content

        Icon {
            id: mark

            name: root.many ? (root.entry.chosen ? "check-square" : "square") : root.entry.chosen ? "check-circle" : "circle"
            tint: root.entry.chosen ? Theme.roles.primary : Theme.roles.border
            anchors.verticalCenter: parent.verticalCenter
        }

        Label {
            text: root.entry.text
            x: mark.width + Theme.small
            width: content.width - x
            lineHeight: 0.9
            font.weight: root.entry.chosen ? Font.Bold : Font.Normal
            color: root.entry.chosen ? Theme.roles.onPrimarySoft : Theme.roles.text
            anchors.verticalCenter: parent.verticalCenter
            Accessible.ignored: true
        }
    }
}
