pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Models
import Kiosk.Theme
import Kiosk.Controls

// Everything that will be sent, read back by sections, each with the way to change it.
MatterFrame {
    id: root

    required property ReviewModel page

    heading: root.page.heading
    handsRest: true

    NoticeBox {
        text: root.page.warning
        tone: "warning"
        iconName: "warning"
        visible: root.page.warning.length > 0
        width: root.eyesWidth
        height: implicitHeight
    }

    hands: Item {
        anchors.fill: parent

        PagedColumn {
            model: root.page.lines
            spacing: Theme.tiny
            width: parent.width
            height: parent.height - actions.height - Theme.large

            delegate: ReviewLine {}
        }

        ActionArea {
            id: actions

            actions: root.page.actions
            y: parent.height - height
            width: parent.width
        }
    }
}
