import QtQuick
import Kiosk.DockModels
import Kiosk.Theme
import Kiosk.Controls

// The newest text message, its one-time code large, so that it can be typed on the kiosk.
Rectangle {
    id: root

    required property DockModel dock

    implicitHeight: Math.max(Sizes.sheet, words.y + words.height) + Sizes.inset
    radius: Sizes.radius
    color: Theme.roles.surface
    border.width: 1
    border.color: Theme.roles.line

    Icon {
        id: picture

        name: "device-mobile-speaker"
        tint: Theme.roles.primary
        size: Sizes.icon
        x: Sizes.inset
        y: Sizes.gap + (Sizes.control - height) / 2
    }

    Label {
        id: title

        text: qsTrId("dock.message.title")
        font.pixelSize: Sizes.text
        font.weight: Font.Bold
        x: picture.x + picture.width + Sizes.gap
        y: Sizes.gap + (Sizes.control - height) / 2
        Accessible.role: Accessible.Heading
    }

    Label {
        id: code

        text: root.dock.code
        visible: text.length > 0
        font.pixelSize: 26
        font.weight: Font.Bold
        font.letterSpacing: 3
        color: Theme.roles.primary
        lineHeight: 0.8
        x: Sizes.inset
        y: Sizes.gap + Sizes.control
    }

    Label {
        id: words

        text: root.dock.message.length > 0 ? root.dock.phone + "  " + root.dock.message : qsTrId("dock.message.none")
        font.pixelSize: Sizes.small
        lineHeight: 0.9
        color: Theme.roles.quietText
        x: Sizes.inset
        y: code.visible ? code.y + code.height + 2 : Sizes.gap + Sizes.control
        width: root.width - 2 * Sizes.inset
    }
}
