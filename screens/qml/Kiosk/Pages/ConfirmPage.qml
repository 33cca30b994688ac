import QtQuick
import Kiosk.Models
import Kiosk.Theme
import Kiosk.Controls

// An act that cannot be taken back, before it is done.
PageFrame {
    id: root

    required property ConfirmModel page

    title: root.page.heading?.title ?? ""
    official: root.page.heading?.official ?? ""
    handsHeight: actions.height

    Column {
        width: parent.width
        y: Theme.portrait && !Theme.wheelchair ? Theme.giant : Theme.small
        spacing: Theme.large

        PageSign {
            iconName: "warning-circle"
            text: root.page.question
            pixelSize: Theme.title
            width: parent.width
        }

        Label {
            text: root.page.what
            width: parent.width
            font.pixelSize: Theme.lead
        }
    }

    hands: ActionArea {
        id: actions

        actions: root.page.actions
        width: parent.width
    }
}
