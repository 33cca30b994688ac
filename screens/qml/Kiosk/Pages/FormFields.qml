pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Kiosk.Models
import Kiosk.Theme

// The fields of a form beside or below each other, and below them the keys for the one that is on.
Column {
    id: root

    required property EntryList fields
    property int current: 0
    readonly property bool alone: root.fields.count === 1
    readonly property int columns: root.fields.count === 2 ? 2 : 1
    readonly property real share: (root.width - (root.columns - 1) * Theme.gap) / root.columns

    spacing: Theme.large

    GridLayout {
        width: root.width
        columns: root.columns
        columnSpacing: Theme.gap
        rowSpacing: Theme.gap

        Repeater {
            model: root.fields

            delegate: FieldButton {
                required property int index

                visible: !root.alone || !entry.isTyped
                current: index === root.current
                Layout.preferredWidth: root.share
                Layout.fillHeight: true
                onClicked: root.current = index
            }
        }
    }

    Repeater {
        model: root.fields

        delegate: FieldEditor {
            required property int index

            visible: index === root.current
            alone: root.alone
            width: root.width
            onFinished: root.current = Math.min(root.current + 1, root.fields.count - 1)
        }
    }
}
