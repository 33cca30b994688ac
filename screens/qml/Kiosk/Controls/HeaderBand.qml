import QtQuick
import Kiosk.Models
import Kiosk.Theme

// Who and where: the zone's name, date and time.
Rectangle {
    id: root

    required property Bridge bridge

    implicitHeight: Theme.header
    color: Theme.roles.surface
    Accessible.role: Accessible.Pane
    Accessible.name: qsTrId("header.name")

    Label {
        text: root.bridge.zone
        font.pixelSize: Theme.caption
        font.weight: Font.Bold
        anchors.left: parent.left
        anchors.leftMargin: Theme.margin
        anchors.right: clock.left
        anchors.rightMargin: Theme.medium
        anchors.verticalCenter: parent.verticalCenter
        lineHeight: 0.85
    }

    Label {
        id: clock

        text: root.bridge.clockText
        font.pixelSize: Theme.caption
        color: Theme.roles.quietText
        anchors.right: parent.right
        anchors.rightMargin: Theme.margin
        anchors.verticalCenter: parent.verticalCenter
    }

    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: Theme.hair
        color: Theme.roles.line
    }
}
