import QtQuick
import Kiosk.Models
import Kiosk.Theme
import Kiosk.Controls

// The actions that turn a page of the core's, with where one is in between.
Item {
    id: root

    required property ActionEntry earlier
    required property ActionEntry later
    required property string text

    implicitHeight: Theme.control

    ActionButton {
        entry: root.earlier
        iconName: "caret-left"
        width: (parent.width - where.width) / 2
        height: parent.height
    }

    Label {
        id: where

        text: root.text
        width: parent.width * 0.34
        height: parent.height
        anchors.horizontalCenter: parent.horizontalCenter
        font.pixelSize: Theme.caption
        horizontalAlignment: Text.AlignHCenter
        verticalAlignment: Text.AlignVCenter
    }

    ActionButton {
        entry: root.later
        iconName: "caret-right"
        x: parent.width - width
        width: (parent.width - where.width) / 2
        height: parent.height
    }
}
