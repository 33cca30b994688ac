pragma Singleton

import QtQml

// The dock stands on a desk's display, not on the kiosk's panel: the eyes are near and a mouse points. In pixels.
QtObject {
    id: root

    readonly property int text: 14
    readonly property int small: 13
    readonly property int title: 20
    readonly property int control: 29
    readonly property int gap: 6
    readonly property int inset: 10
    readonly property int padding: 8 // of a button
    readonly property int margin: 12
    readonly property int icon: 20
    readonly property int radius: 8
    readonly property int sheet: 104 // height of the picture of what was printed
}
