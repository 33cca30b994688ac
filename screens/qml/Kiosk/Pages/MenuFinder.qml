pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Models
import Kiosk.Theme
import Kiosk.Controls
import Kiosk.Keyboard

// The ways of finding a matter: what waits, the search, everything, the life events.
Column {
    id: root

    required property MenuModel page
    readonly property bool home: root.page.view === "home"
    readonly property bool searching: root.page.view === "search"

    spacing: Theme.medium

    Repeater {
        model: root.page.waiting

        delegate: NoticeBox {
            required property WordsEntry entry

            text: entry.text
            iconName: "package"
            width: root.width
        }
    }

    Row {
        spacing: Theme.gap
        visible: !root.searching

        ActionButton {
            entry: root.page.search
            iconName: "magnifying-glass"
            width: (root.width - Theme.gap) / 2
        }

        ActionButton {
            entry: root.page.allMatters
            iconName: "list-bullets"
            width: (root.width - Theme.gap) / 2
        }
    }

    TypingField {
        id: field

        text: root.page.typed
        spokenName: qsTrId("menu.search_field")
        placeholder: qsTrId("menu.search_hint")
        iconName: "magnifying-glass"
        visible: root.searching
        width: root.width
        onTextChanged: root.page.typed = field.text
    }

    LetterPad {
        visible: root.searching
        width: root.width
        onPressed: letter => field.add(letter)
        onErased: field.erase()
        onCleared: field.clear()
    }

    SectionLabel {
        text: qsTrId("menu.life_events")
        visible: root.home
        width: root.width
    }

    Tiles {
        tiles: root.page.lifeEvents
        wide: Theme.wheelchair
        visible: root.home
        width: root.width
    }
}
