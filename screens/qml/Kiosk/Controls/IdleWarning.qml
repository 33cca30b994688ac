import QtQuick
import Kiosk.Models
import Kiosk.Theme

// Stands over the page when nobody has pressed anything for a while; one press on the button goes on.
Rectangle {
    id: root

    required property Bridge bridge

    color: Theme.roles.veil
    visible: root.bridge.idle
    Accessible.role: Accessible.Dialog
    Accessible.name: qsTrId("idle.title")
    Accessible.ignored: !root.visible

    MouseArea {
        anchors.fill: parent // the page below takes no press meanwhile
        Accessible.ignored: true
    }

    Rectangle {
        id: box

        width: Math.min(root.width - 2 * Theme.margin, 984)
        height: words.height + 2 * Theme.giant
        anchors.horizontalCenter: parent.horizontalCenter
        y: Theme.portrait ? Math.min(root.height - height - Theme.large, Math.max(Theme.reachLine - Theme.header, root.height - height - 200)) : (root.height - height) / 2
        color: Theme.roles.surface
        radius: Theme.medium
        border.width: Theme.highContrast ? Theme.hair : 0
        border.color: Theme.roles.border

        Column {
            id: words

            x: Theme.giant
            y: Theme.giant
            width: box.width - 2 * Theme.giant
            spacing: Theme.medium

            Heading {
                text: qsTrId("idle.title")
                width: parent.width
            }

            Label {
                text: root.bridge.idleText
                width: parent.width
                font.pixelSize: Theme.lead
            }

            Item {
                width: 1
                height: Theme.small
            }

            PushButton {
                text: root.bridge.stay.label
                primary: true
                width: parent.width
                implicitHeight: Theme.control + Theme.large
                onClicked: root.bridge.stay.press()
            }
        }
    }
}
