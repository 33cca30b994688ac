pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Models
import Kiosk.Theme
import Kiosk.Controls

// Goodbye: what to take along, ticked by the sensors, and that everything of the person is gone.
PageFrame {
    id: root

    required property GoodbyeModel page

    spoken: qsTrId("goodbye.title")
    eyesShare: 0.62

    Column {
        width: parent.width
        y: Theme.portrait ? 140 : 0
        spacing: Theme.portrait ? Theme.large : Theme.small

        PageSign {
            iconName: "check-circle"
            text: qsTrId("goodbye.title")
            tint: Theme.roles.good
            size: 128
            pixelSize: Theme.figure
            width: parent.width
        }

        NoticeBox {
            text: root.page.wiped ? qsTrId("goodbye.wiped") : qsTrId("goodbye.wiping")
            tone: root.page.wiped ? "good" : "calm"
            iconName: root.page.wiped ? "shield-check" : "hourglass-medium"
            width: parent.width
        }

        SectionLabel {
            text: qsTrId("goodbye.take")
            visible: root.page.take.count > 0
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
}
