pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Models
import Kiosk.Theme
import Kiosk.Controls
import Kiosk.Items

// A frame to stand in, for standing and for seated people, and one hint at a time in words.
PageFrame {
    id: root

    required property FaceModel page

    title: qsTrId("face.title")
    official: root.page.attemptText
    handsHeight: below.height

    Rectangle {
        id: window

        readonly property real wide: Math.min(parent.width, parent.height * 4 / 3)

        width: window.wide
        height: window.wide * 3 / 4
        anchors.horizontalCenter: parent.horizontalCenter
        radius: Theme.radius
        color: Theme.roles.sunken
        Accessible.role: Accessible.Graphic
        Accessible.name: qsTrId("face.camera")

        CameraView {
            feed: root.page.feed
            anchors.fill: parent
            anchors.margins: 4
            Accessible.ignored: true
        }

        HeightMark {
            text: qsTrId("face.standing")
            y: parent.height * 0.26
        }

        HeightMark {
            text: qsTrId("face.seated")
            y: parent.height * 0.62
        }

        Rectangle {
            anchors.centerIn: parent
            width: parent.height * 0.62
            height: parent.height * 0.82
            radius: width / 2
            color: "transparent"
            border.width: 10
            border.color: Theme.roles.focusEdge
            Accessible.ignored: true

            Rectangle {
                anchors.fill: parent
                anchors.margins: 3
                radius: width / 2
                color: "transparent"
                border.width: 4
                border.color: Theme.roles.focus
            }
        }
    }

    hands: Column {
        id: below

        width: parent.width
        spacing: Theme.large

        NoticeBox {
            text: root.page.hint
            iconName: root.page.phase === "comparing" ? "hourglass-medium" : "user-focus"
            pixelSize: Theme.elder ? Theme.lead : Theme.lead + 4
            width: parent.width
        }

        ActionButton {
            entry: root.page.otherWay
            width: parent.width
        }
    }
}
