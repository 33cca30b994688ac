pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Models
import Kiosk.Theme

// Steps of the machine, or things to take along, each with its state in words.
Rectangle {
    id: root

    required property EntryList steps
    property string waitingText: ""
    property string runningText: ""
    property string doneText: ""
    property string failedText: ""

    implicitHeight: rows.height + 2 * Theme.small
    radius: Theme.radius
    color: Theme.roles.surface
    border.width: Theme.hair
    border.color: Theme.highContrast ? Theme.roles.border : Theme.roles.line
    visible: root.steps.count > 0
    Accessible.role: Accessible.List
    Accessible.name: ""
    Accessible.ignored: true

    Column {
        id: rows

        x: Theme.large
        y: Theme.small
        width: root.width - 2 * Theme.large

        Repeater {
            model: root.steps

            delegate: Item {
                id: step

                required property StepEntry entry
                required property int index
                readonly property bool done: step.entry.state === "done"
                readonly property bool failed: step.entry.state === "failed"
                readonly property bool running: step.entry.state === "running"
                readonly property string stateText: step.done ? root.doneText : step.failed ? root.failedText : step.running ? root.runningText : root.waitingText
                readonly property color ink: step.done ? Theme.roles.good : step.failed ? Theme.roles.danger : step.running ? Theme.roles.primary : Theme.roles.quietText

                width: rows.width
                height: Math.max(Theme.elder ? 112 : 96, Math.max(words.implicitHeight, state.implicitHeight) + Theme.medium)
                Accessible.role: Accessible.ListItem
                Accessible.name: step.entry.text + " " + step.stateText

                Icon {
                    id: mark

                    name: step.done ? "check-circle" : step.failed ? "x-circle" : step.running ? "spinner-gap" : "circle-dashed"
                    tint: step.ink
                    size: Theme.icon + 4
                    anchors.verticalCenter: parent.verticalCenter

                    RotationAnimation on rotation {
                        running: step.running && !Theme.still
                        loops: Animation.Infinite
                        from: 0
                        to: 360
                        duration: 2400
                    }
                }

                Label {
                    id: words

                    text: step.entry.text
                    anchors.left: mark.right
                    anchors.leftMargin: Theme.medium
                    anchors.right: state.left
                    anchors.rightMargin: Theme.medium
                    anchors.verticalCenter: parent.verticalCenter
                    Accessible.ignored: true
                }

                Label {
                    id: state

                    text: step.stateText
                    anchors.right: parent.right
                    anchors.verticalCenter: parent.verticalCenter
                    color: step.ink
                    font.weight: Font.Bold
                    Accessible.ignored: true
                }

                Rectangle {
                    width: parent.width
                    height: Theme.hair
                    color: Theme.roles.line
                    visible: step.index > 0
                }
            }
        }
    }
}
