pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Models

// Candidates in rows of equal slots, each over as many slots as its text needs.
Flow {
    id: root

    required property TypingModel typing
    required property real slot // width of one
    required property real tall

    Accessible.role: Accessible.Grouping
    Accessible.name: qsTrId("typing.candidates")

    Repeater {
        model: root.typing.candidates

        delegate: Key {
            id: candidate

            required property string word
            required property int slots
            required property int index

            text: candidate.word
            width: candidate.slots * root.slot + (candidate.slots - 1) * root.spacing
            height: root.tall
            onClicked: root.typing.choose(candidate.index)
        }
    }
}
