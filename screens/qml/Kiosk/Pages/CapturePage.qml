import QtQuick
import Kiosk.Models
import Kiosk.Theme
import Kiosk.Controls
import Kiosk.Items

// The document camera's picture as it is, what stands in the way in words, and the button that takes it.
PageFrame {
    id: root

    required property CaptureModel page

    title: qsTrId("capture.title")
    official: root.page.material + " · " + root.page.pageText
    handsHeight: below.height
    eyesShare: 0.6

    Rectangle {
        readonly property real wide: Math.min(parent.width, parent.height * 4 / 3)

        width: wide
        height: wide * 3 / 4
        anchors.horizontalCenter: parent.horizontalCenter
        radius: Theme.radius
        color: Theme.roles.sunken
        border.width: root.page.good ? 8 : Theme.hair
        border.color: root.page.good ? Theme.roles.good : Theme.roles.border
        Accessible.role: Accessible.Graphic
        Accessible.name: qsTrId("capture.picture")

        CameraView {
            feed: root.page.feed
            whole: true
            anchors.fill: parent
            anchors.margins: 8
            Accessible.ignored: true
        }
    }

    hands: Column {
        id: below

        width: parent.width
        spacing: Theme.large

        NoticeBox {
            text: root.page.hint
            tone: root.page.good ? "good" : "warning"
            iconName: root.page.good ? "check-circle" : "info"
            pixelSize: Theme.lead
            width: parent.width
            height: implicitHeight
        }

        ActionArea {
            actions: root.page.actions
            width: parent.width
        }
    }
}
