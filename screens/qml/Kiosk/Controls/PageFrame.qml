import QtQuick
import Kiosk.Theme

// The page's two parts: what is for the eyes above, what is for the hands below; beside each other in landscape.
// In wheelchair mode the hands' part never rises above the line of reach.
Item {
    id: root

    property string title: ""
    property string official: ""
    property string spoken: root.title
    property real handsHeight: 0
    property bool handsFill: false // the hands' part takes all there is
    property real eyesShare: 0.46 // of the width, in landscape
    default property alias eyes: eyesArea.data
    property alias hands: handsArea.data
    readonly property alias eyesHeight: eyesArea.height
    readonly property alias eyesWidth: eyesArea.width
    readonly property alias handsWidth: handsArea.width
    readonly property real headBottom: heading.visible ? head.y + head.height + Theme.medium : Theme.large
    readonly property real reach: Math.max(root.headBottom, Theme.reachLine - Theme.slotTop)
    readonly property real handsMost: root.height - Theme.large - (!Theme.portrait ? Theme.large : Theme.wheelchair ? root.reach : root.headBottom)

    anchors.fill: parent
    Accessible.role: Accessible.Pane
    Accessible.name: root.spoken

    Column {
        id: head

        x: Theme.margin
        y: Theme.large
        width: Theme.portrait ? root.width - 2 * Theme.margin : (root.width - 3 * Theme.margin) * root.eyesShare
        spacing: Theme.tiny

        Heading {
            id: heading

            text: root.title
            width: parent.width
            visible: root.title.length > 0
        }

        Label {
            text: root.official
            width: parent.width
            font.pixelSize: Theme.caption
            color: Theme.roles.quietText
            visible: root.official.length > 0
        }
    }

    Item {
        id: eyesArea

        x: Theme.margin
        y: root.headBottom
        width: head.width
        height: (Theme.portrait ? handsArea.y - Theme.medium : root.height - Theme.large) - y
    }

    Item {
        id: handsArea

        readonly property real wanted: root.handsFill ? root.handsMost : Math.min(root.handsHeight, root.handsMost)

        x: Theme.portrait ? Theme.margin : 2 * Theme.margin + head.width
        y: root.height - Theme.large - height
        width: Theme.portrait ? head.width : root.width - x - Theme.margin
        height: handsArea.wanted
    }
}
