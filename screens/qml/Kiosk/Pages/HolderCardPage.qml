import QtQuick
import Kiosk.Models
import Kiosk.Theme
import Kiosk.Controls

// The document of the person whom one acts for goes on the reader.
MatterFrame {
    id: root

    required property HolderCardModel page

    heading: root.page.heading

    Label {
        text: root.page.lead
        width: root.eyesWidth
        topPadding: Theme.large
        font.pixelSize: Theme.lead
        font.weight: Font.Bold
        Accessible.role: Accessible.Heading
    }

    NoticeBox {
        text: root.page.error
        tone: "danger"
        iconName: "warning-circle"
        visible: root.page.error.length > 0
        width: root.eyesWidth
        height: implicitHeight
    }

    NoticeBox {
        text: qsTrId("holder_card.reading")
        iconName: "hourglass-medium"
        visible: root.page.reading
        width: root.eyesWidth
        height: implicitHeight
    }

    NoticeBox {
        text: qsTrId("way.card.closed")
        tone: "warning"
        iconName: "warning"
        visible: !root.page.cardReady
        width: root.eyesWidth
        height: implicitHeight
    }

    CardPicture {
        moving: !root.page.reading && root.page.cardReady
        visible: root.page.cardReady && (!Theme.low || !root.page.reading && root.page.error.length === 0)
        anchors.horizontalCenter: parent?.horizontalCenter ?? undefined
        scale: Theme.portrait && !Theme.wheelchair ? 1.6 : 1
        transformOrigin: Item.Top
    }
}
