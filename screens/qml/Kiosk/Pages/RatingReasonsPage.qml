pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Models
import Kiosk.Theme
import Kiosk.Controls

// What went wrong, several at once, and whether a call is welcome.
PageFrame {
    id: root

    required property RatingReasonsModel page
    readonly property int columns: 2

    title: qsTrId("rating.reasons.title")
    official: qsTrId("rating.reasons.lead")
    handsHeight: hand.height

    hands: Column {
        id: hand

        width: parent.width
        spacing: Theme.portrait ? Theme.large : Theme.medium

        Grid {
            id: reasons

            columns: root.columns
            columnSpacing: Theme.gap
            rowSpacing: Theme.gap

            Repeater {
                model: root.page.reasons

                delegate: CheckCard {
                    width: (hand.width - (root.columns - 1) * Theme.gap) / root.columns
                    height: Theme.elder ? (Theme.portrait ? 128 : 108) : 104
                }
            }
        }

        CheckCard {
            entry: root.page.callBack
            width: parent.width
        }

        ActionArea {
            actions: root.page.actions
            columns: 2
            width: parent.width
        }
    }
}
