pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Models
import Kiosk.Theme
import Kiosk.Controls

// Five levels, one press, or none.
PageFrame {
    id: root

    required property RatingModel page

    title: qsTrId("rating.title")
    official: qsTrId("rating.lead")
    handsHeight: levels.height

    hands: Column {
        id: levels

        width: parent.width
        spacing: Theme.gap

        Repeater {
            model: root.page.levels

            delegate: LevelButton {
                width: levels.width
            }
        }

        ActionButton {
            entry: root.page.skip
            width: parent.width
        }
    }
}
