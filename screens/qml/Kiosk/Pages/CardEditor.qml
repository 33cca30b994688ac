import QtQuick
import Kiosk.Models
import Kiosk.Theme
import Kiosk.Controls

// A card that is presented: where it goes, what was read, the button that reads it.
Column {
    id: root

    required property FieldEntry entry

    spacing: Theme.gap

    Rectangle {
        width: parent.width
        height: Math.max(Theme.control, number.implicitHeight + 2 * Theme.small)
        radius: Theme.radius
        color: root.entry.shown.length > 0 ? Theme.roles.goodSoft : Theme.roles.surface
        border.width: Theme.hair
        border.color: root.entry.shown.length > 0 ? Theme.roles.good : Theme.roles.border

        Icon {
            id: mark

            name: root.entry.shown.length > 0 ? "check-circle" : "credit-card"
            tint: root.entry.shown.length > 0 ? Theme.roles.good : Theme.roles.quietText
            x: Theme.medium
            anchors.verticalCenter: parent.verticalCenter
        }

        Label {
            id: number

            text: root.entry.shown.length > 0 ? root.entry.shown : qsTrId("form.card_to_read")
            x: mark.x + mark.width + Theme.small
            width: parent.width - x - Theme.medium
            anchors.verticalCenter: parent.verticalCenter
            font.pixelSize: root.entry.shown.length > 0 ? Theme.lead : Theme.body
            lineHeight: 0.95
            color: root.entry.shown.length > 0 ? Theme.roles.onGoodSoft : Theme.roles.quietText
        }
    }

    ActionButton {
        entry: root.entry.send
        iconName: "credit-card"
        width: parent.width
    }
}
