pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Models
import Kiosk.Theme
import Kiosk.Controls

// The answer first, in a sentence and a number, then the details.
PageFrame {
    id: root

    required property ResultModel page

    title: root.page.title
    official: root.page.official
    handsHeight: hand.height

    Column {
        width: parent.width
        spacing: Theme.medium

        AnswerBox {
            answer: root.page.answer
            figure: root.page.figure
            unit: root.page.unit
            width: parent.width
        }

        FactBox {
            facts: root.page.facts
            width: parent.width
            height: implicitHeight
            nameShare: 0.45
            visible: Theme.portrait ? root.page.facts.count > 0 && root.page.page === 0 : root.page.facts.count > 0
        }

        DataTable {
            head: root.page.head
            rows: root.page.rows
            width: parent.width
            height: implicitHeight
            visible: Theme.portrait && root.page.rows.count > 0
        }
    }

    hands: Column {
        id: hand

        width: parent.width
        spacing: Theme.gap

        DataTable {
            head: root.page.head
            rows: root.page.rows
            width: parent.width
            height: implicitHeight
            visible: !Theme.portrait && root.page.rows.count > 0
        }

        Item {
            width: parent.width
            height: Theme.control
            visible: root.page.pages > 1

            ActionButton {
                entry: root.page.earlier
                iconName: "caret-left"
                width: (parent.width - where.width) / 2
                height: parent.height
            }

            Label {
                id: where

                text: root.page.pageText
                width: parent.width * 0.34
                height: parent.height
                anchors.horizontalCenter: parent.horizontalCenter
                font.pixelSize: Theme.caption
                horizontalAlignment: Text.AlignHCenter
                verticalAlignment: Text.AlignVCenter
            }

            ActionButton {
                entry: root.page.later
                iconName: "caret-right"
                x: parent.width - width
                width: (parent.width - where.width) / 2
                height: parent.height
            }
        }

        ActionArea {
            actions: root.page.actions
            columns: 2
            width: parent.width
        }
    }
}
