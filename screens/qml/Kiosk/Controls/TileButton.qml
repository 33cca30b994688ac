import QtQuick
import Kiosk.Models
import Kiosk.Theme

// A life event or a department: its picture and its name.
Pressable {
    id: root

    required property TileEntry entry
    property bool wide: false // the picture beside the name

    text: root.entry.title
    implicitHeight: root.wide ? Math.max(Theme.control, Theme.target) : Theme.elder ? 168 : 160
    padding: Theme.tiny
    leftPadding: Theme.small
    rightPadding: Theme.small
    font.pixelSize: Theme.body
    font.weight: root.entry.chosen || Theme.elder ? Font.Bold : Font.Normal
    Accessible.selected: root.entry.chosen
    onClicked: root.entry.open.press()

    background: Rectangle {
        color: root.down ? Theme.roles.pressed : root.entry.chosen ? Theme.roles.primarySoft : Theme.roles.surface
        radius: root.cornerRadius
        border.width: root.entry.chosen ? 4 : Theme.hair
        border.color: root.entry.chosen ? Theme.roles.primary : Theme.highContrast ? Theme.roles.border : Theme.roles.line
    }

    contentItem: Item {
        id: content

        Icon {
            id: picture

            name: root.entry.icon
            tint: Theme.roles.primary
            size: root.wide ? Theme.icon : Theme.icon + 12
            x: root.wide ? Theme.small : (content.width - width) / 2
            y: root.wide ? (content.height - height) / 2 : Math.max(0, (content.height - height - words.implicitHeight - Theme.tiny) / 2)
        }

        Label {
            id: words

            text: root.entry.title
            font: root.font
            lineHeight: 0.85
            x: root.wide ? picture.x + picture.width + Theme.small : 0
            y: root.wide ? (content.height - implicitHeight) / 2 : picture.y + picture.height + Theme.tiny
            width: content.width - x
            horizontalAlignment: root.wide ? Text.AlignLeft : Text.AlignHCenter
            Accessible.ignored: true
        }
    }
}
