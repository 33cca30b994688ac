import QtQuick
import Kiosk.Models
import Kiosk.Theme
import Kiosk.Controls
import Kiosk.Keyboard

// A field that is typed: the line, the button that sends its code beside it, and the keys.
Column {
    id: root

    required property FieldEntry entry
    readonly property bool unfinished: pad.busy // letters stand there of which nothing was chosen

    spacing: Theme.gap

    Item {
        width: parent.width
        height: Math.max(line.implicitHeight, send.visible ? send.implicitHeight : other.visible ? other.implicitHeight : 0)

        TypingField {
            id: line

            text: root.entry.text
            spokenName: root.entry.label
            composing: pad.composing
            masked: root.entry.kind === "password"
            longest: root.entry.longest
            width: send.visible || other.visible ? parent.width * 0.58 : parent.width
            height: parent.height
            onReplaced: pad.drop()
            onTextChanged: root.entry.type(line.text)
        }

        ActionButton {
            id: send

            entry: root.entry.send
            visible: entry !== null
            leftPadding: Theme.tiny
            rightPadding: Theme.tiny
            x: parent.width - width
            width: parent.width * 0.42 - Theme.gap
            height: parent.height
        }

        ActionButton {
            id: other

            entry: root.entry.otherType
            visible: entry !== null && !send.visible
            leftPadding: Theme.tiny
            rightPadding: Theme.tiny
            x: parent.width - width
            width: parent.width * 0.42 - Theme.gap
            height: parent.height
        }
    }

    TypingPad {
        id: pad

        mode: root.entry.kind
        typed: line.text
        width: root.width
        onPressed: text => line.add(text)
        onErased: line.erase()
        onCleared: line.clear()
    }
}
