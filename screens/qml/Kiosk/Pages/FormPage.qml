pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Models
import Kiosk.Theme
import Kiosk.Controls

// One group of questions. What is known stands in a calm box; what is asked is asked with keys on the page.
PageFrame {
    id: root

    required property FormModel page

    title: root.page.title
    official: root.page.official
    handsHeight: Theme.portrait ? fields.implicitHeight + Theme.large + actions.height : 0
    handsFill: !Theme.portrait

    Column {
        id: above

        width: parent.width
        spacing: Theme.large

        StepBar {
            steps: root.page.steps
            current: root.page.step
            width: parent.width
        }

        FactBox {
            facts: root.page.known
            heading: qsTrId("form.known.title")
            nameShare: 0.4
            width: parent.width
            height: implicitHeight
        }
    }

    hands: Item {
        anchors.fill: parent

        FormFields {
            id: fields

            fields: root.page.fields
            width: parent.width
        }

        ActionArea {
            id: actions

            actions: root.page.actions
            y: parent.height - height
            width: parent.width
        }
    }
}
