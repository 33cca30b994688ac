pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// A number plate (GA 36): the province's character, then letters without I and O, digits, and the signs of use.
Column {
    id: root

    required property string typed
    readonly property bool dense: Theme.wheelchair || !Theme.portrait
    readonly property real gap: Math.ceil(3 * Theme.mm)
    readonly property real tall: root.dense ? Math.max(Theme.target, 80) : Math.max(Theme.target, 88)
    readonly property bool inOrder: (root.width - 9 * root.gap) / 10 < Theme.target // ten in a row would be too small
    readonly property list<string> provinces: root.inOrder ? ["沪苏浙皖京津冀", "晋蒙辽吉黑闽赣", "鲁豫鄂湘粤桂琼", "渝川贵云藏陕甘", "青宁新使"] : ["沪苏浙皖京津冀晋蒙辽", "吉黑闽赣鲁豫鄂湘粤桂", "琼渝川贵云藏陕甘青宁", "新使"]
    readonly property list<string> signs: root.inOrder ? ["1234567", "890ABCD", "EFGHJKL", "MNPQRST", "UVWXYZ领学", "警港澳挂"] : ["1234567890", "QWERTYUP", "ASDFGHJKL", "ZXCVBNM", "学警港澳挂领"]

    signal pressed(string letter)
    signal erased
    signal cleared

    spacing: root.gap
    Accessible.role: Accessible.Grouping
    Accessible.name: qsTrId("form.keys")

    Item {
        width: root.width
        height: root.signs.length * (root.tall + root.gap) - root.gap // the same for provinces: nothing jumps

        KeyRows {
            rows: root.typed.length === 0 ? root.provinces : root.signs
            tall: root.tall
            perRow: root.inOrder ? 7 : 10
            width: root.width
            anchors.bottom: parent.bottom
            onPressed: letter => root.pressed(letter)
        }
    }

    Row {
        spacing: root.gap

        Key {
            text: qsTrId("menu.clear")
            font.pixelSize: Theme.body
            width: (root.width - root.gap) / 2
            height: root.tall
            onClicked: root.cleared()
        }

        Key {
            text: qsTrId("menu.erase")
            iconName: "backspace"
            width: (root.width - root.gap) / 2
            height: root.tall
            onClicked: root.erased()
        }
    }
}
