pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Models
import Kiosk.Theme

// Matters below each other, as many as fit; the rest on further pages, as nothing is scrolled here.
Item {
    id: root

    required property EntryList matters
    property string about: "" // another list begins at its first page
    property int page: 0
    readonly property real card: Theme.elder ? 208 : 152
    readonly property int whole: Math.max(1, Math.floor((root.height + Theme.gap) / (root.card + Theme.gap)))
    readonly property bool paged: root.matters.count > root.whole
    readonly property int perPage: root.paged ? Math.max(1, Math.floor((root.height - Theme.control) / (root.card + Theme.gap))) : root.whole
    readonly property int pages: Math.max(1, Math.ceil(root.matters.count / root.perPage))

    onAboutChanged: root.page = 0
    onPagesChanged: root.page = Math.min(root.page, root.pages - 1)

    Column {
        id: list

        width: root.width
        spacing: Theme.gap

        Repeater {
            model: root.matters

            delegate: MatterCard {
                required property int index

                visible: index >= root.page * root.perPage && index < (root.page + 1) * root.perPage
                width: list.width
                height: root.card
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
