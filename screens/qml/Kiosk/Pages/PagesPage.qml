pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Models
import Kiosk.Theme
import Kiosk.Controls
import Kiosk.Items

// The pages of a material that are there: one large, the others small, and what can be done with it.
PageFrame {
    id: root

    required property PagesModel page

    title: qsTrId("pages.title")
    official: root.page.material
    handsHeight: below.height
    eyesShare: 0.5

    Rectangle {
        anchors.fill: parent
        radius: Theme.radius
        color: Theme.roles.sunken
        border.width: Theme.hair
        border.color: Theme.highContrast ? Theme.roles.border : Theme.roles.line
        Accessible.role: Accessible.Graphic
        Accessible.name: root.page.picture?.name ?? qsTrId("pages.title")

        PictureView {
            picture: root.page.picture?.bytes ?? null
            anchors.fill: parent
            anchors.margins: Theme.small
            Accessible.ignored: true
        }
    }

    hands: Column {
        id: below

        width: parent.width
        spacing: Theme.large

        Thumbnails {
            thumbnails: root.page.thumbnails
            visible: root.page.thumbnails.count > 1
            width: parent.width
            height: implicitHeight
        }

        ActionArea {
            actions: root.page.actions
            columns: 2
            width: parent.width
        }
    }
}
