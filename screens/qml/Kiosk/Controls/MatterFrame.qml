import QtQuick
import Kiosk.Models
import Kiosk.Theme

// A page of a matter: its names, the steps, what is for the eyes; the hands' part may take the rest of the page.
PageFrame {
    id: root

    required property HeadingEntry heading
    property bool handsRest: false // the hands' part takes everything below what is for the eyes
    default property alias lead: above.data
    readonly property real rest: root.handsMost - (Theme.portrait && !Theme.wheelchair && above.height > 0 ? above.height + Theme.medium : 0)
    readonly property alias leadHeight: above.height

    title: root.heading.title
    official: root.heading.official
    handsHeight: root.handsRest ? root.rest : 0
    handsFill: root.handsRest && !Theme.portrait

    eyes: Column {
        id: above

        width: root.eyesWidth
        spacing: Theme.medium

        StepBar {
            steps: root.heading.steps
            current: root.heading.step
            visible: root.heading.steps.count > 0
            width: above.width
        }
    }
}
