import QtQuick
import Kiosk.Theme

// A sentence that must not be overlooked, with an icon and a calm ground.
Rectangle {
    id: root

    required property string text
    property string iconName: "info"
    property string tone: "calm" // calm, warning, danger, good
    property int pixelSize: Theme.body
    readonly property color ink: root.tone === "warning" ? Theme.roles.onWarningSoft : root.tone === "danger" ? Theme.roles.onDangerSoft : root.tone === "good" ? Theme.roles.onGoodSoft : Theme.roles.onPrimarySoft

    implicitHeight: Math.max(words.implicitHeight, picture.height) + 2 * Theme.small
    radius: Theme.radius
    color: root.tone === "warning" ? Theme.roles.warningSoft : root.tone === "danger" ? Theme.roles.dangerSoft : root.tone === "good" ? Theme.roles.goodSoft : Theme.roles.primarySoft
    border.width: Theme.highContrast ? Theme.hair : 0
    border.color: root.ink

    Icon {
        id: picture

        name: root.iconName
        tint: root.ink
        x: Theme.medium
        y: Theme.small + Math.max(0, (root.pixelSize * 1.448 * Theme.lineHeight - height) / 2)
    }

    Label {
        id: words

        text: root.text
        color: root.ink
        font.pixelSize: root.pixelSize
        x: Theme.medium + picture.width + Theme.small
        y: Theme.small + Math.max(0, (picture.height - implicitHeight) / 2)
        width: root.width - x - Theme.medium
    }
}
