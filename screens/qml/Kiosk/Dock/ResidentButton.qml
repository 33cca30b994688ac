import QtQuick
import Kiosk.DockModels

// One resident to choose. A long name takes two lines.
SmallButton {
    id: root

    required property ResidentEntry entry

    text: root.entry.name
    leftPadding: 4
    rightPadding: 4
    font.pixelSize: root.entry.name.length > 7 ? Sizes.small - 1 : Sizes.text
    checkable: true
    autoExclusive: true
    checked: root.entry.chosen
    emphasis: root.entry.chosen ? "primary" : "normal"
    Accessible.role: Accessible.RadioButton
    onClicked: root.entry.press()
}
