pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Models
import Kiosk.Theme
import Kiosk.Controls

// What became of it, the answer in a sentence and a number, the details, what else is to be known. What does not fit
// beside each other follows in parts, one press apart.
PageFrame {
    id: root

    required property ResultModel page
    property int part: 0
    readonly property bool table: root.page.rows.count > 0
    readonly property bool listed: root.page.facts.count > 0 && (!Theme.portrait || Theme.elder || root.page.page === 0)
    readonly property real space: root.height - root.headBottom - Theme.large - (Theme.portrait ? Theme.medium + root.handsLeast : Theme.low ? root.turner : 0)
    readonly property real handsLeast: actions.height + (root.page.reveal ? eye.height + Theme.gap : 0)
    readonly property list<real> heights: [first.implicitHeight, root.listed ? facts.implicitHeight : 0, root.page.notes.count > 0 ? notes.implicitHeight : 0, root.table && Theme.portrait ? lines.implicitHeight + root.turner : 0]
    readonly property real turner: root.page.pages > 1 ? Theme.control + Theme.gap : 0 // it stands with the table
    readonly property list<int> places: root.pack(root.heights)
    readonly property int parts: root.places[3] + 1
    readonly property int following: (root.part + 1) % root.parts
    readonly property string followingText: root.following === 0 ? qsTrId("result.summary") : root.following === root.places[3] && root.table || root.following === root.places[1] ? qsTrId("result.details") : qsTrId("result.notes")

    // Which part each block stands in.
    function pack(heights: list<real>): list<int> {
        const gap = Theme.medium;
        const whole = heights.reduce((sum, height) => sum + (height > 0 ? height + gap : 0), -gap);
        const apart = Theme.elder && Theme.portrait && root.table; // 长辈版 shows the table on a page of its own
        const most = !apart && whole <= root.space ? root.space : root.space - Theme.control - Theme.gap;
        let places = [];
        let place = 0;
        let used = -gap;
        for (let index = 0; index < heights.length; index++) {
            const height = heights[index];
            if (height > 0 && used > 0 && (used + gap + height > most || apart && index === 3)) {
                place += 1;
                used = -gap;
            }
            used += height > 0 ? gap + height : 0;
            places.push(place);
        }
        return places;
    }

    title: root.page.title
    official: Theme.low && root.table ? "" : root.page.official
    handsHeight: hand.height
    eyesShare: Theme.low && root.table ? 0.38 : 0.46
    onPartsChanged: root.part = Math.min(root.part, root.parts - 1)

    Column {
        width: parent.width
        spacing: Theme.medium

        Column {
            id: first

            width: parent.width
            spacing: Theme.small
            visible: root.places[0] === root.part

            StatusLine {
                status: root.page.status
                width: parent.width
            }

            AnswerBox {
                answer: root.page.answer
                figure: root.page.figure
                unit: root.page.unit
                width: parent.width
            }
        }

        FactGrid {
            id: facts

            facts: root.page.facts
            widest: root.page.widestFact
            width: parent.width
            height: implicitHeight
            visible: root.listed && root.places[1] === root.part
        }

        NoteList {
            id: notes

            notes: root.page.notes
            width: parent.width
            height: implicitHeight
            visible: root.page.notes.count > 0 && root.places[2] === root.part
        }

        DataTable {
            id: lines

            head: root.page.head
            rows: root.page.rows
            width: parent.width
            height: implicitHeight
            visible: Theme.portrait && root.table && root.places[3] === root.part
        }
    }

    PushButton {
        text: root.followingText
        iconName: root.following === 0 ? "caret-left" : "list-bullets"
        visible: root.parts > 1 && !Theme.portrait
        y: root.eyesHeight - height - (Theme.low ? root.turner : 0)
        width: root.eyesWidth
        onClicked: root.part = root.following
    }

    PageTurner {
        earlier: root.page.earlier
        later: root.page.later
        text: root.page.pageText
        visible: Theme.low && root.table && root.page.pages > 1
        y: root.eyesHeight - height
        width: root.eyesWidth
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

        PageTurner {
            earlier: root.page.earlier
            later: root.page.later
            text: root.page.pageText
            visible: root.table && root.page.pages > 1 && !Theme.low && (!Theme.portrait || root.places[3] === root.part)
            width: parent.width
        }

        HoldButton {
            id: eye

            entry: root.page.reveal
            iconName: "eye"
            shown: root.page.revealed
            width: parent.width
            onEnded: root.page.conceal()
        }

        PushButton {
            text: root.followingText
            iconName: root.following === 0 ? "caret-left" : "list-bullets"
            visible: root.parts > 1 && Theme.portrait
            width: parent.width
            onClicked: root.part = root.following
        }

        ActionArea {
            id: actions

            actions: root.page.actions
            columns: 2
            width: parent.width
        }
    }
}
