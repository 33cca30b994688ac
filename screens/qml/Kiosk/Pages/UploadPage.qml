pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Models
import Kiosk.Theme
import Kiosk.Controls
import Kiosk.Items

// Send a material from the phone: the code to scan, the steps, and what came.
PageFrame {
    id: root

    required property UploadModel page

    title: qsTrId("upload.title")
    official: root.page.material
    handsHeight: below.height

    Rectangle {
        id: card

        readonly property real side: Math.min(parent.width, parent.height, 840)

        width: card.side
        height: card.side
        anchors.horizontalCenter: parent.horizontalCenter
        radius: Theme.radius
        color: root.page.url.length > 0 ? "#ffffff" : Theme.roles.sunken
        border.width: Theme.hair
        border.color: Theme.roles.line
        Accessible.role: Accessible.Graphic
        Accessible.name: root.page.url.length > 0 ? qsTrId("upload.code") : root.page.state

        QrCode {
            text: root.page.url
            anchors.fill: parent
            anchors.margins: 4
            Accessible.ignored: true
        }

        Icon {
            name: "qr-code"
            tint: Theme.roles.quietText
            size: 160
            visible: root.page.url.length === 0
            anchors.centerIn: parent
        }
    }

    hands: Column {
        id: below

        width: parent.width
        spacing: Theme.large

        Column {
            width: parent.width
            spacing: Theme.tiny
            visible: root.page.pictures.count === 0

            Repeater {
                model: [qsTrId("upload.step.scan"), qsTrId("upload.step.choose"), qsTrId("upload.step.wait")]

                delegate: Item {
                    id: line

                    required property string modelData
                    required property int index

                    width: below.width
                    height: Math.max(number.height, words.implicitHeight)
                    Accessible.role: Accessible.ListItem
                    Accessible.name: (line.index + 1) + " " + line.modelData

                    Rectangle {
                        id: number

                        width: 48
                        height: 48
                        radius: 24
                        color: Theme.roles.primarySoft

                        Label {
                            text: line.index + 1
                            anchors.centerIn: parent
                            font.pixelSize: Theme.caption
                            font.weight: Font.Bold
                            lineHeight: 0.85
                            color: Theme.roles.onPrimarySoft
                            Accessible.ignored: true
                        }
                    }

                    Label {
                        id: words

                        text: line.modelData
                        x: number.width + Theme.small
                        width: parent.width - x
                        lineHeight: 0.95
                        Accessible.ignored: true
                    }
                }
            }
        }

        NoticeBox {
            text: root.page.state
            tone: root.page.pictures.count > 0 ? "good" : "calm"
            iconName: root.page.pictures.count > 0 ? "check-circle" : "device-mobile"
            pixelSize: Theme.lead
            width: parent.width
            height: implicitHeight
        }

        Row {
            spacing: Theme.gap
            visible: root.page.pictures.count > 0

            Repeater {
                model: root.page.pictures

                delegate: Rectangle {
                    id: sent

                    required property PictureEntry entry
                    required property int index
                    readonly property int fitting: Math.floor((below.width + Theme.gap) / (144 + Theme.gap))

                    width: 144
                    height: 144
                    radius: Theme.radius
                    visible: sent.index >= root.page.pictures.count - sent.fitting // the newest
                    color: Theme.roles.surface
                    border.width: Theme.hair
                    border.color: Theme.roles.border
                    Accessible.role: Accessible.Graphic
                    Accessible.name: sent.entry.name

                    PictureView {
                        picture: sent.entry.bytes
                        anchors.fill: parent
                        anchors.margins: Theme.tiny
                        Accessible.ignored: true
                    }
                }
            }
        }

        ActionArea {
            actions: root.page.actions
            visible: root.page.actions.count > 0
            width: parent.width
        }
    }
}
