pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Models
import Kiosk.Theme
import Kiosk.Controls

// The ways without a face check; each leads to the same things.
PageFrame {
    id: root

    required property OtherWaysModel page

    title: qsTrId("other_ways.title")
    official: qsTrId("other_ways.lead")
    handsHeight: ways.height

    NoticeBox {
        text: root.page.phone
        iconName: "device-mobile-speaker"
        visible: root.page.phone.length > 0
        width: parent.width
    }

    hands: Column {
        id: ways

        width: parent.width
        spacing: Theme.gap

        Repeater {
            model: root.page.ways

            delegate: ActionButton {
                iconName: entry.name === "phone_code" ? "device-mobile-speaker" : "identification-badge"
                width: ways.width
                implicitHeight: Theme.control + Theme.huge
                font.pixelSize: Theme.lead
            }
        }
    }
}
