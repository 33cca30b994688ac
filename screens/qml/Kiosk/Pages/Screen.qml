import QtQuick
import Kiosk.Models
import Kiosk.Theme
import Kiosk.Controls

// The whole screen: the quiet band, the page, the bottom bar, the idle warning. The window puts the page into `slot`.
Rectangle {
    id: root

    required property Bridge bridge
    required property real pixelsPerMillimetre
    required property real reachLine
    required property bool still
    readonly property alias slot: pageSlot

    color: Theme.roles.page
    Accessible.role: Accessible.Client
    Accessible.name: qsTrId("screen.name")

    Binding {
        target: Theme
        property: "elder"
        value: root.bridge.elder
    }

    Binding {
        target: Theme
        property: "dark"
        value: root.bridge.dark
    }

    Binding {
        target: Theme
        property: "highContrast"
        value: root.bridge.highContrast
    }

    Binding {
        target: Theme
        property: "wheelchair"
        value: root.bridge.wheelchair
    }

    Binding {
        target: Theme
        property: "portrait"
        value: root.height > root.width
    }

    Binding {
        target: Theme
        property: "still"
        value: root.still
    }

    Binding {
        target: Theme
        property: "mm"
        value: root.pixelsPerMillimetre
    }

    Binding {
        target: Theme
        property: "reachLine"
        value: root.reachLine
    }

    Binding {
        target: Theme
        property: "slotTop"
        value: header.height + banner.height
    }

    HeaderBand {
        id: header

        bridge: root.bridge
        width: root.width
        height: implicitHeight
    }

    ActingBand {
        id: banner

        text: root.bridge.actingFor
        y: header.height
        width: root.width
        height: visible ? implicitHeight : 0
    }

    Item {
        id: pageSlot

        objectName: "slot"
        y: Theme.slotTop
        width: root.width
        height: bar.y - y
        enabled: !root.bridge.idle
    }

    BottomBar {
        id: bar

        bridge: root.bridge
        y: root.height - height
        width: root.width
        height: implicitHeight
        enabled: !root.bridge.idle
    }

    IdleWarning {
        bridge: root.bridge
        y: header.height
        width: root.width
        height: root.height - header.height
    }
}
