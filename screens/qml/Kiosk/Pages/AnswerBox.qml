import QtQuick
import Kiosk.Theme
import Kiosk.Controls

// The answer: a large number with its unit, and the sentence.
Rectangle {
    id: root

    required property string answer
    required property string figure
    required property string unit

    implicitHeight: words.height + 2 * (Theme.portrait ? Theme.medium : Theme.small)
    height: implicitHeight
    radius: Theme.radius
    color: Theme.roles.primarySoft
    border.width: Theme.highContrast ? Theme.hair : 0
    border.color: Theme.roles.primary

    Column {
        id: words

        x: Theme.large
        y: Theme.portrait ? Theme.medium : Theme.small
        width: root.width - 2 * Theme.large

        Row {
            spacing: Theme.small
            visible: root.figure.length > 0

            Label {
                id: number

                text: root.figure
                font.pixelSize: Theme.portrait ? Theme.figure : Theme.title
                font.weight: Font.Bold
                lineHeight: 0.85
                color: Theme.roles.onPrimarySoft
            }

            Label {
                text: root.unit
                font.pixelSize: Theme.lead
                color: Theme.roles.onPrimarySoft
                anchors.baseline: number.baseline
            }
        }

        Label {
            text: root.answer
            width: parent.width
            color: Theme.roles.onPrimarySoft
        }
    }
}
