import QtQuick
import Kiosk.Theme
import Kiosk.Controls

// Where a face appears at one height, at the right edge of the camera's picture.
Rectangle {
    id: root

    required property string text

    anchors.right: parent?.right
    anchors.rightMargin: Theme.small
    width: row.width + 2 * Theme.small
    height: row.height + Theme.tiny
    radius: height / 2
    color: Theme.roles.surface

    Row {
        id: row

        anchors.centerIn: parent
        spacing: Theme.tiny

        Icon {
            name: "caret-left"
            tint: Theme.roles.text
            size: 28
            anchors.verticalCenter: parent.verticalCenter
        }

        Label {
            text: root.text
            font.pixelSize: Theme.caption
            lineHeight: 0.85
            color: Theme.roles.text
        }
    }
}
