import QtQuick
import Kiosk.Theme

// Where the keyboard is: yellow with a black edge, outside of what it belongs to.
Rectangle {
    id: root

    required property bool shown
    property real cornerRadius: Theme.radius

    anchors.fill: parent
    anchors.margins: -9
    visible: root.shown
    color: "transparent"
    radius: root.cornerRadius + 9
    border.width: 9
    border.color: Theme.roles.focusEdge

    Rectangle {
        anchors.fill: parent
        anchors.margins: 3
        color: "transparent"
        radius: root.cornerRadius + 6
        border.width: 6
        border.color: Theme.roles.focus
    }
}
