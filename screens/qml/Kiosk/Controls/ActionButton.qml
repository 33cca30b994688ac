import QtQuick
import Kiosk.Models

// A button for one action of the snapshot; not there without one.
PushButton {
    id: root

    required property ActionEntry entry

    visible: root.entry !== null
    text: root.entry?.label ?? ""
    enabled: root.entry?.enabled ?? false
    primary: root.entry?.primary ?? false
    danger: root.entry?.danger ?? false
    onClicked: root.entry.press()
}
