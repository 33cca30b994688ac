pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Models
import Kiosk.Theme
import Kiosk.Controls

// A day: dates close by at one press; else the decade, the year, the month, the day, each as a grid of large keys.
Item {
    id: root

    required property FieldEntry entry
    property int decade: 0
    property int year: 0
    property int month: 0
    readonly property int first: root.entry.earliestYear > 0 ? root.entry.earliestYear : 1900
    readonly property int last: root.entry.latestYear > 0 ? root.entry.latestYear : 2100
    readonly property bool byDecade: root.last - root.first >= 12
    readonly property string stage: root.month > 0 ? "day" : root.year > 0 ? "month" : root.decade > 0 || !root.byDecade ? "year" : "decade"
    readonly property bool begun: root.month > 0 || root.year > 0 && root.first !== root.last || root.decade > 0
    readonly property real space: Math.ceil(3 * Theme.mm)
    readonly property bool dense: Theme.wheelchair || !Theme.portrait
    readonly property real tall: root.dense ? Math.max(Theme.target, 80) : Theme.elder ? 116 : 96
    readonly property real button: root.dense ? Math.max(Theme.target, 80) : Theme.control
    readonly property real area: Math.max(4 * root.tall + 3 * root.space, 5 * Theme.target + 4 * root.space)
    readonly property int columns: root.stage === "day" ? 7 : 4
    readonly property int lines: root.stage === "day" ? 5 : 4
    readonly property real key: (root.width - (root.columns - 1) * root.space) / root.columns
    readonly property real line: Math.floor((root.area - (root.lines - 1) * root.space) / root.lines)
    readonly property list<string> months: [qsTrId("clock.short.1"), qsTrId("clock.short.2"), qsTrId("clock.short.3"), qsTrId("clock.short.4"), qsTrId("clock.short.5"), qsTrId("clock.short.6"), qsTrId("clock.short.7"), qsTrId("clock.short.8"), qsTrId("clock.short.9"), qsTrId("clock.short.10"), qsTrId("clock.short.11"), qsTrId("clock.short.12")]
    readonly property string asked: root.stage === "day" ? qsTrId("form.choose_day") : root.stage === "month" ? qsTrId("form.choose_month") : root.stage === "year" ? qsTrId("form.choose_year") : qsTrId("form.choose_decade")
    readonly property string so_far: root.month > 0 ? qsTrId("form.month").replace("{year}", root.year).replace("{month}", root.months[root.month - 1]) : root.year > 0 ? qsTrId("form.year").replace("{year}", root.year) : root.decade > 0 ? qsTrId("form.decade").replace("{year}", root.decade) : ""

    signal finished

    function two(number: int): string {
        return number < 10 ? "0" + number : "" + number;
    }

    // Whether a date lies within the limits; whether any day does, of a month or a year.
    function allowed(date: string): bool {
        const earliest = root.entry.earliest.substring(0, date.length);
        const latest = root.entry.latest.substring(0, date.length);
        return (earliest.length === 0 || date >= earliest) && (latest.length === 0 || date <= latest);
    }

    function back() {
        if (root.month > 0) {
            root.month = 0;
        } else if (root.year > 0 && root.first !== root.last) {
            root.year = 0;
        } else {
            root.decade = 0;
        }
    }

    implicitHeight: title.height + Theme.small + (nearby.visible ? root.button + Theme.gap : 0) + root.area + Theme.gap + root.button
    Component.onCompleted: root.year = root.first === root.last ? root.first : 0
    Accessible.role: Accessible.Grouping
    Accessible.name: root.entry.label

    Label {
        id: title

        text: root.so_far.length > 0 ? root.so_far + " · " + root.asked : root.asked
        width: parent.width
        font.weight: Font.Bold
    }

    Row {
        id: nearby

        y: title.height + Theme.small
        spacing: Theme.gap
        visible: root.entry.near.length > 0 && !(Theme.elder && root.dense)

        Repeater {
            model: root.entry.near

            delegate: PushButton {
                id: near

                required property string modelData
                required property int index

                text: root.entry.nearNames[near.index] ?? ""
                width: (root.width - 2 * Theme.gap) / 3
                height: root.button
                onClicked: {
                    root.entry.type(near.modelData);
                    root.finished();
                }
            }
        }
    }

    Grid {
        y: title.height + Theme.small + (nearby.visible ? root.button + Theme.gap : 0)
        columns: root.columns
        columnSpacing: root.space
        rowSpacing: root.space

        Repeater {
            model: root.stage === "day" ? root.entry.daysOf(root.year, root.month) : root.stage === "month" ? 12 : root.stage === "year" ? (root.byDecade ? 10 : root.last - root.first + 1) : Math.floor(root.last / 10) - Math.floor(root.first / 10) + 1

            delegate: PushButton {
                id: part

                required property int index
                readonly property int value: root.stage === "day" || root.stage === "month" ? part.index + 1 : root.stage === "year" ? (root.byDecade ? root.decade + part.index : root.last - part.index) : Math.floor(root.last / 10) * 10 - 10 * part.index
                readonly property string date: root.stage === "day" ? root.year + "-" + root.two(root.month) + "-" + root.two(part.value) : root.stage === "month" ? root.year + "-" + root.two(part.value) : "" + part.value

                text: root.stage === "month" ? root.months[part.index] : root.stage === "decade" ? qsTrId("form.decade").replace("{year}", part.value) : part.value
                spokenName: root.stage === "day" ? qsTrId("form.day").replace("{day}", part.value) : part.text
                enabled: root.stage === "decade" || root.allowed(part.date)
                primary: root.stage === "day" ? root.entry.text === part.date : root.stage === "decade" ? Math.floor(root.entry.year / 10) * 10 === part.value : root.entry.text.startsWith(part.date)
                font.pixelSize: Theme.body
                leftPadding: 4
                rightPadding: 4
                width: root.key
                height: root.line
                onClicked: {
                    switch (root.stage) {
                    case "decade":
                        root.decade = part.value;
                        break;
                    case "year":
                        root.year = part.value;
                        break;
                    case "month":
                        root.month = part.value;
                        break;
                    default:
                        root.entry.chooseDay(root.year, root.month, part.value);
                        root.finished();
                    }
                }
            }
        }
    }

    Item {
        y: root.implicitHeight - root.button
        width: root.width
        height: root.button

        PushButton {
            text: qsTrId("form.earlier_part")
            iconName: "caret-left"
            visible: root.begun
            width: (root.width - Theme.gap) / 2
            height: root.button
            onClicked: root.back()
        }

        PushButton {
            text: qsTrId("form.no_date")
            visible: !root.entry.required
            x: parent.width - width
            enabled: root.entry.text.length > 0
            width: (root.width - Theme.gap) / 2
            height: root.button
            onClicked: root.entry.type("")
        }
    }
}
