pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Models
import Kiosk.Theme
import Kiosk.Controls

// Where the card or the code goes.
PageFrame {
    id: root

    required property CredentialModel page

    title: qsTrId("credential.title")
    handsHeight: ways.height

    Column {
        width: parent.width
        spacing: Theme.medium

        Label {
            text: qsTrId("credential.lead")
            width: parent.width
            font.pixelSize: Theme.lead
            color: Theme.roles.quietText
        }

        NoticeBox {
            text: root.page.matter
            iconName: "file-text"
            visible: root.page.matter.length > 0
            width: parent.width
        }
    }

    hands: WaysIn {
        id: ways

        width: parent.width
        cardReady: root.page.cardReady
        codeReady: root.page.codeReady
    }
}
