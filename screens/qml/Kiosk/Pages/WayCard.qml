import QtQuick
import Kiosk.Models
import Kiosk.Theme
import Kiosk.Controls

// A way to choose: its name, and what it means.
Pressable {
    id: root

    required property ActionEntry entry
    required property string iconName
    required property string detail

    text: root.entry.label
    spokenMore: root.detail
    enabled: root.entry.enabled
    implicitHeight: words.implicitHeight + 2 * Theme.large
    leftPadding: Theme.large
    rightPadding: Theme.medium
    onClicked: root.entry.press()

    background: Rectangle {
        color: root.down ? Theme.roles.pressed : Theme.roles.surface
        radius: root.cornerRadius
        border.width: Theme.hair
        border.color: Theme.roles.border
    }

    contentItem: Item {
        Icon {
            id: picture

            name: root.iconName
            tint: Theme.roles.primary
            size: 72
            anchors.verticalCenter: parent.verticalCenter
        }

        Column {
            id: words

            x: picture.width + Theme.large
            width: parent.width - x - arrow.width - Theme.small
            anchors.verticalCenter: parent.verticalCenter

            Label {
                text: root.entry.label
                width: parent.width
                font.pixelSize: Theme.lead
                font.weight: Font.Bold
                lineHeight: 0.95
                Accessible.ignored: true
            }

            Label {
                text: root.detail
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
            size: 40
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
        }
    }
}
