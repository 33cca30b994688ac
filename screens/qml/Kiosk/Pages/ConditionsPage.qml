pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Models
import Kiosk.Theme
import Kiosk.Controls

// What the matter asks of a person, each with what is known of it in words, then time, cost, legal basis.
MatterFrame {
    id: root

    required property ConditionsModel page

    heading: root.page.heading
    handsRest: true

    hands: Item {
        anchors.fill: parent

        PagedColumn {
            model: root.page.lines
            spacing: Theme.small
            width: parent.width
            height: parent.height - actions.height - Theme.large

            delegate: ConditionLine {}
        }

        ActionArea {
            id: actions

            actions: root.page.actions
            y: parent.height - height
            width: parent.width
        }
    }
}
