pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Models
import Kiosk.Theme
import Kiosk.Controls

// What can be done: by life event, by search, by department, most used first.
PageFrame {
    id: root

    required property MenuModel page
    readonly property bool home: root.page.view === "home"
    readonly property bool searching: root.page.view === "search"

    title: !root.home ? root.page.heading : root.page.greeting.length > 0 ? root.page.greeting : qsTrId("menu.looking")
    handsFill: true

    Loader {
        anchors.fill: parent
        active: !Theme.portrait
        sourceComponent: finder
    }

    hands: Item {
        id: hand

        anchors.fill: parent

        Loader {
            id: top

            active: Theme.portrait
            width: parent.width
            sourceComponent: finder
        }

        SectionLabel {
            id: heading

            text: root.page.heading
            visible: root.home
            y: top.active ? top.height + Theme.medium : 0
            width: parent.width
        }

        Loader {
            y: root.home ? heading.y + heading.height + Theme.small : top.active ? top.height + Theme.medium : 0
            width: parent.width
            height: foot.y - y - (foot.height > 0 ? Theme.gap : 0)
            sourceComponent: root.page.view === "departments" ? departments : matters
        }

        ActionButton {
            id: foot

            entry: root.page.signIn
            iconName: "identification-card"
            primary: true
            y: parent.height - height
            width: parent.width
            height: visible ? implicitHeight : 0
        }
    }

    Component {
        id: finder

        MenuFinder {
            page: root.page
        }
    }

    Component {
        id: matters

        PagedMatters {
            matters: root.page.matters
            about: root.page.view + root.page.heading + root.page.typed

            NoticeBox {
                text: root.searching && root.page.typed.length === 0 ? qsTrId("menu.search_hint") : qsTrId("menu.nothing_found")
                visible: root.page.matters.count === 0
                width: parent.width
            }
        }
    }

    Component {
        id: departments

        PagedTiles {
            tiles: root.page.departments
        }
    }
}
