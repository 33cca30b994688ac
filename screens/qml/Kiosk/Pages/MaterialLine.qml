pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Models
import Kiosk.Theme
import Kiosk.Controls

// A material: its name, how it stands in words, what is to be said of it, and the ways of giving it.
PagedLine {
    id: root

    required property MaterialEntry entry
    readonly property string kind: root.entry.state
    readonly property bool wanted: root.kind === "missing"
    readonly property bool settled: root.kind === "spared" || root.kind === "given" || root.kind === "generated"
    readonly property color ink: root.wanted ? Theme.roles.warning : root.settled ? Theme.roles.good : Theme.roles.quietText
    readonly property string state_text: root.kind === "spared" ? qsTrId("materials.state.spared") : root.wanted ? qsTrId("materials.state.missing") : root.kind === "given" ? qsTrId("materials.state.given") : root.kind === "optional" ? qsTrId("materials.state.optional") : root.kind === "deposit" ? qsTrId("materials.state.deposit") : qsTrId("materials.state.generated")

    implicitHeight: body.height + 2 * Theme.small

    Rectangle {
        anchors.fill: parent
        radius: Theme.radius
        color: root.wanted ? Theme.roles.surface : Theme.roles.sunken
        border.width: root.wanted ? 4 : Theme.highContrast ? Theme.hair : 0
        border.color: root.wanted ? Theme.roles.warning : Theme.roles.border
    }

    Column {
        id: body

        x: Theme.medium
        y: Theme.small
        width: root.width - 2 * Theme.medium
        spacing: Theme.small

        Item {
            width: parent.width
            height: words.height
            Accessible.role: Accessible.ListItem
            Accessible.name: root.entry.name + " " + root.state_text + " " + root.entry.detail

            Icon {
                id: mark

                name: root.kind === "deposit" ? "tray" : root.kind === "generated" ? "clipboard-text" : root.settled ? "check-circle" : root.wanted ? "warning-circle" : "circle-dashed"
                tint: root.ink
            }

            Column {
                id: words

                x: mark.width + Theme.small
                width: parent.width - x

                Label {
                    text: root.entry.name
                    width: parent.width
                    font.weight: Font.Bold
                    lineHeight: 0.95
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

                Label {
                    text: root.entry.detail
                    visible: text.length > 0
                    width: parent.width
                    font.pixelSize: Theme.caption
                    lineHeight: 0.95
                    color: Theme.roles.quietText
                    Accessible.ignored: true
                }
            }
        }

        Grid {
            id: ways

            columns: Math.max(1, Math.min(2, root.entry.actions.count))
            columnSpacing: Theme.gap
            rowSpacing: Theme.gap
            visible: root.entry.actions.count > 0

            Repeater {
                model: root.entry.actions

                delegate: ActionButton {
                    id: way

                    readonly property string kind: way.entry.name.split(".")[0]

                    iconName: way.kind === "camera" ? "camera" : way.kind === "phone" ? "device-mobile" : way.kind === "look" ? "eye" : ""
                    // The card names the material; the voice does it with each button.
                    text: way.kind === "camera" ? qsTrId("materials.short.camera") : way.kind === "phone" ? qsTrId("materials.short.phone") : way.kind === "look" ? qsTrId("materials.short.look") : way.entry.label
                    spokenName: way.entry.label
                    leftPadding: Theme.medium
                    rightPadding: Theme.medium
                    width: (body.width - (ways.columns - 1) * Theme.gap) / ways.columns
                }
            }
        }
    }
}
