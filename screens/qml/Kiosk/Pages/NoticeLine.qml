import QtQuick
import Kiosk.Theme
import Kiosk.Controls

// One answer of the notice: its picture, the question, the answer.
Item {
    id: root

    required property string iconName
    required property string heading
    required property string text

    implicitHeight: words.height

    Icon {
        name: root.iconName
        tint: Theme.roles.primary
        size: Theme.icon + 4
    }

    Column {
        id: words

        x: Theme.icon + Theme.medium
        width: root.width - x

        Label {
            text: root.heading
            width: parent.width
            font.weight: Font.Bold
            lineHeight: 0.95
        }

        Label {
            text: root.text
            width: parent.width
            lineHeight: Theme.portrait ? Theme.lineHeight : 0.95
        }
    }
}
