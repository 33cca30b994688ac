pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Models
import Kiosk.Theme

// Figures that belong to an answer: each with its name above it.
Rectangle {
    id: root

    required property EntryList facts
    property real widest: 0 // of the values, in Chinese characters
    readonly property int columns: Math.max(1, Math.min(Theme.portrait && !Theme.elder ? 3 : 2, Math.floor((root.width - 2 * Theme.large + Theme.medium) / (root.widest * 1.05 * Theme.body + Theme.medium))))

    implicitHeight: grid.height + 2 * Theme.small
    radius: Theme.radius
    color: Theme.roles.sunken
    border.width: Theme.highContrast ? Theme.hair : 0
    border.color: Theme.roles.border

    Grid {
        id: grid

        x: Theme.large
        y: Theme.small
        columns: root.columns
        columnSpacing: Theme.medium
        rowSpacing: Theme.portrait ? Theme.small : Theme.tiny

        Repeater {
            model: root.facts

            delegate: Column {
                id: fact

                required property FactEntry entry

                width: (root.width - 2 * Theme.large - (root.columns - 1) * Theme.medium) / root.columns
                Accessible.role: Accessible.ListItem
                Accessible.name: fact.entry.label + " " + fact.entry.text

                Label {
                    text: fact.entry.label
                    width: parent.width
                    font.pixelSize: Theme.caption
                    lineHeight: 0.9
                    color: Theme.roles.quietText
                    Accessible.ignored: true
                }

                Label {
                    text: fact.entry.text
                    width: parent.width
                    lineHeight: 0.9
                    font.weight: Font.Bold
                    Accessible.ignored: true
                }
            }
        }
    }
}
