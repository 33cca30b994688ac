pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Models
import Kiosk.Theme
import Kiosk.Controls

// Why nothing can be done here, until when, and where else.
PageFrame {
    id: root

    required property OutOfServiceModel page

    spoken: qsTrId("out_of_service.title")
    eyesShare: 0.7

    Column {
        width: parent.width
        y: Theme.portrait ? 160 : Theme.large
        spacing: Theme.large

        PageSign {
            iconName: "wrench"
            text: qsTrId("out_of_service.title")
            size: 128
            width: parent.width
        }

        Label {
            text: root.page.reason
            width: parent.width
            font.pixelSize: Theme.lead
        }

        Label {
            text: root.page.until
            width: parent.width
            font.pixelSize: Theme.lead
            visible: root.page.until.length > 0
        }

        Column {
            width: parent.width
            spacing: Theme.tiny

            Label {
                text: qsTrId("out_of_service.else")
                width: parent.width
                color: Theme.roles.quietText
            }

            Label {
                text: root.page.phone
                width: parent.width
                font.pixelSize: Theme.figure
                font.weight: Font.Bold
            }
        }
    }
}
