import QtQuick
import Kiosk.Models
import Kiosk.Theme
import Kiosk.Controls

// A section's name with the button that changes it; or one thing that will be sent.
PagedLine {
    id: root

    required property LineEntry entry
    readonly property bool section: root.entry.kind === "section"
    readonly property real names: Theme.elder ? 0.36 : 0.32

    headsNext: root.section
    implicitHeight: root.section ? Math.max(change.visible ? change.implicitHeight + Theme.small : 0, title.implicitHeight + Theme.medium) : Math.max(name.implicitHeight, value.implicitHeight) + Theme.small
    Accessible.role: Accessible.ListItem
    Accessible.name: root.entry.label + " " + root.entry.text

    Label {
        id: title

        text: root.section ? root.entry.label : ""
        visible: root.section
        width: parent.width - (change.visible ? change.width + Theme.medium : 0)
        y: (parent.height - implicitHeight) / 2
        font.pixelSize: Theme.lead
        font.weight: Font.Bold
        lineHeight: 0.95
        Accessible.role: Accessible.Heading
    }

    ActionButton {
        id: change

        entry: root.entry.action
        text: qsTrId("review.change_short") // the section's name stands beside it; the voice says both
        spokenName: root.entry.action?.label ?? ""
        iconName: "pencil-simple"
        visible: root.section && root.entry.action !== null
        leftPadding: Theme.medium
        rightPadding: Theme.medium
        x: parent.width - width
        y: Theme.tiny
        width: Math.min(implicitWidth, parent.width * 0.62)
    }

    Label {
        id: name

        text: root.section ? "" : root.entry.label
        visible: !root.section
        x: Theme.small
        width: parent.width * root.names - Theme.medium
        lineHeight: 0.95
        color: Theme.roles.quietText
        Accessible.ignored: true
    }

    Label {
        id: value

        text: root.section ? "" : root.entry.text
        visible: !root.section
        x: parent.width * root.names
        width: parent.width - x - Theme.small
        font.weight: Theme.elder ? Font.Bold : Font.Normal
        lineHeight: 0.95
        Accessible.ignored: true
    }

    Rectangle {
        y: parent.height - height
        width: parent.width
        height: Theme.hair
        color: root.section ? Theme.roles.border : Theme.roles.line
    }
}
