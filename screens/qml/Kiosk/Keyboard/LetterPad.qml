pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// Letters for pinyin and initials, in three rows, a space and a key that takes the last away.
Column {
    id: root

    readonly property int perRow: Theme.elder ? 7 : 10
    readonly property int unit: Math.floor((root.width - (root.perRow - 1) * root.gap) / root.perRow)
    readonly property real gap: Math.ceil(3 * Theme.mm)
    readonly property real tall: Math.max(Theme.target, Theme.elder ? 112 : 92)

    signal pressed(string letter)
    signal erased
    signal cleared

    spacing: root.gap
    Accessible.role: Accessible.Grouping
    Accessible.name: qsTrId("form.keys")

    Repeater {
        model: Theme.elder ? ["abcdefg", "hijklmn", "opqrstu", "vwxyz"] : ["qwertyuiop", "asdfghjkl", "zxcvbnm"]

        delegate: Row {
            id: line

            required property string modelData

            spacing: root.gap
            anchors.horizontalCenter: parent?.horizontalCenter ?? undefined

            Repeater {
                model: line.modelData.length

                delegate: Key {
                    id: letter

                    required property int index

                    text: line.modelData.charAt(letter.index)
                    width: Math.max(root.unit, Theme.target)
                    height: root.tall
                    onClicked: root.pressed(letter.text)
                }
            }
        }
    }

    Row {
        spacing: root.gap

        Key {
            text: qsTrId("menu.clear")
            font.pixelSize: Theme.body
            width: (root.width - 2 * root.gap) * 0.28
            height: root.tall
            onClicked: root.cleared()
        }

        Key {
            text: qsTrId("form.space")
            font.pixelSize: Theme.body
            width: (root.width - 2 * root.gap) * 0.44
            height: root.tall
            onClicked: root.pressed(" ")
        }

        Key {
            text: qsTrId("menu.erase")
            iconName: "backspace"
            width: (root.width - 2 * root.gap) * 0.28
            height: root.tall
            onClicked: root.erased()
        }
    }
}
