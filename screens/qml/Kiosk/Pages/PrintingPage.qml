pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Models
import Kiosk.Theme
import Kiosk.Controls

// What the printers are doing, by their own word.
PageFrame {
    id: root

    required property PrintingModel page

    title: qsTrId("printing.title")
    official: qsTrId("printing.lead")

    Column {
        width: parent.width
        y: Theme.large
        spacing: Theme.large

        ProgressList {
            steps: root.page.steps
            waitingText: qsTrId("printing.waiting")
            runningText: qsTrId("printing.running")
            doneText: qsTrId("printing.done")
            failedText: qsTrId("printing.failed")
            width: parent.width
            height: implicitHeight
        }

        NoticeBox {
            text: qsTrId("printing.long")
            tone: "warning"
            iconName: "hourglass-medium"
            visible: root.page.stage > 1
            width: parent.width
        }
    }
}
