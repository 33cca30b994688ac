import QtQuick
import Kiosk.Theme

// A picture that stands beside words; the words speak for it.
Image {
    id: root

    required property string name // a file of assets/icons
    property color tint: Theme.roles.text
    property real size: Theme.icon

    width: root.size
    height: root.size
    sourceSize.width: root.size
    sourceSize.height: root.size
    source: root.name.length > 0 ? "image://icon/" + root.name + "/" + root.tint.toString().replace("#", "") : ""
    Accessible.ignored: true
}
