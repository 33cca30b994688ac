import QtQuick
import Kiosk.Theme

// On every page: for whom the person acts, 您正在替 张*明 办理.
Rectangle {
    id: root

    required property string text

    implicitHeight: words.implicitHeight + 2 * Theme.tiny
    color: Theme.roles.warningSoft
    visible: root.text.length > 0

    Icon {
        name: "users"
        tint: Theme.roles.onWarningSoft
        x: Theme.margin
        anchors.verticalCenter: parent.verticalCenter
    }

    Label {
        id: words

        text: root.text
        x: Theme.margin + Theme.icon + Theme.small
        width: root.width - x - Theme.margin
        anchors.verticalCenter: parent.verticalCenter
        font.weight: Font.Bold
        lineHeight: 0.9
        color: Theme.roles.onWarningSoft
    }

    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: Theme.highContrast ? Theme.hair : 0
        color: Theme.roles.border
    }
}
