import QtQuick
import QtQuick.Templates as T
import Kiosk.Theme

// What every control that can be pressed has: focus ring, keys, a spoken name, a least size.
T.AbstractButton {
    id: root

    property string spokenName: root.text
    property string spokenMore: ""
    property real cornerRadius: Theme.radius

    // Pressed without a finger: by a key, by an assistive device.
    function activate() {
        root.click();
    }

    implicitWidth: Math.max(Theme.target, implicitContentWidth + leftPadding + rightPadding)
    implicitHeight: Math.max(Theme.target, implicitContentHeight + topPadding + bottomPadding)
    focusPolicy: Qt.TabFocus
    activeFocusOnTab: true
    hoverEnabled: false
    font.family: Theme.family
    font.pixelSize: Theme.body
    Keys.onReturnPressed: root.activate()
    Keys.onEnterPressed: root.activate()
    Accessible.role: Accessible.Button
    Accessible.name: root.spokenName
    Accessible.description: root.spokenMore
    Accessible.onPressAction: root.activate()

    FocusRing {
        shown: root.visualFocus
        cornerRadius: root.cornerRadius
        z: 1
    }
}
