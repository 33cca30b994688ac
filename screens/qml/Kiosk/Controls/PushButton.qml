import QtQuick
import Kiosk.Theme

// A button with words, and an icon where one helps.
Pressable {
    id: root

    property bool primary: false
    property bool danger: false
    property string iconName: ""
    property bool iconYields: false // to words that need its place
    readonly property color ground: !root.enabled ? Theme.roles.disabledSurface : root.primary ? (root.down ? Theme.roles.primaryPressed : Theme.roles.primary) : root.down ? Theme.roles.pressed : Theme.roles.surface
    readonly property color ink: !root.enabled ? Theme.roles.disabledText : root.primary ? Theme.roles.onPrimary : root.danger ? Theme.roles.danger : Theme.roles.text

    implicitHeight: Math.max(Theme.control, implicitContentHeight + topPadding + bottomPadding)
    leftPadding: Theme.large
    rightPadding: Theme.large
    topPadding: Theme.tiny
    bottomPadding: Theme.tiny
    font.pixelSize: root.primary ? Theme.lead : Theme.body
    font.weight: root.primary || Theme.elder ? Font.Bold : Font.Normal

    background: Rectangle {
        color: root.ground
        radius: root.cornerRadius
        border.width: root.primary && root.enabled && !Theme.highContrast ? 0 : Theme.hair
        border.color: !root.enabled ? Theme.roles.line : root.danger ? Theme.roles.danger : Theme.roles.border
    }

    contentItem: Item {
        id: content

        readonly property real iconRoom: Theme.icon + Theme.small
        readonly property bool shown: root.iconName.length > 0 && !(root.iconYields && words.implicitWidth + content.iconRoom > content.width)
        readonly property real iconSpace: content.shown ? content.iconRoom : 0

        implicitWidth: words.implicitWidth + content.iconSpace
        implicitHeight: Math.max(words.implicitHeight, Theme.icon)

        Icon {
            id: picture

            name: root.iconName
            tint: root.ink
            visible: content.shown
            anchors.verticalCenter: parent.verticalCenter
            x: Math.max(0, (content.width - content.iconSpace - words.contentWidth) / 2)
        }

        Label {
            id: words

            text: root.text
            color: root.ink
            font: root.font
            lineHeight: 0.9
            horizontalAlignment: Text.AlignHCenter
            anchors.verticalCenter: parent.verticalCenter
            x: content.iconSpace
            width: content.width - content.iconSpace
            Accessible.ignored: true
        }
    }
}
