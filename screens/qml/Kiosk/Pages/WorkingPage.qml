pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Models
import Kiosk.Theme
import Kiosk.Controls

// The machine works. It says what at once in the title, more after two seconds, and what one can do after ten.
PageFrame {
    id: root

    required property WorkingModel page

    spoken: root.page.title

    Column {
        width: parent.width
        y: Theme.portrait ? 220 : Theme.huge
        spacing: Theme.large

        Spinner {}

        Heading {
            text: root.page.title
            width: parent.width
            font.pixelSize: Theme.display
        }

        Label {
            text: root.page.what
            width: parent.width
            font.pixelSize: Theme.lead
            color: Theme.roles.quietText
            visible: root.page.stage > 0
        }

        NoticeBox {
            text: qsTrId("working.keep_card")
            iconName: "identification-card"
            pixelSize: Theme.lead
            visible: root.page.keepCard
            width: parent.width
        }

        NoticeBox {
            text: qsTrId("working.long")
            tone: "warning"
            iconName: "hourglass-medium"
            visible: root.page.stage > 1
            width: parent.width
        }
    }
}
