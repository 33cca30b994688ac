pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Models
import Kiosk.Theme
import Kiosk.Controls

// What happened, whether anything was sent or printed, what to do next.
PageFrame {
    id: root

    required property ProblemModel page

    spoken: root.page.title
    handsHeight: actions.height
    eyesShare: Theme.elder ? 0.58 : 0.46

    Column {
        width: parent.width
        y: Theme.portrait ? Theme.giant : Theme.small
        spacing: Theme.portrait ? Theme.large : Theme.medium

        PageSign {
            iconName: "warning-circle"
            text: root.page.title
            width: parent.width
        }

        Label {
            text: root.page.happened
            width: parent.width
            font.pixelSize: Theme.lead
        }

        NoticeBox {
            text: root.page.effect
            iconName: "shield-check"
            tone: "good"
            visible: root.page.effect.length > 0
            width: parent.width
        }

        Column {
            width: parent.width
            spacing: Theme.tiny

            SectionLabel {
                text: qsTrId("problem.next")
                width: parent.width
            }

            Label {
                text: root.page.next
                width: parent.width
                font.pixelSize: Theme.lead
            }
        }
    }

    hands: ActionArea {
        id: actions

        actions: root.page.actions
        width: parent.width
    }
}
