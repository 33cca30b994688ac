import QtQuick
import Kiosk.Theme

// What kind of page this is at a glance: a large picture over the title, beside it where the page is low.
Item {
    id: root

    required property string iconName
    required property string text
    property color tint: Theme.roles.warning
    property real size: 112 // of the picture, in portrait
    property int pixelSize: Theme.display

    implicitHeight: Theme.portrait ? title.y + title.implicitHeight : Math.max(picture.height, title.implicitHeight)
    height: implicitHeight

    Icon {
        id: picture

        name: root.iconName
        tint: root.tint
        size: Theme.portrait ? root.size : 88
    }

    Heading {
        id: title

        text: root.text
        x: Theme.portrait ? 0 : picture.width + Theme.medium
        y: Theme.portrait ? picture.height + Theme.large : Math.max(0, (picture.height - implicitHeight) / 2)
        width: root.width - x
        font.pixelSize: Theme.portrait ? root.pixelSize : Theme.title
    }
}
