pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Models
import Kiosk.Theme
import Kiosk.Controls

// One group of questions. What is known stands in a calm box; what is asked is asked with keys on the page.
PageFrame {
    id: root

    required property FormModel page
    readonly property real below: fields.opened ? ways.height : actions.height
    readonly property real room: root.handsMost - root.below - Theme.large - (Theme.portrait && !Theme.wheelchair ? above.height + Theme.medium : 0)

    // What is known gives way to what is asked.
    readonly property bool knownFits: steps.height + group.height + known.implicitHeight + 2 * Theme.large + (question.visible ? question.height + Theme.large : 0) + (Theme.portrait ? fields.implicitHeight + root.below + Theme.large + Theme.medium : 0) <= root.height - root.headBottom - Theme.large

    title: root.page.title
    official: root.page.official
    handsHeight: Theme.portrait ? fields.implicitHeight + Theme.large + root.below : 0
    handsFill: !Theme.portrait

    Column {
        id: above

        width: parent.width
        spacing: Theme.large

        StepBar {
            id: steps

            steps: root.page.steps
            current: root.page.step
            visible: root.page.steps.count > 0
            width: parent.width
        }

        SectionLabel {
            id: group

            text: root.page.group
            visible: root.page.group.length > 0
            width: parent.width
            font.pixelSize: Theme.lead
        }

        FieldHead {
            id: question

            entry: fields.standing
            visible: fields.dense && fields.standing !== null
            width: parent.width
        }

        FactBox {
            id: known

            facts: root.page.known
            heading: qsTrId("form.known.title")
            nameShare: 0.4
            visible: root.page.known.count > 0 && !fields.opened && (fields.greedy ? !Theme.elder : root.knownFits)
            width: parent.width
            height: implicitHeight
        }
    }

    hands: Item {
        anchors.fill: parent

        FormFields {
            id: fields

            page: root.page
            room: root.room
            width: parent.width
        }

        ActionArea {
            id: actions

            actions: root.page.actions
            held: fields.unfinished ? qsTrId("typing.choose_first") : ""
            visible: !fields.opened
            y: parent.height - height
            width: parent.width
        }

        Row {
            id: ways

            spacing: Theme.gap
            visible: fields.opened
            y: parent.height - height

            PushButton {
                text: qsTrId("form.all_fields")
                iconName: "list-bullets"
                width: (root.handsWidth - Theme.gap) / 2
                onClicked: fields.opened = false
            }

            PushButton {
                text: fields.unfinished ? qsTrId("typing.choose_first") : fields.more ? qsTrId("form.next_field") : qsTrId("form.filled_in")
                enabled: !fields.unfinished
                primary: true
                width: (root.handsWidth - Theme.gap) / 2
                onClicked: fields.goOn()
            }
        }
    }
}
