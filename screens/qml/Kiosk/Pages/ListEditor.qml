pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Models
import Kiosk.Theme
import Kiosk.Controls

// The rows of a list as cards; each opens its own page, and so does one that is to be added.
Column {
    id: root

    required property FieldEntry entry
    required property real room

    spacing: Theme.gap

    Label {
        text: qsTrId("form.no_rows")
        visible: root.entry.rows.count === 0
        width: parent.width
        color: Theme.roles.quietText
    }

    PagedColumn {
        model: root.entry.rows
        visible: root.entry.rows.count > 0
        width: parent.width
        height: Math.min(needed, root.room - Theme.control - Theme.gap)

        delegate: PagedLine {
            id: line

            required property ListRowEntry entry

            implicitHeight: card.implicitHeight

            Pressable {
                id: card

                text: line.entry.open?.label ?? ""
                spokenMore: line.entry.title + " " + line.entry.below
                implicitHeight: Math.max(Theme.control, words.height + 2 * Theme.small)
                width: line.width
                leftPadding: Theme.medium
                rightPadding: Theme.medium
                onClicked: line.entry.open.press()

                background: Rectangle {
                    color: card.down ? Theme.roles.pressed : Theme.roles.surface
                    radius: card.cornerRadius
                    border.width: Theme.hair
                    border.color: Theme.roles.border
                }

                contentItem: Item {
                    id: content

                    Column {
                        id: words

                        width: content.width - change.width - Theme.medium
                        anchors.verticalCenter: parent.verticalCenter

                        Label {
                            text: line.entry.title
                            width: parent.width
                            font.weight: Font.Bold
                            lineHeight: 0.95
                            Accessible.ignored: true
                        }

                        Label {
                            text: line.entry.below
                            visible: text.length > 0
                            width: parent.width
                            font.pixelSize: Theme.caption
                            lineHeight: 0.95
                            color: Theme.roles.quietText
                            Accessible.ignored: true
                        }
                    }

                    Icon {
                        id: change

                        name: "pencil-simple"
                        tint: Theme.roles.primary
                        anchors.right: parent.right
                        anchors.verticalCenter: parent.verticalCenter
                    }
                }
            }
        }
    }

    ActionButton {
        entry: root.entry.add
        iconName: "plus"
        width: parent.width
    }
}
