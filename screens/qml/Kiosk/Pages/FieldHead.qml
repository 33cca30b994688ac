import QtQuick
import Kiosk.Models
import Kiosk.Theme
import Kiosk.Controls

// A question that is asked alone: its name, what helps, what is wrong with the answer.
Column {
    id: root

    required property FieldEntry entry

    spacing: Theme.tiny

    Label {
        text: root.entry?.label ?? ""
        width: parent.width
        font.pixelSize: Theme.lead
        font.weight: Font.Bold
        lineHeight: 0.95
        Accessible.role: Accessible.Heading
    }

    Label {
        text: root.entry?.hint ?? ""
        visible: text.length > 0
        width: parent.width
        font.pixelSize: Theme.caption
        lineHeight: 0.95
        color: Theme.roles.quietText
    }

    NoticeBox {
        text: root.entry?.error ?? ""
        tone: "danger"
        iconName: "warning-circle"
        visible: text.length > 0
        width: parent.width
        height: implicitHeight
    }
}
