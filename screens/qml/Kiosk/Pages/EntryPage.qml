pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Models
import Kiosk.Theme
import Kiosk.Controls
import Kiosk.Keyboard

// Digits on the number pad.
PageFrame {
    id: root

    required property EntryModel page

    title: root.page.title
    official: root.page.hint
    handsHeight: hand.height

    NoticeBox {
        text: root.page.error
        tone: "danger"
        iconName: "warning-circle"
        visible: !Theme.portrait && root.page.error.length > 0
        width: parent.width
    }

    hands: Column {
        id: hand

        width: parent.width
        spacing: Theme.gap

        Row {
            id: places

            readonly property real place: Math.min(112, (parent.width - (root.page.length - 1) * Theme.small) / root.page.length)

            spacing: Theme.small
            Accessible.role: Accessible.StaticText
            Accessible.name: root.page.progress

            Repeater {
                model: root.page.length

                delegate: Rectangle {
                    id: place

                    required property int index
                    readonly property bool filled: place.index < root.page.filled

                    width: places.place
                    height: 128
                    radius: Theme.radius
                    color: Theme.roles.surface
                    border.width: place.index === root.page.filled ? 4 : Theme.hair
                    border.color: place.index === root.page.filled ? Theme.roles.primary : Theme.roles.border

                    Label {
                        text: root.page.shown.length > place.index ? root.page.shown.charAt(place.index) : "●"
                        visible: place.filled
                        anchors.centerIn: parent
                        font.pixelSize: Theme.display
                        Accessible.ignored: true
                    }
                }
            }
        }

        NoticeBox {
            text: root.page.error
            tone: "danger"
            iconName: "warning-circle"
            visible: Theme.portrait && root.page.error.length > 0
            width: parent.width
        }

        Item {
            width: 1
            height: Theme.tiny
        }

        NumberPad {
            width: parent.width
            onPressed: digit => root.page.press(digit)
            onErased: root.page.erase()
        }

        Item {
            width: parent.width
            height: submit.height

            ActionButton {
                entry: root.page.again
                width: (parent.width - Theme.gap) / 2
                height: submit.height
            }

            ActionButton {
                id: submit

                entry: root.page.submit
                x: root.page.again ? parent.width - width : 0
                width: root.page.again ? (parent.width - Theme.gap) / 2 : parent.width
            }
        }
    }
}
