import QtQuick
import QtQuick.Templates as T
import Kiosk.Theme
import Kiosk.Controls

// A button for the mouse: what the kiosk's buttons are for the finger.
T.AbstractButton {
    id: root

    property string emphasis: "normal" // normal, primary, mends
    property string spokenFirst: "" // what it belongs to; several devices have a button of one name
    readonly property bool primary: root.emphasis === "primary"
    readonly property bool mends: root.emphasis === "mends"
    readonly property color ink: !root.enabled ? Theme.roles.disabledText : root.primary ? Theme.roles.onPrimary : root.mends ? Theme.roles.onWarningSoft : Theme.roles.text
    readonly property color ground: !root.enabled ? Theme.roles.disabledSurface : root.primary ? (root.down ? Theme.roles.primaryPressed : Theme.roles.primary) : root.down ? Theme.roles.pressed : root.mends ? Theme.roles.warningSoft : Theme.roles.surface

    implicitWidth: implicitContentWidth + leftPadding + rightPadding
    implicitHeight: Math.max(Sizes.control, implicitContentHeight + topPadding + bottomPadding)
    leftPadding: Sizes.padding
    rightPadding: Sizes.padding
    topPadding: 3
    bottomPadding: 3
    focusPolicy: Qt.TabFocus
    activeFocusOnTab: true
    font.family: Theme.family
    font.pixelSize: Sizes.text
    font.weight: root.primary || root.mends ? Font.Bold : Font.Normal
    Keys.onReturnPressed: root.click()
    Keys.onEnterPressed: root.click()
    Accessible.role: Accessible.Button
    Accessible.name: root.spokenFirst.length > 0 ? root.spokenFirst + " " + root.text : root.text
    Accessible.onPressAction: root.click()

    background: Rectangle {
        color: root.ground
        radius: Sizes.radius
        border.width: root.visualFocus ? 3 : 1
        border.color: root.visualFocus ? Theme.roles.focusEdge : !root.enabled ? Theme.roles.line : root.mends ? Theme.roles.warning : root.primary ? Theme.roles.primary : Theme.roles.border

        Rectangle {
            anchors.fill: parent
            anchors.margins: -3
            visible: root.visualFocus
            color: "transparent"
            radius: Sizes.radius + 3
            border.width: 3
            border.color: Theme.roles.focus
        }
    }

    contentItem: Label {
        text: root.text
        color: root.ink
        font: root.font
        lineHeight: 0.85
        horizontalAlignment: Text.AlignHCenter
        verticalAlignment: Text.AlignVCenter
        Accessible.ignored: true
    }
}
