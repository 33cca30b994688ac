import QtQuick
import Kiosk.Theme

// Something is going on.
Icon {
    id: root

    name: "spinner-gap"
    tint: Theme.roles.primary
    size: 96

    RotationAnimation on rotation {
        running: root.visible && !Theme.still
        loops: Animation.Infinite
        from: 0
        to: 360
        duration: 2400
    }
}
