import QtQuick
import Kiosk.Models
import Kiosk.Theme
import Kiosk.Controls
import Kiosk.Items

// The paper before it is printed, a page at a time.
PageFrame {
    id: root

    required property PreviewModel page

    title: root.page.heading?.title ?? ""
    official: root.page.heading?.official ?? ""
    handsHeight: below.height
    eyesShare: 0.5

    Rectangle {
        anchors.centerIn: parent
        width: sheet.aspect > 0 ? Math.min(parent.width, parent.height * sheet.aspect) : parent.width
        height: sheet.aspect > 0 ? width / sheet.aspect : parent.height
        color: "#ffffff"
        border.width: Theme.hair
        border.color: Theme.roles.border
        Accessible.role: Accessible.Graphic
        Accessible.name: root.page.picture?.name ?? root.title

        PictureView {
            id: sheet

            picture: root.page.picture?.bytes ?? null
            anchors.fill: parent
            anchors.margins: Theme.hair
            Accessible.ignored: true
        }
    }

    hands: Column {
        id: below

        width: parent.width
        spacing: Theme.gap

        PageTurner {
            earlier: root.page.earlier
            later: root.page.later
            text: root.page.pageText
            visible: root.page.pages > 1
            width: parent.width
        }

        ActionArea {
            actions: root.page.actions
            width: parent.width
        }
    }
}
