import QtQuick
import Kiosk.Models
import Kiosk.Theme
import Kiosk.Controls
import Kiosk.Items

// A field to sign in with a finger. Each stroke that ends goes to the core, which says when it has none any more.
MatterFrame {
    id: root

    required property SignatureModel page

    heading: root.page.heading
    handsHeight: below.height

    Label {
        text: root.page.statement
        width: root.eyesWidth
        topPadding: Theme.small
        font.pixelSize: Theme.portrait ? Theme.lead : Theme.body
    }

    Connections {
        target: root.page

        function onCleared() {
            pad.clear();
        }
    }

    hands: Column {
        id: below

        width: parent.width
        spacing: Theme.large

        Rectangle {
            width: parent.width
            height: Math.min(width * 0.5, root.handsMost - actions.height - Theme.large)
            radius: Theme.radius
            color: Theme.roles.surface
            border.width: 4
            border.color: root.page.signed ? Theme.roles.good : Theme.roles.border
            Accessible.role: Accessible.Graphic
            Accessible.name: qsTrId("signature.field")

            Rectangle {
                x: Theme.huge
                y: parent.height * 0.78
                width: parent.width - 2 * x
                height: Theme.hair
                color: Theme.roles.line
            }

            Label {
                text: qsTrId("signature.here")
                visible: pad.empty
                anchors.horizontalCenter: parent.horizontalCenter
                y: parent.height * 0.78 + Theme.tiny
                color: Theme.roles.quietText
            }

            SignaturePad {
                id: pad

                ink: Theme.roles.text
                anchors.fill: parent
                anchors.margins: 4
                Accessible.ignored: true
                onDrawn: strokes => root.page.sign(strokes)
            }
        }

        ActionArea {
            id: actions

            actions: root.page.actions
            columns: 2
            width: parent.width
        }
    }
}
