pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Models
import Kiosk.Theme

// What is known: names on the left, values on the right, in a calm box.
Rectangle {
    id: root

    required property EntryList facts
    property string heading: ""
    property bool framed: true
    property real nameShare: 0.3
    readonly property real inset: root.framed ? Theme.medium : 0

    implicitHeight: rows.height + 2 * root.inset
    radius: Theme.radius
    color: root.framed ? Theme.roles.sunken : "transparent"
    border.width: root.framed && Theme.highContrast ? Theme.hair : 0
    border.color: Theme.roles.border
    visible: root.facts.count > 0

    Column {
        id: rows

        x: root.inset
        y: root.inset
        width: root.width - 2 * root.inset
        spacing: Theme.elder ? Theme.small : 12

        Label {
            text: root.heading
            width: parent.width
            visible: root.heading.length > 0
            font.pixelSize: Theme.caption
            color: Theme.roles.quietText
        }

        Repeater {
            model: root.facts

            delegate: Item {
                id: fact

                required property FactEntry entry

                width: rows.width
                height: Math.max(name.implicitHeight, value.implicitHeight)
                Accessible.role: Accessible.ListItem
                Accessible.name: fact.entry.label + " " + fact.entry.text

                Label {
                    id: name

                    text: fact.entry.label
                    width: parent.width * root.nameShare - Theme.small
                    color: Theme.roles.quietText
                    Accessible.ignored: true
                }

                Label {
                    id: value

                    text: fact.entry.text
                    x: parent.width * root.nameShare
                    width: parent.width - x
                    font.weight: Theme.elder ? Font.Bold : Font.Normal
                    Accessible.ignored: true
                }
            }
        }
    }
}
