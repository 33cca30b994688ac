pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Models
import Kiosk.Theme

// A page's actions: the others first, the primary one last, at the bottom right.
Flow {
    id: root

    required property EntryList actions
    property string held: "" // why the primary action has to wait; it stands on it
    property int columns: Theme.elder ? 1 : 2
    readonly property real half: (root.width - Theme.gap) / 2
    readonly property bool beside: root.columns === 2 && root.actions.count === 2

    spacing: Theme.gap

    Repeater {
        model: root.actions

        delegate: ActionButton {
            visible: !primary
            width: root.columns === 2 && root.actions.count > 1 ? root.half : root.width
        }
    }

    Repeater {
        model: root.actions

        delegate: ActionButton {
            visible: primary
            text: root.held.length > 0 ? root.held : entry.label
            enabled: root.held.length === 0 && entry.enabled
            width: root.beside ? root.half : root.width
        }
    }
}
