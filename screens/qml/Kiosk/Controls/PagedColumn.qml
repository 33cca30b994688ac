pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Models
import Kiosk.Theme

// Entries of different heights below each other, as many as fit; the rest on further pages, as nothing is scrolled.
Item {
    id: root

    required property EntryList model
    required property Component delegate // a PagedLine
    property real spacing: Theme.gap
    property int page: 0
    property int pages: 1
    property real needed: 0 // the height of all of them
    readonly property real room: root.pages > 1 ? root.height - Theme.control - Theme.gap : root.height

    function lay() {
        let heights = [];
        let whole = -root.spacing;
        for (let index = 0; index < lines.count; index++) {
            heights.push((lines.itemAt(index) as PagedLine)?.implicitHeight ?? 0);
            whole += heights[index] + root.spacing;
        }
        root.needed = Math.max(0, whole);
        const most = whole <= root.height ? root.height : root.height - Theme.control - Theme.gap;
        let places = [];
        let count = 0;
        let used = 0;
        for (let index = 0; index < heights.length; index++) {
            let least = heights[index];
            for (let after = index; (lines.itemAt(after) as PagedLine)?.headsNext && after + 1 < heights.length; after++) {
                least += root.spacing + heights[after + 1];
            }
            if (used > 0 && used + least > most) {
                count += 1;
                used = 0;
            }
            places.push(count);
            used += heights[index] + root.spacing;
        }
        root.pages = count + 1;
        root.page = Math.min(root.page, count);
        for (let index = 0; index < places.length; index++) {
            const line = lines.itemAt(index);
            if (line !== null) {
                line.visible = places[index] === root.page;
            }
        }
    }

    onHeightChanged: Qt.callLater(root.lay)
    onPageChanged: root.lay()
    Accessible.role: Accessible.List
    Accessible.ignored: true

    Column {
        width: root.width
        spacing: root.spacing

        Repeater {
            id: lines

            model: root.model
            delegate: root.delegate
            onItemAdded: (index, item) => {
                item.width = Qt.binding(() => root.width);
                item.implicitHeightChanged.connect(() => {
                    if (root) { // not any more while the page goes
                        Qt.callLater(root.lay);
                    }
                });
                Qt.callLater(root.lay);
            }
            onItemRemoved: Qt.callLater(root.lay)
        }
    }

    Pager {
        page: root.page
        pages: root.pages
        visible: root.pages > 1
        y: root.height - height
        width: root.width
        height: implicitHeight
        onTurned: page => root.page = page
    }
}
