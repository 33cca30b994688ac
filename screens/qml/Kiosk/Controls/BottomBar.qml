import QtQuick
import Kiosk.Models
import Kiosk.Theme

// Always at the bottom, always in this order: 返回 求助 长辈版 EN 结束.
Rectangle {
    id: root

    required property Bridge bridge
    readonly property real place: (root.width - 2 * Theme.margin - 4 * Theme.gap) / 5

    implicitHeight: Theme.bar
    color: Theme.roles.sunken
    Accessible.role: Accessible.ToolBar
    Accessible.name: qsTrId("bar.name")

    Rectangle {
        width: parent.width
        height: Theme.hair
        color: Theme.roles.line
    }

    BarButton {
        entry: root.bridge.back
        iconName: "arrow-left"
        x: Theme.margin
        y: Theme.small
        width: root.place
        height: root.height - 2 * Theme.small
    }

    BarButton {
        entry: root.bridge.help
        iconName: "headset"
        x: Theme.margin + (root.place + Theme.gap)
        y: Theme.small
        width: root.place
        height: root.height - 2 * Theme.small
    }

    BarButton {
        entry: root.bridge.size
        iconName: "text-aa"
        x: Theme.margin + 2 * (root.place + Theme.gap)
        y: Theme.small
        width: root.place
        height: root.height - 2 * Theme.small
    }

    BarButton {
        entry: root.bridge.language
        iconName: "globe"
        x: Theme.margin + 3 * (root.place + Theme.gap)
        y: Theme.small
        width: root.place
        height: root.height - 2 * Theme.small
    }

    BarButton {
        entry: root.bridge.end
        iconName: "sign-out"
        x: Theme.margin + 4 * (root.place + Theme.gap)
        y: Theme.small
        width: root.place
        height: root.height - 2 * Theme.small
    }
}
