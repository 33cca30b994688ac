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

        // Letters that are being typed search, too: by pinyin and initials, before anything is chosen.
        readonly property string words: field.text + pad.letters

        spokenName: qsTrId("menu.search_field")
        placeholder: qsTrId("menu.search_hint")
        composing: pad.composing
        iconName: "magnifying-glass"
        visible: root.searching
        width: root.width
        onReplaced: pad.drop()
        onWordsChanged: root.page.typed = field.words
        Component.onCompleted: field.text = root.page.typed
    }

    Connections {
        target: root.page

        function onTypedChanged() {
            if (root.page.typed !== field.words) {
                pad.drop();
                field.text = root.page.typed;
            }
        }
    }

    TypingPad {
        id: pad

        mode: "chinese"
        typed: field.text
        visible: root.searching
        width: root.width
        onPressed: text => field.add(text)
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
        wide: Theme.wheelchair || Theme.low
        visible: root.home
        width: root.width
    }
}
