import QtQuick
import Kiosk.Theme
import Kiosk.Controls

// One way in: its picture, its name, and where to put what one has.
Rectangle {
    id: root

    required property string name
    required property string hint
    required property bool ready
    property real scaleUp: 1
    default property alias picture: stage.data

    radius: Theme.medium
    color: root.ready ? Theme.roles.surface : Theme.roles.disabledSurface
    border.width: Theme.hair
    border.color: Theme.highContrast ? Theme.roles.border : Theme.roles.line
    implicitHeight: words.y + words.height + Theme.large
    Accessible.role: Accessible.Grouping
    Accessible.name: root.name

    Item {
        id: stage

        width: 360
        height: 300
        scale: root.scaleUp
        transformOrigin: Item.Top
        anchors.horizontalCenter: parent.horizontalCenter
        y: Theme.large
        opacity: root.ready ? 1 : 0.35
    }

    Column {
        id: words

        x: Theme.medium
        y: stage.y + stage.height * root.scaleUp + Theme.medium
        width: root.width - 2 * Theme.medium
        spacing: Theme.tiny

        Label {
            text: root.name
            width: parent.width
            font.pixelSize: Theme.lead + 4
            font.weight: Font.Bold
            horizontalAlignment: Text.AlignHCenter
        }

        Label {
            text: root.hint
            width: parent.width
            color: root.ready ? Theme.roles.quietText : Theme.roles.disabledText
            horizontalAlignment: Text.AlignHCenter
        }
    }
}
