pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Models
import Kiosk.Theme
import Kiosk.Controls

// The matter is done: what to take along, and what next.
PageFrame {
    id: root

    required property FinishedModel page

    spoken: root.page.title
    handsHeight: actions.height

    Column {
        width: parent.width
        y: Theme.portrait ? Theme.giant : Theme.small
        spacing: Theme.large

        PageSign {
            iconName: "check-circle"
            text: root.page.title
            tint: Theme.roles.good
            size: 128
            width: parent.width
        }

        SectionLabel {
            text: root.page.take.count > 0 ? qsTrId("finished.take") : qsTrId("finished.nothing")
            width: parent.width
        }

        ProgressList {
            steps: root.page.take
            waitingText: qsTrId("take.waiting")
            runningText: qsTrId("take.waiting")
            doneText: qsTrId("take.done")
            width: parent.width
            height: implicitHeight
        }
    }

    hands: ActionArea {
        id: actions

        actions: root.page.actions
        width: parent.width
    }
}
