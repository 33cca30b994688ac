import QtQuick
import Kiosk.Theme
import Kiosk.Controls

// An identity card above the reader's plate. The card moves gently down to where it belongs.
Item {
    id: root

    property bool moving: true

    implicitWidth: 360
    implicitHeight: 300
    Accessible.ignored: true

    Rectangle {
        id: plate

        width: 300
        height: 68
        radius: 34
        anchors.horizontalCenter: parent.horizontalCenter
        y: 222
        color: Theme.roles.primarySoft
        border.width: 4
        border.color: Theme.roles.primary

        Rectangle {
            anchors.centerIn: parent
            width: 180
            height: 8
            radius: 4
            color: Theme.roles.primary
        }
    }

    Rectangle {
        id: card

        width: 268
        height: 168
        radius: 18
        anchors.horizontalCenter: parent.horizontalCenter
        y: 18
        color: Theme.roles.surface
        border.width: 4
        border.color: Theme.roles.text

        Rectangle {
            x: 168
            y: 28
            width: 74
            height: 92
            radius: 8
            color: Theme.roles.primarySoft

            Icon {
                name: "user"
                tint: Theme.roles.primary
                size: 64
                anchors.centerIn: parent
            }
        }

        Repeater {
            model: [104, 72, 120]

            delegate: Rectangle {
                required property int index
                required property int modelData

                x: 28
                y: 36 + 28 * index
                width: modelData
                height: 10
                radius: 5
                color: Theme.roles.border
            }
        }

        Rectangle {
            x: 28
            y: 132
            width: 160
            height: 10
            radius: 5
            color: Theme.roles.border
        }

        SequentialAnimation on y {
            running: root.moving && !Theme.still
            loops: Animation.Infinite

            NumberAnimation {
                from: 18
                to: 48
                duration: 900
                easing.type: Easing.InOutQuad
            }

            PauseAnimation {
                duration: 1200
            }

            NumberAnimation {
                from: 48
                to: 18
                duration: 900
                easing.type: Easing.InOutQuad
            }

            PauseAnimation {
                duration: 1500
            }
        }
    }
}
