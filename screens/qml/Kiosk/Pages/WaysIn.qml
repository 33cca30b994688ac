import QtQuick
import Kiosk.Theme

// Card and code beside each other; one below the other where the column is narrow.
Item {
    id: root

    required property bool cardReady
    required property bool codeReady
    readonly property real panel: (root.width - Theme.large) / 2
    property bool large: true
    readonly property real scaleUp: root.large && Theme.portrait && !Theme.wheelchair ? 1.28 : 1
    readonly property real tall: Math.max(card.implicitHeight, code.implicitHeight)

    implicitHeight: root.tall

    WayPanel {
        id: card

        name: qsTrId("way.card.name")
        hint: root.cardReady ? qsTrId("way.card.hint") : qsTrId("way.card.closed")
        ready: root.cardReady
        scaleUp: root.scaleUp
        width: root.panel
        height: root.tall

        CardPicture {
            moving: root.cardReady
        }
    }

    WayPanel {
        id: code

        name: qsTrId("way.code.name")
        hint: root.codeReady ? qsTrId("way.code.hint") : qsTrId("way.code.closed")
        ready: root.codeReady
        scaleUp: root.scaleUp
        x: root.panel + Theme.large
        width: root.panel
        height: root.tall

        CodePicture {
            moving: root.codeReady
        }
    }
}
