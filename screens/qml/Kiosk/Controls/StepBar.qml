pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Models
import Kiosk.Theme

// The steps of a matter by name: 1 填写 · 2 查看结果 · 3 打印. The current one is filled, those done are ticked.
Item {
    id: root

    required property EntryList steps
    required property int current // 1-based
    readonly property real place: root.width / Math.max(1, root.steps.count)

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

            x: step.index * root.place
            width: root.place
            height: root.height
            Accessible.role: Accessible.ListItem
            Accessible.name: (step.index + 1) + " " + step.entry.text
            Accessible.selected: step.here

            Rectangle {
                id: disc

                width: Theme.elder ? 56 : 48
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
                anchors.left: disc.right
                anchors.leftMargin: 12
                anchors.verticalCenter: parent.verticalCenter
                font.pixelSize: Theme.caption
                font.weight: step.here ? Font.Bold : Font.Normal
                color: step.here ? Theme.roles.text : Theme.roles.quietText
                Accessible.ignored: true
            }

            Rectangle {
                x: name.x + name.implicitWidth + Theme.small
                width: Math.max(0, parent.width - x - Theme.small)
                height: Theme.hair
                anchors.verticalCenter: parent.verticalCenter
                color: Theme.roles.border
                visible: step.index + 1 < root.steps.count
            }
        }
    }
}
