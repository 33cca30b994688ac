import QtQuick
import Kiosk.Models
import Kiosk.Theme
import Kiosk.Controls

// One condition and how it stands; or a fact beside its name.
PagedLine {
    id: root

    required property LineEntry entry
    readonly property bool fact: root.entry.kind === "fact"
    readonly property bool met: root.entry.kind === "met"
    readonly property bool warning: root.entry.kind === "confirm"
    readonly property color ink: root.warning ? Theme.roles.onWarningSoft : root.met ? Theme.roles.good : Theme.roles.primary
    readonly property string state_text: root.met ? qsTrId("conditions.met") : root.warning ? qsTrId("conditions.confirm") : qsTrId("conditions.open")

    implicitHeight: root.fact ? Math.max(name.implicitHeight, value.implicitHeight) + Theme.tiny : words.height + 2 * Theme.small
    Accessible.role: Accessible.ListItem
    Accessible.name: root.entry.label + " " + (root.fact ? root.entry.text : root.state_text)

    Rectangle {
        anchors.fill: parent
        radius: Theme.radius
        visible: !root.fact
        color: root.warning ? Theme.roles.warningSoft : Theme.roles.surface
        border.width: root.warning && !Theme.highContrast ? 0 : Theme.hair
        border.color: Theme.highContrast ? Theme.roles.border : Theme.roles.line

        Icon {
            id: mark

            name: root.met ? "check-circle" : root.warning ? "warning" : "info"
            tint: root.ink
            x: Theme.medium
            y: Theme.small
        }

        Column {
            id: words

            x: mark.x + mark.width + Theme.small
            y: Theme.small
            width: parent.width - x - Theme.medium

            Label {
                text: root.entry.label
                width: parent.width
                lineHeight: 0.95
                color: root.warning ? root.ink : Theme.roles.text
                Accessible.ignored: true
            }

            Label {
                text: root.state_text
                width: parent.width
                font.pixelSize: Theme.caption
                font.weight: Font.Bold
                lineHeight: 0.95
                color: root.ink
                Accessible.ignored: true
            }
        }
    }

    Label {
        id: name

        text: root.fact ? root.entry.label : ""
        visible: root.fact
        x: Theme.medium
        width: parent.width * (Theme.elder ? 0.28 : 0.22) - Theme.small
        lineHeight: 0.95
        color: Theme.roles.quietText
        Accessible.ignored: true
    }

    Label {
        id: value

        text: root.fact ? root.entry.text : ""
        visible: root.fact
        x: Theme.medium + parent.width * (Theme.elder ? 0.28 : 0.22)
        width: parent.width - x - Theme.medium
        lineHeight: 0.95
        Accessible.ignored: true
    }
}
