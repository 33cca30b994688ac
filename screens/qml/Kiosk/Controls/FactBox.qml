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

            delegate: FactLine {
                width: rows.width
                nameShare: root.nameShare
            }
        }
    }
}
