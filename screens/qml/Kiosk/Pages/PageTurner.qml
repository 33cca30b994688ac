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
        iconYields: true
        leftPadding: Theme.small
        rightPadding: Theme.small
        width: (parent.width - where.width) / 2
        height: parent.height
    }

    Label {
        id: where

        text: root.text
        width: Math.min(Math.max(parent.width * 0.34, implicitWidth + Theme.medium), parent.width * 0.44)
        height: parent.height
        anchors.horizontalCenter: parent.horizontalCenter
        font.pixelSize: Theme.caption
        horizontalAlignment: Text.AlignHCenter
        verticalAlignment: Text.AlignVCenter
    }

    ActionButton {
        entry: root.later
        iconName: "caret-right"
        iconYields: true
        leftPadding: Theme.small
        rightPadding: Theme.small
        x: parent.width - width
        width: (parent.width - where.width) / 2
        height: parent.height
    }
}
