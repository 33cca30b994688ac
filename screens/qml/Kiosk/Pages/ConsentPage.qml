pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Models
import Kiosk.Theme
import Kiosk.Controls

// Notice before any picture of a face is taken, and the question; nothing is ticked beforehand.
PageFrame {
    id: root

    required property ConsentModel page

    title: qsTrId("consent.title")
    official: root.page.greeting
    handsHeight: buttons.height
    eyesShare: Theme.elder ? 0.7 : 0.62

    Rectangle {
        width: parent.width
        height: notice.height + 2 * notice.y
        radius: Theme.radius
        color: Theme.roles.surface
        border.width: Theme.hair
        border.color: Theme.highContrast ? Theme.roles.border : Theme.roles.line

        Column {
            id: notice

            x: Theme.large
            y: Theme.low ? Theme.medium : Theme.large
            width: parent.width - 2 * Theme.large
            spacing: Theme.portrait ? Theme.medium : Theme.small

            NoticeLine {
                iconName: "user-focus"
                heading: qsTrId("consent.what_label")
                text: qsTrId("consent.what")
                width: parent.width
            }

            NoticeLine {
                iconName: "shield-check"
                heading: qsTrId("consent.why_label")
                text: qsTrId("consent.why")
                width: parent.width
            }

            NoticeLine {
                iconName: "buildings"
                heading: qsTrId("consent.who_label")
                text: qsTrId("consent.who")
                width: parent.width
            }

            NoticeLine {
                iconName: "clock"
                heading: qsTrId("consent.how_long_label")
                text: qsTrId("consent.how_long")
                width: parent.width
            }

            NoticeLine {
                iconName: "hand-heart"
                heading: qsTrId("consent.other_label")
                text: qsTrId("consent.other")
                visible: !Theme.low
                width: parent.width
            }
        }
    }

    hands: Column {
        id: buttons

        width: parent.width
        spacing: Theme.gap

        NoticeLine {
            iconName: "hand-heart"
            heading: qsTrId("consent.other_label")
            text: qsTrId("consent.other")
            visible: Theme.low
            width: parent.width
        }

        ActionButton {
            entry: root.page.refuse
            width: parent.width
        }

        ActionButton {
            entry: root.page.agree
            width: parent.width
            implicitHeight: Theme.control + Theme.medium
        }
    }
}
