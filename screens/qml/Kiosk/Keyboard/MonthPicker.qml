pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Models
import Kiosk.Theme
import Kiosk.Controls

// First the year, then the month, each as a grid of large keys; or no limit at all.
Item {
    id: root

    required property FieldEntry entry
    property bool monthsShown: false
    property int chosenYear: root.entry.year
    property int page: 0 // of years, 0 holds the latest
    readonly property int perPage: 12
    readonly property int pages: Math.max(1, Math.ceil((root.entry.latestYear - root.entry.earliestYear + 1) / root.perPage))
    readonly property real key: (root.width - 3 * Theme.gap) / 4
    readonly property real tall: Theme.elder ? 100 : Theme.portrait ? 92 : 80

    signal finished

    implicitHeight: title.height + Theme.small + 4 * root.tall + 3 * Theme.gap
    Accessible.role: Accessible.Grouping
    Accessible.name: root.entry.label

    SectionLabel {
        id: title

        text: root.entry.label + (root.monthsShown ? " · " + root.chosenYear : "")
        width: parent.width
    }

    Grid {
        id: years

        y: title.height + Theme.small
        columns: 4
        spacing: Theme.gap
        visible: !root.monthsShown

        Repeater {
            model: root.perPage

            delegate: PushButton {
                id: year

                required property int index
                readonly property int value: root.entry.latestYear - root.page * root.perPage - year.index

                text: year.value
                primary: year.value === root.entry.year
                font.pixelSize: Theme.body
                leftPadding: Theme.tiny
                rightPadding: Theme.tiny
                opacity: year.value >= root.entry.earliestYear ? 1 : 0
                enabled: year.value >= root.entry.earliestYear
                width: root.key
                height: root.tall
                Accessible.ignored: year.opacity === 0
                onClicked: {
                    root.chosenYear = year.value;
                    root.monthsShown = root.entry.kind === "month";
                    root.entry.kind === "year" ? root.entry.chooseYear(year.value) : undefined;
                }
            }
        }
    }

    Grid {
        y: title.height + Theme.small
        columns: 4
        spacing: Theme.gap
        visible: root.monthsShown

        Repeater {
            model: 12

            delegate: PushButton {
                id: month

                required property int index
                readonly property int ordinal: root.chosenYear * 12 + month.index + 1

                text: month.index === 0 ? qsTrId("clock.short.1") : month.index === 1 ? qsTrId("clock.short.2") : month.index === 2 ? qsTrId("clock.short.3") : month.index === 3 ? qsTrId("clock.short.4") : month.index === 4 ? qsTrId("clock.short.5") : month.index === 5 ? qsTrId("clock.short.6") : month.index === 6 ? qsTrId("clock.short.7") : month.index === 7 ? qsTrId("clock.short.8") : month.index === 8 ? qsTrId("clock.short.9") : month.index === 9 ? qsTrId("clock.short.10") : month.index === 10 ? qsTrId("clock.short.11") : qsTrId("clock.short.12")
                primary: root.entry.year === root.chosenYear && root.entry.month === month.index + 1
                font.pixelSize: Theme.body
                leftPadding: Theme.tiny
                rightPadding: Theme.tiny
                enabled: month.ordinal >= root.entry.earliestYear * 12 + root.entry.earliestMonth && month.ordinal <= root.entry.latestYear * 12 + root.entry.latestMonth
                width: root.key
                height: root.tall
                onClicked: {
                    root.entry.chooseMonth(root.chosenYear, month.index + 1);
                    root.monthsShown = false;
                    root.finished();
                }
            }
        }
    }

    Row {
        y: root.implicitHeight - root.tall
        spacing: Theme.gap

        PushButton {
            text: root.monthsShown ? qsTrId("form.years") : qsTrId("form.earlier_years")
            iconName: "caret-left"
            enabled: root.monthsShown || root.page < root.pages - 1
            width: (root.width - 2 * Theme.gap) / 3
            height: root.tall
            leftPadding: Theme.tiny
            rightPadding: Theme.tiny
            onClicked: root.monthsShown ? root.monthsShown = false : root.page += 1
        }

        PushButton {
            text: qsTrId("form.any")
            visible: !root.entry.required
            enabled: root.entry.text.length > 0
            width: (root.width - 2 * Theme.gap) / 3
            height: root.tall
            leftPadding: Theme.tiny
            rightPadding: Theme.tiny
            onClicked: {
                root.entry.type("");
                root.monthsShown = false;
            }
        }

        PushButton {
            text: qsTrId("form.later_years")
            iconName: "caret-right"
            opacity: root.monthsShown ? 0 : 1
            enabled: !root.monthsShown && root.page > 0
            width: (root.width - 2 * Theme.gap) / 3
            height: root.tall
            leftPadding: Theme.tiny
            rightPadding: Theme.tiny
            Accessible.ignored: root.monthsShown
            onClicked: root.page -= 1
        }
    }
}
