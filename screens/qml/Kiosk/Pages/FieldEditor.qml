pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Models
import Kiosk.Theme
import Kiosk.Keyboard

// The keys for one field, by its kind. Only those of the field that is on are made.
Column {
    id: root

    required property FieldEntry entry
    required property real room // pixels of height that may be taken
    property bool headed: false // its name and what is wrong with it stand here, too
    readonly property string kind: root.entry.kind
    readonly property real rest: root.room - (head.visible ? head.height + root.spacing : 0)

    readonly property bool unfinished: (keys.item as TypedEditor)?.unfinished ?? false

    signal finished

    spacing: Theme.gap

    FieldHead {
        id: head

        entry: root.entry
        width: root.width
        visible: root.headed && (root.kind !== "month" && root.kind !== "year" || root.entry.error.length > 0)
    }

    Loader {
        id: keys

        active: root.visible
        width: root.width
        sourceComponent: root.kind === "month" || root.kind === "year" ? calendar : root.kind === "date" ? day : root.kind === "list" ? rows : root.kind === "card" ? card : root.entry.isChosen ? options : typed
    }

    Component {
        id: calendar

        MonthPicker {
            entry: root.entry
            onFinished: root.finished()
        }
    }

    Component {
        id: day

        DatePicker {
            entry: root.entry
            onFinished: root.finished()
        }
    }

    Component {
        id: options

        OptionChooser {
            entry: root.entry
            room: root.rest
            onFinished: root.finished()
        }
    }

    Component {
        id: rows

        ListEditor {
            entry: root.entry
            room: root.rest
        }
    }

    Component {
        id: card

        CardEditor {
            entry: root.entry
        }
    }

    Component {
        id: typed

        TypedEditor {
            entry: root.entry
        }
    }
}
