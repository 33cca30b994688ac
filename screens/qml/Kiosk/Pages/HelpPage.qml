pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Models
import Kiosk.Theme
import Kiosk.Controls

// 求助: who answers, by which number, and where one is.
PageFrame {
    id: root

    required property HelpModel page

    title: qsTrId("help.title")
    handsHeight: back.height
    eyesShare: 0.58

    Column {
        width: parent.width
        spacing: Theme.large

        Label {
            text: qsTrId("help.lead")
            width: parent.width
            font.pixelSize: Theme.lead
        }

        Row {
            spacing: Theme.large

            Icon {
                name: "phone-call"
                tint: Theme.roles.primary
                size: 96
                anchors.verticalCenter: parent.verticalCenter
            }

            Label {
                text: root.page.phone
                font.pixelSize: Theme.figure
                font.weight: Font.Bold
            }
        }

        Column {
            width: parent.width
            spacing: Theme.tiny

            Label {
                text: qsTrId("help.where")
                width: parent.width
                color: Theme.roles.quietText
            }

            Label {
                text: root.page.place
                width: parent.width
                font.pixelSize: Theme.lead
                font.weight: Font.Bold
            }
        }

        NoticeBox {
            text: qsTrId("help.safe")
            tone: "good"
            iconName: "shield-check"
            width: parent.width
        }
    }

    hands: ActionButton {
        id: back

        entry: root.page.back
        width: parent.width
    }
}
