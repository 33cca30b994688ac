pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Models
import Kiosk.Theme
import Kiosk.Controls

// 办事指南 of one matter.
PageFrame {
    id: root

    required property GuideModel page
    readonly property real above: closed.visible ? closed.height + Theme.large : 0

    title: root.page.title
    official: root.page.official
    handsHeight: actions.height
    eyesShare: Theme.elder ? 0.72 : 0.62

    NoticeBox {
        id: closed

        text: root.page.reason
        tone: "warning"
        iconName: "warning"
        visible: !root.page.available
        width: parent.width
    }

    Rectangle {
        y: root.above
        width: parent.width
        height: Math.min(facts.needed, facts.height) + 2 * Theme.medium
        radius: Theme.radius
        color: Theme.roles.sunken
        border.width: Theme.highContrast ? Theme.hair : 0
        border.color: Theme.roles.border

        PagedColumn {
            id: facts

            model: root.page.facts
            spacing: Theme.elder ? Theme.small : 12
            x: Theme.medium
            y: Theme.medium
            width: parent.width - 2 * Theme.medium
            height: root.eyesHeight - root.above - 2 * Theme.medium // the box is as high as what it holds
            delegate: FactLine {
                nameShare: Theme.elder && Theme.portrait ? 0.26 : 0.22
            }
        }
    }

    hands: ActionArea {
        id: actions

        actions: root.page.actions
        width: parent.width
    }
}
