pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Models
import Kiosk.Theme

// Tiles with their picture beside the name, as many as fit; the rest on further pages, as nothing is scrolled here.
Item {
    id: root

    required property EntryList tiles
    readonly property int columns: Theme.elder ? 1 : 2
    readonly property real tall: Math.max(Theme.control, Theme.target)
    readonly property real step: root.tall + Theme.gap
    readonly property int whole: root.columns * Math.max(1, Math.floor((root.height + Theme.gap) / root.step))
    readonly property bool paged: root.tiles.count > root.whole
    readonly property int perPage: root.paged ? root.columns * Math.max(1, Math.floor((root.height - Theme.control) / root.step)) : root.whole
    readonly property int pages: Math.max(1, Math.ceil(root.tiles.count / root.perPage))
    property int page: 0

    onPagesChanged: root.page = Math.min(root.page, root.pages - 1)

    Grid {
        id: grid

        width: root.width
        columns: root.columns
        columnSpacing: Theme.gap
        rowSpacing: Theme.gap

        Repeater {
            model: root.tiles

            delegate: TileButton {
                required property int index

                visible: index >= root.page * root.perPage && index < (root.page + 1) * root.perPage
                width: (grid.width - (grid.columns - 1) * Theme.gap) / grid.columns
                height: root.tall
                wide: true
            }
        }
    }

    Pager {
        page: root.page
        pages: root.pages
        visible: root.paged
        y: root.height - height
        width: root.width
        height: implicitHeight
        onTurned: page => root.page = page
    }
}
