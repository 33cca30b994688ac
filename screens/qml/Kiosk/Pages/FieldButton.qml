import QtQuick
import Kiosk.Models
import Kiosk.Theme
import Kiosk.Controls

// A field as it stands: its name, its value, what is wrong with it. Pressing it brings its keys.
Pressable {
    id: root

    required property FieldEntry entry
    required property bool current
    property bool compact: false // where there is little height

    text: root.entry.label
    spokenName: root.entry.label
    spokenMore: root.entry.error.length > 0 ? root.entry.error : root.entry.shown
    implicitHeight: words.implicitHeight + 2 * Theme.small
    padding: Theme.small
    leftPadding: Theme.medium

    background: Rectangle {
        color: root.down ? Theme.roles.pressed : Theme.roles.surface
        radius: root.cornerRadius
        border.width: root.current || root.entry.error.length > 0 ? 4 : Theme.hair
        border.color: root.entry.error.length > 0 ? Theme.roles.danger : root.current ? Theme.roles.primary : Theme.roles.border
    }

    contentItem: Column {
        id: words

        Label {
            text: root.entry.label
            width: parent.width
            font.pixelSize: Theme.caption
            color: Theme.roles.quietText
            lineHeight: 0.9
            Accessible.ignored: true
        }

        Label {
            text: root.entry.shown.length > 0 ? root.entry.shown : !root.entry.required ? (root.entry.kind === "month" || root.entry.kind === "year" ? qsTrId("form.any") : qsTrId("form.optional")) : root.entry.isTyped ? qsTrId("form.fill_in") : qsTrId("form.choose")
            width: parent.width
            font.pixelSize: root.compact ? Theme.body : Theme.lead
            font.weight: Font.Bold
            lineHeight: 0.95
            color: root.entry.shown.length > 0 ? Theme.roles.text : Theme.roles.quietText
            Accessible.ignored: true
        }

        Label {
            text: root.entry.error.length > 0 ? root.entry.error : root.compact ? "" : root.entry.hint
            width: parent.width
            font.pixelSize: Theme.caption
            lineHeight: 0.9
            color: root.entry.error.length > 0 ? Theme.roles.danger : Theme.roles.quietText
            visible: text.length > 0
            Accessible.ignored: true
        }
    }
}
