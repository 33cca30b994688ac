pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Models
import Kiosk.Theme
import Kiosk.Controls

// 办事指南 of one matter.
PageFrame {
    id: root

    required property GuideModel page

    title: root.page.title
    official: root.page.official
    handsHeight: actions.height
    eyesShare: 0.62

    Column {
        width: parent.width
        spacing: Theme.large

        NoticeBox {
            text: root.page.reason
            tone: "warning"
            iconName: "warning"
            visible: !root.page.available
            width: parent.width
        }

        FactBox {
            facts: root.page.facts
            width: parent.width
            height: implicitHeight
            nameShare: Theme.elder ? 0.26 : 0.22
        }
    }

    hands: ActionArea {
        id: actions

        actions: root.page.actions
        width: parent.width
    }
}
