import QtQuick
import Kiosk.DockModels
import Kiosk.Theme
import Kiosk.Controls

// What a printer put out last, small; pressing opens the file.
Rectangle {
    id: root

    required property PrintEntry entry

    implicitHeight: Sizes.sheet + Sizes.inset
    radius: Sizes.radius
    color: Theme.roles.surface
    border.width: 1
    border.color: Theme.roles.line

    Rectangle {
        x: Sizes.gap
        y: Sizes.gap
        width: 70
        height: Math.min(root.height - 2 * Sizes.gap, sheet.height + 4)
        color: Theme.roles.sunken
        border.width: 1
        border.color: Theme.roles.line
        clip: true

        Image {
            id: sheet

            source: root.entry.picture
            cache: false
            fillMode: Image.PreserveAspectFit
            verticalAlignment: Image.AlignTop
            sourceSize.width: 66
            x: 2
            y: 2
            width: 66
            Accessible.role: Accessible.Graphic
            Accessible.name: root.entry.title
        }
    }

    Column {
        x: 70 + 2 * Sizes.gap
        y: Sizes.gap
        width: root.width - x - Sizes.gap
        spacing: 4

        Label {
            text: root.entry.title
            width: parent.width
            font.pixelSize: Sizes.text
            font.weight: Font.Bold
            lineHeight: 0.9
        }

        Label {
            text: root.entry.name
            width: parent.width
            font.pixelSize: Sizes.small - 2
            wrapMode: Text.WrapAnywhere
            lineHeight: 0.9
            color: Theme.roles.quietText
        }

        SmallButton {
            text: qsTrId("dock.printed.open")
            spokenFirst: root.entry.title
            onClicked: root.entry.open()
        }
    }
}
