pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Models
import Kiosk.Theme

// Tiles in columns of one width.
Grid {
    id: root

    required property EntryList tiles
    property bool wide: false // the picture beside the name
    readonly property real tile: (root.width - (root.columns - 1) * Theme.gap) / root.columns

    columns: Theme.elder ? 2 : 3
    columnSpacing: Theme.gap
    rowSpacing: Theme.gap

    Repeater {
        model: root.tiles

        delegate: TileButton {
            width: root.tile
            wide: root.wide
        }
    }
}
