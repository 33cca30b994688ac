pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Models
import Kiosk.Theme

// The steps of a matter by name: 1 填写 · 2 查看结果 · 3 打印. The current one is filled, those done are ticked.
// Where not all names find room beside each other, only the current one is named.
Item {
    id: root

    required property EntryList steps
    required property int current // 1-based
    readonly property real place: root.width / Math.max(1, root.steps.count)
    readonly property real disc: Theme.elder ? 56 : 48
    readonly property bool named: root.widest + root.disc + 12 + Theme.small <= root.place
    property real widest: 0 // of the names

    implicitHeight: Theme.elder ? 72 : 60
    Accessible.role: Accessible.List
    Accessible.name: qsTrId("form.step.bar")

    Repeater {
        model: root.steps

        delegate: Item {
            id: step

            required property WordsEntry entry
            required property int index
            readonly property bool here: step.index + 1 === root.current
            readonly property bool past: step.index + 1 < root.current
            readonly property bool last: step.index + 1 === root.steps.count

            x: root.named ? step.index * root.place : step.index * (root.disc + Theme.large)
            width: root.named ? root.place : root.disc + Theme.large
            height: root.height
            Accessible.role: Accessible.ListItem
            Accessible.name: (step.index + 1) + " " + step.entry.text
            Accessible.selected: step.here

            Rectangle {
                id: disc

                width: root.disc
                height: width
                radius: width / 2
                anchors.verticalCenter: parent.verticalCenter
                color: step.here ? Theme.roles.primary : step.past ? Theme.roles.primarySoft : Theme.roles.surface
                border.width: Theme.hair
                border.color: step.here || step.past ? Theme.roles.primary : Theme.roles.border

                Label {
                    text: step.index + 1
                    visible: !step.past
                    anchors.centerIn: parent
                    font.pixelSize: Theme.caption
                    font.weight: Font.Bold
                    color: step.here ? Theme.roles.onPrimary : Theme.roles.quietText
                    Accessible.ignored: true
                }

                Icon {
                    name: "check"
                    visible: step.past
                    tint: Theme.roles.primary
                    size: 28
                    anchors.centerIn: parent
                }
            }

            Label {
                id: name

                text: step.entry.text
                visible: root.named
                anchors.left: disc.right
                anchors.leftMargin: 12
                anchors.verticalCenter: parent.verticalCenter
                font.pixelSize: Theme.caption
                font.weight: step.here ? Font.Bold : Font.Normal
                wrapMode: Text.NoWrap
                color: step.here ? Theme.roles.text : Theme.roles.quietText
                onImplicitWidthChanged: root.widest = Math.max(root.widest, name.implicitWidth)
                Component.onCompleted: root.widest = Math.max(root.widest, name.implicitWidth)
                Accessible.ignored: true
            }

            Rectangle {
                readonly property real start: root.named ? name.x + name.implicitWidth + Theme.small : disc.width

                x: start
                width: Math.max(0, parent.width - x - (root.named ? Theme.small : 0))
                height: Theme.hair
                anchors.verticalCenter: parent.verticalCenter
                color: Theme.roles.border
                visible: !step.last
            }
        }
    }

    Repeater {
        model: root.steps

        delegate: Label {
            id: standing

            required property WordsEntry entry
            required property int index

            text: standing.entry.text
            visible: !root.named && standing.index + 1 === root.current
            x: root.steps.count * (root.disc + Theme.large) - Theme.large + Theme.small
            width: root.width - x
            height: root.height
            verticalAlignment: Text.AlignVCenter
            font.weight: Font.Bold
            lineHeight: 0.85
            Accessible.ignored: true
        }
    }
}
