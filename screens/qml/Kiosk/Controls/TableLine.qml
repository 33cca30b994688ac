pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Models
import Kiosk.Theme

// One line of a table, spoken as a whole with the columns' names.
Item {
    id: root

    required property RowEntry entry
    required property int pixelSize
    property bool strong: false

    height: Math.max(Theme.elder ? 72 : 60, lines.height + (Theme.portrait ? 10 : 2))
    Accessible.role: Accessible.Row
    Accessible.name: root.entry.spoken

    Column {
        id: lines

        x: Theme.small
        width: root.width - 2 * Theme.small
        spacing: Theme.low ? -10 : 0 // into the empty part above and below a line's letters
        anchors.verticalCenter: parent.verticalCenter

    Row {
        Repeater {
            model: root.entry.cells

            delegate: Label {
                id: cell

                required property CellEntry entry

                text: cell.entry.text
                width: (root.width - 2 * Theme.small) * cell.entry.share
                leftPadding: 6
                rightPadding: 6
                font.pixelSize: root.pixelSize
                font.weight: root.strong ? Font.Bold : Font.Normal
                lineHeight: 0.85
                color: root.strong ? Theme.roles.quietText : Theme.roles.text
                horizontalAlignment: cell.entry.numeric ? Text.AlignRight : Text.AlignLeft
                Accessible.ignored: true
            }
        }
    }

        Label {
            text: root.entry.below
            visible: root.entry.below.length > 0
            width: parent.width
            leftPadding: 6
            font.pixelSize: root.pixelSize
            font.weight: root.strong ? Font.Bold : Font.Normal
            lineHeight: 0.85
            color: Theme.roles.quietText
            Accessible.ignored: true
        }
    }

    Rectangle {
        anchors.bottom: parent.bottom
        x: Theme.small
        width: parent.width - 2 * Theme.small
        height: Theme.hair
        color: root.strong ? Theme.roles.border : Theme.roles.line
    }
}
