import QtQuick
import Kiosk.DockModels

// A button for one deed; not there without one.
SmallButton {
    id: root

    required property DeedEntry entry

    visible: root.entry !== null
    text: root.entry?.label ?? ""
    enabled: root.entry?.enabled ?? false
    emphasis: root.entry?.emphasis ?? "normal"
    onClicked: root.entry.press()
}
