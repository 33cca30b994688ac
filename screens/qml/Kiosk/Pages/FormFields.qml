pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Kiosk.Models
import Kiosk.Theme

// The fields of a form. One alone is asked at once; two with few keys stand beside each other with the keys below;
// more stand in a list, and each brings its keys on a page within the page.
Column {
    id: root

    required property FormModel page
    required property real room // pixels of height that may be taken
    property int current: 0
    property bool opened: false // of a list: the keys of one field are shown
    readonly property EntryList fields: root.page.asked
    readonly property bool alone: root.fields.count === 1
    readonly property bool dense: Theme.wheelchair || !Theme.portrait // the question stands above or beside its keys
    readonly property bool together: root.alone || root.page.together && !(Theme.elder && root.dense)
    readonly property bool listed: !root.together && !root.opened
    readonly property bool asking: root.together || root.opened
    readonly property bool greedy: root.alone && root.first !== null && (root.first.isChosen || root.first.kind === "list" || root.first.kind === "date")
    readonly property FieldEntry standing: root.asking && (root.alone || root.opened) ? (buttons.count > root.current ? buttons.itemAt(root.current) as FieldButton : null)?.entry ?? null : null
    readonly property FieldEntry first: (buttons.count > 0 ? buttons.itemAt(0) as FieldButton : null)?.entry ?? null
    readonly property bool more: root.opened && root.following() >= 0
    readonly property int columns: root.together ? root.fields.count === 2 ? 2 : 1 : root.fields.count <= 3 && Theme.elder && Theme.portrait && !Theme.wheelchair ? 1 : 2
    readonly property real share: (root.width - (root.columns - 1) * Theme.gap) / root.columns

    // Which fields are asked. The model tells of every letter that is typed; only other questions close the keys.
    readonly property string about: root.page.about

    // Letters stand in a field of which nothing was chosen: going on would lose them.
    readonly property bool unfinished: root.asking && ((editors.count > root.current ? editors.itemAt(root.current) as FieldEditor : null)?.unfinished ?? false)

    // The next field below this one in which nothing stands yet; -1 when there is none.
    function following(): int {
        for (let index = root.current + 1; index < buttons.count; index++) {
            const button = buttons.itemAt(index) as FieldButton;
            if (button !== null && button.entry.shown.length === 0) {
                return index;
            }
        }
        return -1;
    }

    function goOn() {
        const next = root.together ? Math.min(root.current + 1, root.fields.count - 1) : root.following();
        if (next >= 0) {
            root.current = next;
        } else {
            root.opened = false;
        }
    }

    spacing: Theme.large
    onAboutChanged: {
        root.current = 0;
        root.opened = false;
    }

    GridLayout {
        width: root.width
        columns: root.columns
        columnSpacing: Theme.gap
        rowSpacing: Theme.gap
        visible: root.listed || root.together && !root.alone

        Repeater {
            id: buttons

            model: root.fields

            delegate: FieldButton {
                required property int index

                compact: Theme.elder && root.dense
                current: root.together && index === root.current
                Layout.preferredWidth: root.share
                Layout.fillHeight: true
                onClicked: {
                    root.current = index;
                    root.opened = !root.together;
                }
            }
        }
    }

    Repeater {
        id: editors

        model: root.fields

        delegate: FieldEditor {
            required property int index

            visible: root.asking && index === root.current
            headed: (root.alone || root.opened) && !root.dense
            room: root.room
            width: root.width
            onFinished: root.goOn()
        }
    }
}
