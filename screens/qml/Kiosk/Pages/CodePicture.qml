import QtQuick
import Kiosk.Theme
import Kiosk.Controls

// A telephone that shows its code to the scanner's window.
Item {
    id: root

    property bool moving: true

    implicitWidth: 360
    implicitHeight: 300
    Accessible.ignored: true

    Rectangle {
        width: 300
        height: 68
        radius: 14
        anchors.horizontalCenter: parent.horizontalCenter
        y: 222
        color: Theme.roles.primarySoft
        border.width: 4
        border.color: Theme.roles.primary

        Rectangle {
            anchors.centerIn: parent
            width: 220
            height: 8
            radius: 4
            color: Theme.roles.danger
        }
    }

    Rectangle {
        id: phone

        width: 140
        height: 196
        radius: 22
        anchors.horizontalCenter: parent.horizontalCenter
        y: 6
        color: Theme.roles.surface
        border.width: 4
        border.color: Theme.roles.text

        Icon {
            name: "qr-code"
            tint: Theme.roles.text
            size: 108
            anchors.centerIn: parent
        }

        SequentialAnimation on y {
            running: root.moving && !Theme.still
            loops: Animation.Infinite

            NumberAnimation {
                from: 6
                to: 22
                duration: 900
                easing.type: Easing.InOutQuad
            }

            PauseAnimation {
                duration: 1200
            }

            NumberAnimation {
                from: 22
                to: 6
                duration: 900
                easing.type: Easing.InOutQuad
            }

            PauseAnimation {
                duration: 1500
            }
        }
    }
}
