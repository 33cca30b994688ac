import QtQuick
import Kiosk.Models
import Kiosk.Theme
import Kiosk.Controls

// One of a few ways: its picture, what it is, what it means.
Pressable {
    id: root

    required property CardEntry entry

    text: root.entry.open?.label ?? ""
    spokenMore: root.entry.detail
    implicitHeight: Math.max(Theme.elder ? 240 : 208, words.height + 2 * Theme.large)
    leftPadding: Theme.large
    rightPadding: Theme.large
    onClicked: root.entry.open.press()

    background: Rectangle {
        color: root.down ? Theme.roles.pressed : Theme.roles.surface
        radius: root.cornerRadius
        border.width: Theme.hair
        border.color: Theme.roles.border
    }

    contentItem: Item {
        id: content

        Rectangle {
            id: ground

            width: Theme.elder ? 120 : 112
            height: width
            radius: width / 2
            color: Theme.roles.primarySoft
            visible: root.entry.icon.length > 0
            anchors.verticalCenter: parent.verticalCenter

            Icon {
                name: root.entry.icon
                tint: Theme.roles.primary
                size: 64
                anchors.centerIn: parent
            }
        }

        Column {
            id: words

            x: ground.visible ? ground.width + Theme.large : 0
            width: content.width - x - arrow.width - Theme.medium
            spacing: Theme.tiny
            anchors.verticalCenter: parent.verticalCenter

            Label {
                text: root.entry.title
                width: parent.width
                font.pixelSize: Theme.lead
                font.weight: Font.Bold
                lineHeight: 0.95
                Accessible.ignored: true
            }

            Label {
                text: root.entry.detail
                visible: text.length > 0
                width: parent.width
                color: Theme.roles.quietText
                lineHeight: 0.95
                Accessible.ignored: true
            }
        }

        Icon {
            id: arrow

            name: "caret-right"
            tint: Theme.roles.primary
            size: 48
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
        }
    }
}
