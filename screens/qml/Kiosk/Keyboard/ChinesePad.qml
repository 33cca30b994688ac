pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Items
import Kiosk.Models
import Kiosk.Theme
import Kiosk.Controls

// Keys for Chinese by pinyin or strokes, for Latin letters, digits and signs. Above them stands the choice of
// keys; while something is being typed, the candidates take its place.
Column {
    id: root

    property bool chinese: true // without it: letters, digits and signs only
    property bool name: false // of a person: surnames come first
    property string page: root.chinese && typing.ready ? "pinyin" : "latin"
    property bool capitals: false
    property bool opened: false
    readonly property bool wide: root.opened && root.busy // candidates take the place of the keys, too
    readonly property string composing: typing.composing
    readonly property string letters: typing.letters
    readonly property bool busy: typing.busy
    readonly property bool dense: Theme.wheelchair || !Theme.portrait
    readonly property bool narrow: (root.width - 9 * root.gap) / 10 < Theme.target // ten in a row would be too small
    readonly property bool inOrder: root.narrow || Theme.elder && !root.dense // the alphabet, in fewer columns
    readonly property real gap: Math.ceil(3 * Theme.mm)
    readonly property real tall: root.dense ? Math.max(Theme.target, 80) : Math.max(Theme.target, 88)
    readonly property int lines: root.inOrder ? 4 : 3
    readonly property real keysHeight: root.lines * root.tall + (root.lines - 1) * root.gap
    readonly property int slots: Math.floor((root.width + root.gap) / (Math.max(Theme.target, 2 * Theme.lead + Theme.medium) + root.gap))
    readonly property real slot: (root.width - (root.slots - 1) * root.gap) / root.slots
    readonly property list<string> alphabet: root.inOrder ? ["abcdefg", "hijklmn", "opqrstu", "vwxyz"] : ["qwertyuiop", "asdfghjkl", "zxcvbnm"]
    readonly property list<string> rows: root.page === "digits" ? (root.chinese ? root.inOrder ? ["1234567", "890-/.X", "号弄室幢层楼", "，。、（）"] : ["1234567890", "号弄室幢层楼-/X", "，。、（）.:@#"] : root.inOrder ? ["1234567", "890-/.,", "():;&@#", "'\"!?"] : ["1234567890", "-/:;()&@#", ".,'\"!?"]) : root.page === "symbols" ? (root.chinese ? root.inOrder ? ["，。、；：？！", "“”‘’（）《", "》—…￥%+=", "_~*&^@#"] : ["，。、；：？！~", "“”‘’（）《》—…", "￥%+=_*&^#"] : root.inOrder ? ["!@#$%^&", "*()-_=+", "[]{}<>|", "~/\\:;'\""] : ["!@#$%^&*()", "-_=+[]{}<>", "|~/\\:;'\"?"]) : root.capitals ? root.alphabet.map(line => line.toUpperCase()) : root.alphabet

    signal pressed(string text)
    signal erased
    signal cleared

    function drop() {
        typing.clear();
        ink.clear();
    }

    // Takes the likeliest for all that is being typed.
    function finish() {
        typing.finish();
    }

    function show(page: string) {
        root.drop();
        root.capitals = false;
        root.page = page;
        typing.method = page === "strokes" || page === "drawing" ? page : root.name ? "name" : "pinyin";
    }

    spacing: root.gap
    onBusyChanged: root.opened = false
    Accessible.role: Accessible.Grouping
    Accessible.name: qsTrId("form.keys")

    TypingModel {
        id: typing

        method: root.name ? "name" : "pinyin"
        slots: root.wide ? root.slots : root.slots - 1
        rows: root.wide ? root.lines + 1 : 1
        onCommitted: text => {
            ink.clear();
            root.pressed(text);
        }
    }

    Label {
        text: qsTrId("typing.unavailable")
        visible: root.chinese && !typing.ready
        width: root.width
        font.pixelSize: Theme.caption
    }

    Row {
        spacing: root.gap
        visible: !root.busy

        Repeater {
            id: choices

            model: !root.chinese || !typing.ready ? ["latin", "digits", "symbols"] : typing.canDraw ? ["pinyin", "strokes", "drawing", "latin", "digits", "symbols"] : ["pinyin", "strokes", "latin", "digits", "symbols"]

            delegate: Key {
                id: choice

                required property string modelData
                readonly property bool standing: choice.modelData === root.page

                text: choice.modelData === "pinyin" ? qsTrId("typing.pinyin") : choice.modelData === "strokes" ? qsTrId("typing.strokes") : choice.modelData === "drawing" ? qsTrId("typing.drawing") : choice.modelData === "latin" ? qsTrId("typing.latin") : choice.modelData === "digits" ? qsTrId("typing.digits") : qsTrId("typing.symbols")
                chosen: choice.standing
                font.pixelSize: Theme.low && choice.width < 4 * Theme.body ? Theme.caption : Theme.body
                width: (root.width - (choices.count - 1) * root.gap) / choices.count
                height: root.tall
                Accessible.role: Accessible.RadioButton
                Accessible.checked: choice.standing
                onClicked: root.show(choice.modelData)
            }
        }
    }

    Item {
        width: root.width
        height: root.wide ? root.tall + root.gap + root.keysHeight : root.tall
        visible: root.busy

        CandidateKeys {
            typing: typing
            slot: root.slot
            tall: root.tall
            spacing: root.gap
            width: root.width + root.gap
        }

        Key {
            text: qsTrId("typing.more")
            iconName: "caret-down"
            visible: !root.wide
            enabled: typing.hasNext
            x: root.width - width
            width: root.slot
            height: root.tall
            onClicked: root.opened = true
        }
    }

    Item {
        width: root.width
        height: root.keysHeight
        visible: !root.wide

        KeyRows {
            rows: root.rows
            tall: root.tall
            perRow: root.inOrder ? 7 : 10
            width: parent.width
            visible: root.page !== "strokes" && root.page !== "drawing"
            onPressed: letter => root.page === "pinyin" ? typing.type(letter) : root.pressed(letter)
        }

        StrokeKeys {
            tall: Math.min(2 * root.tall, root.keysHeight - 3 * Theme.caption)
            width: parent.width
            visible: root.page === "strokes"
            onPressed: stroke => typing.type(stroke)
        }

        Rectangle {
            anchors.fill: parent
            visible: root.page === "drawing"
            radius: Theme.radius
            color: Theme.roles.surface
            border.width: Theme.hair
            border.color: Theme.roles.border
            Accessible.role: Accessible.Graphic
            Accessible.name: qsTrId("typing.drawing_here")

            Label {
                text: qsTrId("typing.drawing_here")
                visible: ink.empty
                width: parent.width
                horizontalAlignment: Text.AlignHCenter
                anchors.verticalCenter: parent.verticalCenter
                color: Theme.roles.quietText
                Accessible.ignored: true
            }

            InkPad {
                id: ink

                anchors.fill: parent
                color: Theme.roles.text
                onDrawn: typing.recognise(ink)
            }
        }
    }

    Row {
        spacing: root.gap
        visible: !root.wide

        Key {
            text: qsTrId("menu.clear")
            font.pixelSize: Theme.body
            width: (root.width - 3 * root.gap) * 0.24
            height: root.tall
            onClicked: root.busy ? root.drop() : root.cleared()
        }

        Key {
            text: root.page === "latin" ? qsTrId("typing.shift") : "·"
            spokenName: root.page === "latin" ? qsTrId("typing.shift") : qsTrId("typing.dot")
            chosen: root.capitals
            font.pixelSize: Theme.body
            visible: root.page === "latin" || root.chinese
            width: (root.width - 3 * root.gap) * 0.2
            height: root.tall
            onClicked: {
                if (root.page === "latin") {
                    root.capitals = !root.capitals;
                } else {
                    typing.finish();
                    root.pressed("·");
                }
            }
        }

        Key {
            text: qsTrId("form.space")
            font.pixelSize: Theme.body
            width: (root.width - 3 * root.gap) * 0.32
            height: root.tall
            onClicked: root.busy ? typing.chooseFirst() : root.pressed(" ")
        }

        Key {
            text: qsTrId("menu.erase")
            iconName: "backspace"
            width: (root.width - 3 * root.gap) * 0.24
            height: root.tall
            onClicked: !root.busy ? root.erased() : ink.empty ? typing.erase() : ink.undo()
        }
    }

    Row {
        spacing: root.gap
        visible: root.wide

        Key {
            text: qsTrId("typing.letters")
            font.pixelSize: Theme.body
            width: (root.width - 2 * root.gap) / 3
            height: root.tall
            onClicked: root.opened = false
        }

        Key {
            text: qsTrId("menu.previous")
            font.pixelSize: Theme.body
            enabled: typing.hasPrevious
            width: (root.width - 2 * root.gap) / 3
            height: root.tall
            onClicked: typing.previousPage()
        }

        Key {
            text: qsTrId("menu.next")
            font.pixelSize: Theme.body
            enabled: typing.hasNext
            width: (root.width - 2 * root.gap) / 3
            height: root.tall
            onClicked: typing.nextPage()
        }
    }
}
