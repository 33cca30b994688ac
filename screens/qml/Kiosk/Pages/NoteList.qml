pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Models
import Kiosk.Theme
import Kiosk.Controls

// What else is to be known of an answer: when it is decided, who calls back, that it binds nobody.
Item {
    id: root

    required property EntryList notes

    implicitHeight: lines.height

    Column {
        id: lines

        width: root.width
        spacing: Theme.tiny

        Repeater {
            model: root.notes

            delegate: Item {
                id: note

                required property WordsEntry entry

                width: lines.width
                height: words.implicitHeight
                Accessible.role: Accessible.ListItem
                Accessible.name: note.entry.text

                Icon {
                    name: "info"
                    tint: Theme.roles.primary
                    size: 40
                }

                Label {
                    id: words

                    text: note.entry.text
                    x: 40 + Theme.small
                    width: parent.width - x
                    lineHeight: 0.95
                    Accessible.ignored: true
                }
            }
        }
    }
}
