pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Models
import Kiosk.Theme
import Kiosk.Controls

// What is being made ready.
PageFrame {
    id: root

    required property StartingModel page

    title: qsTrId("starting.title")
    official: qsTrId("starting.lead")
    handsHeight: 0

    ProgressList {
        steps: root.page.steps
        width: parent.width
        height: implicitHeight
        y: Theme.large
    }
}
