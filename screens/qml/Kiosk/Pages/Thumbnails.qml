pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Models
import Kiosk.Theme
import Kiosk.Controls
import Kiosk.Items

// The pages of a material, small; pressing one shows it large. As many as fit, the rest on further rows.
Item {
    id: root

    required property EntryList thumbnails
    property int page: 0
    readonly property int fitting: Math.max(1, Math.floor((root.width + Theme.gap) / (root.side + Theme.gap)))
    readonly property bool paged: root.thumbnails.count > root.fitting
    readonly property real side: Theme.elder ? 168 : 144
    readonly property int pages: Math.max(1, Math.ceil(root.thumbnails.count / root.fitting))

    implicitHeight: root.side + (root.paged ? Theme.gap + Theme.control : 0)

    Row {
        spacing: Theme.gap

        Repeater {
            model: root.thumbnails

            delegate: Pressable {
                id: thumbnail

                required property ThumbnailEntry entry
                required property int index

                text: thumbnail.entry.open?.label ?? thumbnail.entry.picture.name
                visible: Math.floor(thumbnail.index / root.fitting) === root.page
                enabled: thumbnail.entry.open !== null
                width: root.side
                height: root.side
                checkable: true
                autoExclusive: true
                checked: thumbnail.entry.chosen
                onClicked: thumbnail.entry.open.press()

                background: Rectangle {
                    color: thumbnail.down ? Theme.roles.pressed : Theme.roles.surface
                    radius: thumbnail.cornerRadius
                    border.width: thumbnail.entry.chosen ? 6 : Theme.hair
                    border.color: thumbnail.entry.chosen ? Theme.roles.primary : Theme.roles.border
                }

                contentItem: Item {
                    PictureView {
                        picture: thumbnail.entry.picture.bytes
                        anchors.fill: parent
                        anchors.margins: Theme.tiny
                        Accessible.ignored: true
                    }

                    Rectangle {
                        width: 48
                        height: 48
                        radius: 24
                        anchors.left: parent.left
                        anchors.bottom: parent.bottom
                        anchors.margins: Theme.tiny
                        color: thumbnail.entry.chosen ? Theme.roles.primary : Theme.roles.surface
                        border.width: Theme.hair
                        border.color: Theme.roles.border

                        Label {
                            text: thumbnail.index + 1
                            anchors.centerIn: parent
                            font.pixelSize: Theme.caption
                            font.weight: Font.Bold
                            lineHeight: 0.85
                            color: thumbnail.entry.chosen ? Theme.roles.onPrimary : Theme.roles.text
                            Accessible.ignored: true
                        }
                    }
                }
            }
        }
    }

    Pager {
        page: root.page
        pages: root.pages
        visible: root.paged
        y: root.side + Theme.gap
        width: root.width
        height: implicitHeight
        onTurned: page => root.page = page
    }
}
