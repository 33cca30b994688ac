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

    hands: Column {
        id: ways

        width: parent.width
        spacing: Theme.gap

        Repeater {
            model: root.page.ways

            delegate: WayCard {
                detail: entry.name === "phone_code" ? root.page.phoneText : qsTrId("other_ways.staff")
                iconName: entry.name === "phone_code" ? "device-mobile-speaker" : "identification-badge"
                width: ways.width
            }
        }
    }
}
