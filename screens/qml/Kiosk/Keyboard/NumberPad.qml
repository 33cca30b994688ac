pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// Digits as on a telephone, and one key that takes the last away.
Grid {
    id: root

    property string extra: "" // the letter that an identity number may end with

    readonly property real key: (root.width - 2 * Theme.gap) / 3
    readonly property real tall: !Theme.portrait || Theme.wheelchair ? Math.max(Theme.target, 80) : Theme.elder ? 116 : 100

    signal pressed(string digit)
    signal erased

    columns: 3
    spacing: Theme.gap
    Accessible.role: Accessible.Grouping
    Accessible.name: qsTrId("entry.pad")

    Repeater {
        model: ["1", "2", "3", "4", "5", "6", "7", "8", "9"]

        delegate: Key {
            id: digit

            required property string modelData

            text: digit.modelData
            width: root.key
            height: root.tall
            font.pixelSize: Theme.title
            onClicked: root.pressed(digit.modelData)
        }
    }

    Item {
        width: root.key
        height: root.tall

        Key {
            anchors.fill: parent
            visible: root.extra.length > 0
            text: root.extra
            font.pixelSize: Theme.title
            onClicked: root.pressed(root.extra)
        }
    }

    Key {
        text: "0"
        width: root.key
        height: root.tall
        font.pixelSize: Theme.title
        onClicked: root.pressed("0")
    }

    Key {
        iconName: "backspace"
        text: qsTrId("entry.erase")
        width: root.key
        height: root.tall
        onClicked: root.erased()
    }
}
