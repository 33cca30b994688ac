pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Models
import Kiosk.Theme
import Kiosk.Controls
import Kiosk.Keyboard

// The keys for one field, by its kind. Only those of the field that is on are made.
Loader {
    id: root

    required property FieldEntry entry
    property bool alone: false // the only field of the form: its name and its error stand here

    signal finished

    active: root.visible
    sourceComponent: root.entry.kind === "month" || root.entry.kind === "year" ? calendar : root.entry.kind === "choice" ? choices : typed

    Component {
        id: calendar

        MonthPicker {
            entry: root.entry
            onFinished: root.finished()
        }
    }

    Component {
        id: choices

        Grid {
            id: grid

            columns: Theme.elder ? 1 : 2
            columnSpacing: Theme.gap
            rowSpacing: Theme.gap

            Repeater {
                model: root.entry.options

                delegate: PushButton {
                    id: option

                    required property OptionEntry entry

                    text: option.entry.text
                    primary: option.entry.key === root.entry.text
                    font.pixelSize: Theme.body
                    width: (root.width - (grid.columns - 1) * Theme.gap) / grid.columns
                    Accessible.role: Accessible.RadioButton
                    Accessible.checked: option.primary
                    onClicked: {
                        root.entry.type(option.entry.key);
                        root.finished();
                    }
                }
            }
        }
    }

    Component {
        id: typed

        Column {
            spacing: Theme.gap

            SectionLabel {
                text: root.entry.label
                visible: root.alone
                width: root.width
            }

            TypingField {
                id: line

                text: root.entry.text
                spokenName: root.entry.label
                composing: pad.composing
                masked: root.entry.kind === "password"
                width: root.width
                onReplaced: pad.drop()
                onTextChanged: root.entry.type(line.text)
            }

            NoticeBox {
                text: root.entry.error
                tone: "danger"
                iconName: "warning-circle"
                visible: root.alone && root.entry.error.length > 0
                width: root.width
            }

            TypingPad {
                id: pad

                mode: root.entry.kind === "text" || root.entry.kind === "name" ? "chinese" : root.entry.kind
                typed: line.text
                width: root.width
                onPressed: text => line.add(text)
                onErased: line.erase()
                onCleared: line.clear()
            }
        }
    }
}
