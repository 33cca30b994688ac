pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Models
import Kiosk.Theme
import Kiosk.Controls

// One question with a few answers, each a large card.
MatterFrame {
    id: root

    required property ChoicesModel page

    heading: root.page.heading
    handsHeight: hand.height

    hands: Column {
        id: hand

        width: parent.width
        spacing: Theme.gap + Theme.tiny

        Label {
            text: root.page.question
            width: parent.width
            font.pixelSize: Theme.lead
            font.weight: Font.Bold
            bottomPadding: Theme.small
            Accessible.role: Accessible.Heading
        }

        Repeater {
            model: root.page.cards

            delegate: ChoiceButton {
                width: hand.width
            }
        }
    }
}
