pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Models
import Kiosk.Theme
import Kiosk.Controls

// Every material with how it stands; what is missing brings its ways of giving it.
MatterFrame {
    id: root

    required property MaterialsModel page

    heading: root.page.heading
    handsRest: true

    hands: Item {
        anchors.fill: parent

        PagedColumn {
            model: root.page.items
            width: parent.width
            height: parent.height - actions.height - Theme.large

            delegate: MaterialLine {}
        }

        ActionArea {
            id: actions

            actions: root.page.actions
            y: parent.height - height
            width: parent.width
        }
    }
}
