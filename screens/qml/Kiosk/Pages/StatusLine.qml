import QtQuick
import Kiosk.Theme
import Kiosk.Controls

// What became of a matter, at one glance. An answer to a question says it by itself.
Item {
    id: root

    required property string status
    readonly property bool bad: root.status === "not_accepted"
    readonly property bool open: root.status === "supplement" || root.status === "withdrawn"
    readonly property color ink: root.bad ? Theme.roles.danger : root.open ? Theme.roles.warning : Theme.roles.good

    implicitHeight: Math.max(mark.height, words.implicitHeight)
    visible: root.status !== "answered"

    Icon {
        id: mark

        name: root.bad ? "x-circle" : root.status === "supplement" ? "warning-circle" : root.status === "withdrawn" ? "arrow-u-up-left" : root.status === "accepted" ? "clock-countdown" : root.status === "issued" ? "seal-check" : "check-circle"
        tint: root.ink
        size: Theme.elder ? 72 : 64
        anchors.verticalCenter: parent.verticalCenter
    }

    Label {
        id: words

        text: root.bad ? qsTrId("result.status.not_accepted") : root.status === "supplement" ? qsTrId("result.status.supplement") : root.status === "withdrawn" ? qsTrId("result.status.withdrawn") : root.status === "accepted" ? qsTrId("result.status.accepted") : root.status === "issued" ? qsTrId("result.status.issued") : qsTrId("result.status.done")
        x: mark.width + Theme.small
        width: parent.width - x
        anchors.verticalCenter: parent.verticalCenter
        font.pixelSize: Theme.title
        font.weight: Font.Bold
        lineHeight: 0.9
        color: root.ink
    }
}
