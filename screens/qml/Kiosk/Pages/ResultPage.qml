pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Models
import Kiosk.Theme
import Kiosk.Controls

// The answer first, in a sentence and a number, then the details.
PageFrame {
    id: root

    required property ResultModel page
    property bool details: false // 长辈版 shows the table on a page of its own
    readonly property bool apart: Theme.elder && Theme.portrait && root.page.rows.count > 0
    readonly property bool table: root.page.rows.count > 0 && (!root.apart || root.details)
    readonly property bool summary: !root.apart || !root.details

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
            visible: root.summary
            width: parent.width
        }

        FactGrid {
            facts: root.page.facts
            width: parent.width
            height: implicitHeight
            visible: root.page.facts.count > 0 && root.summary && (!Theme.portrait || root.apart || root.page.page === 0)
        }

        DataTable {
            head: root.page.head
            rows: root.page.rows
            width: parent.width
            height: implicitHeight
            visible: Theme.portrait && root.table
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
            visible: !Theme.portrait && root.table
        }

        Item {
            width: parent.width
            height: Theme.control
            visible: root.table && root.page.pages > 1

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

        PushButton {
            text: root.details ? qsTrId("result.summary") : qsTrId("result.details")
            iconName: root.details ? "caret-left" : "list-bullets"
            visible: root.apart
            width: parent.width
            onClicked: root.details = !root.details
        }

        ActionArea {
            actions: root.page.actions
            columns: 2
            width: parent.width
        }
    }
}
