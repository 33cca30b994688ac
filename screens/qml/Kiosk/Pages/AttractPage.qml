import QtQuick
import Kiosk.Models
import Kiosk.Theme
import Kiosk.Controls

// Large and still: where the card goes, where the code goes, and 先看看.
PageFrame {
    id: root

    required property AttractModel page

    spoken: qsTrId("attract.title")
    handsHeight: below.height

    Column {
        width: parent.width
        spacing: Theme.medium

        Item {
            width: 1
            height: Theme.portrait || root.page.notices.count > 1 ? Theme.small : Theme.giant
        }

        Heading {
            text: qsTrId("attract.title")
            width: parent.width
            font.pixelSize: Theme.portrait ? Theme.figure : Theme.display
            lineHeight: 0.9
        }

        Label {
            text: qsTrId("attract.lead")
            width: parent.width
            font.pixelSize: Theme.lead
            color: Theme.roles.quietText
        }

        NoticeBox {
            text: root.page.noticeText
            tone: "warning"
            iconName: "warning"
            pixelSize: root.page.notices.count > 1 ? Theme.caption : Theme.body
            visible: root.page.notices.count > 0
            width: parent.width
        }
    }

    hands: Column {
        id: below

        width: parent.width
        spacing: Theme.large

        WaysIn {
            width: parent.width
            cardReady: root.page.cardReady
            codeReady: root.page.codeReady
            large: root.page.notices.count === 0
        }

        ActionButton {
            entry: root.page.lookFirst
            iconName: "magnifying-glass"
            width: parent.width
            implicitHeight: Theme.control + Theme.medium
            font.pixelSize: Theme.lead
        }
    }
}
