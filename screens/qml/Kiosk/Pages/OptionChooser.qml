pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Models
import Kiosk.Theme
import Kiosk.Controls
import Kiosk.Keyboard

// The options of a question as large targets, as many as fit; many are found by the first letters of their pinyin.
Item {
    id: root

    required property FieldEntry entry
    required property real room // pixels of height that may be taken

    readonly property real space: Math.ceil(3 * Theme.mm)
    readonly property real inner: (root.width - (root.columns - 1) * Theme.gap) / root.columns - Theme.icon - Theme.small - Theme.medium - Theme.small
    readonly property int columns: Theme.elder && Theme.portrait || root.entry.widest * Theme.body > root.width * 0.62 ? 1 : 2
    readonly property int lines: Math.max(1, Math.ceil(root.entry.widest * 1.1 * Theme.body / root.inner))
    readonly property real cell: Math.max(Theme.control, Math.ceil(root.lines * Theme.body * 1.448 * 0.9 * Theme.lineHeight) + Theme.medium)
    readonly property real lettersHeight: root.entry.searched ? letters.most + Theme.gap : 0
    readonly property int needed: Math.ceil(root.entry.optionCount / root.columns)
    readonly property bool paged: root.entry.searched || root.needed * (root.cell + Theme.gap) - Theme.gap > root.room
    readonly property real gridRoom: root.room - root.lettersHeight - (root.paged ? Theme.control + Theme.gap : 0)
    readonly property int rows: Math.max(1, Math.floor((root.gridRoom + Theme.gap) / (root.cell + Theme.gap)))
    readonly property real gridHeight: Math.min(root.rows, root.entry.searched ? root.rows : root.needed) * (root.cell + Theme.gap) - Theme.gap

    signal finished

    function lay() {
        root.entry.lay(root.rows * root.columns);
    }

    implicitHeight: root.lettersHeight + root.gridHeight + (root.paged ? Theme.gap + Theme.control : 0)
    Component.onCompleted: Qt.callLater(root.lay) // not while what it shows is being changed
    onRowsChanged: Qt.callLater(root.lay)
    onColumnsChanged: Qt.callLater(root.lay)
    Accessible.role: Accessible.Grouping
    Accessible.name: root.entry.label

    Item {
        id: letters

        readonly property real key: Math.max(Theme.target, 72)
        readonly property int perRow: Math.floor((root.width + root.space) / (letters.key + root.space))
        readonly property int lines: Math.ceil(root.entry.letterCount / letters.perRow)
        readonly property real most: letters.lines * (letters.key + root.space) - root.space

        width: root.width
        height: letters.most
        visible: root.entry.searched

        Flow {
            width: parent.width
            spacing: root.space

            Key {
                text: qsTrId("form.all_options")
                spokenName: qsTrId("form.all_options")
                font.pixelSize: Theme.body
                visible: root.entry.initials.length > 0
                width: 2 * letters.key + root.space
                height: letters.key
                onClicked: root.entry.all()
            }

            Label {
                text: root.entry.initials + "…"
                visible: root.entry.initials.length > 0
                width: 2 * letters.key
                height: letters.key
                font.pixelSize: Theme.lead
                font.weight: Font.Bold
                horizontalAlignment: Text.AlignHCenter
                verticalAlignment: Text.AlignVCenter
            }

            Repeater {
                model: root.entry.letters

                delegate: Key {
                    id: letter

                    required property string modelData

                    text: letter.modelData
                    width: letters.key
                    height: letters.key
                    onClicked: root.entry.press(letter.modelData)
                }
            }
        }
    }

    Grid {
        id: grid

        y: root.lettersHeight
        columns: root.columns
        columnSpacing: Theme.gap
        rowSpacing: Theme.gap

        Repeater {
            model: root.entry.options

            delegate: OptionButton {
                id: option

                many: root.entry.many
                width: (root.width - (root.columns - 1) * Theme.gap) / root.columns
                height: root.cell
                onClicked: {
                    root.entry.choose(option.entry.key);
                    if (!root.entry.many) {
                        root.finished();
                    }
                }
            }
        }
    }

    Pager {
        page: root.entry.page
        pages: root.entry.pages
        visible: root.paged && root.entry.pages > 1
        y: root.lettersHeight + root.gridHeight + Theme.gap
        width: root.width
        height: implicitHeight
        onTurned: page => root.entry.turn(page)
    }
}
