pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// Rows of keys, one character each, in the middle of the width.
Column {
    id: root

    required property list<string> rows
    required property real tall
    property int perRow: 10
    readonly property real gap: Math.ceil(3 * Theme.mm)
    readonly property real unit: Math.floor((root.width - (root.perRow - 1) * root.gap) / root.perRow)

    signal pressed(string letter)

    spacing: root.gap

    Repeater {
        model: root.rows

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
                    width: root.unit
                    height: root.tall
                    onClicked: root.pressed(letter.text)
                }
            }
        }
    }
}
