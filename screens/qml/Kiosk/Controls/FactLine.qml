import QtQuick
import Kiosk.Models
import Kiosk.Theme

// What is known of one thing: its name on the left, the value on the right.
PagedLine {
    id: root

    required property FactEntry entry
    property real nameShare: 0.3

    implicitHeight: Math.max(name.implicitHeight, value.implicitHeight)
    Accessible.role: Accessible.ListItem
    Accessible.name: root.entry.label + " " + root.entry.text

    Label {
        id: name

        text: root.entry.label
        width: parent.width * root.nameShare - Theme.small
        color: Theme.roles.quietText
        Accessible.ignored: true
    }

    Label {
        id: value

        text: root.entry.text
        x: parent.width * root.nameShare
        width: parent.width - x
        font.weight: Theme.elder ? Font.Bold : Font.Normal
        Accessible.ignored: true
    }
}
