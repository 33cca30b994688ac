import QtQuick
import Kiosk.Models
import Kiosk.Theme
import Kiosk.Controls

// A level of satisfaction: its face and its words, all levels alike in size and colour.
Pressable {
    id: root

    required property LevelEntry entry

    text: root.entry.label
    implicitHeight: !Theme.portrait ? Theme.control : Theme.wheelchair ? 112 : 148
    leftPadding: Theme.large
    rightPadding: Theme.large
    onClicked: root.entry.press()

    background: Rectangle {
        color: root.down ? Theme.roles.primarySoft : Theme.roles.surface
        radius: root.cornerRadius
        border.width: Theme.hair
        border.color: Theme.roles.border
    }

    contentItem: Item {
        Icon {
            id: face

            name: root.entry.level === 5 ? "smiley-sticker" : root.entry.level === 4 ? "smiley" : root.entry.level === 3 ? "smiley-blank" : root.entry.level === 2 ? "smiley-meh" : "smiley-sad"
            tint: Theme.roles.primary
            size: 72
            anchors.verticalCenter: parent.verticalCenter
        }

        Label {
            text: root.entry.label
            x: face.width + Theme.large
            width: parent.width - x
            font.pixelSize: Theme.lead
            font.weight: Theme.elder ? Font.Bold : Font.Normal
            anchors.verticalCenter: parent.verticalCenter
            Accessible.ignored: true
        }
    }
}
