pragma Singleton

import QtQml
import QtQuick

// Roles, sizes and places. The screen sets the inputs; everything else follows. Lengths are in pixels; `mm` is a
// millimetre in pixels, from the display's profile.
QtObject {
    id: root

    property bool elder: false
    property bool dark: false
    property bool highContrast: false
    property bool wheelchair: false
    property bool portrait: true
    readonly property bool low: root.elder && !root.portrait // 长辈版 in landscape: least fits below each other
    property bool still: false // nothing moves: for pictures of pages and for people whom motion disturbs
    property real mm: 3.21
    property real reachLine: 890 // above it no control stands for somebody who sits, in pixels from the top

    readonly property Roles roles: root.highContrast ? contrastRoles : root.dark ? darkRoles : root.elder ? elderRoles : lightRoles
    readonly property Roles lightRoles: LightRoles {}
    readonly property Roles elderRoles: ElderRoles {}
    readonly property Roles darkRoles: DarkRoles {}
    readonly property Roles contrastRoles: ContrastRoles {}

    // A capital is 0.733 em high: 4.8 mm (ADA 707.7.2), for 长辈版 0.7 degrees at 600 mm, which is 7.3 mm.
    readonly property real smallest: (root.elder ? 7.3 : 4.8) * root.mm / 0.733
    readonly property string family: "Noto Sans SC"
    readonly property int caption: Math.ceil(Math.max(root.elder ? 34 : 28, root.smallest))
    readonly property int body: Math.ceil(Math.max(root.elder ? 40 : 32, root.smallest))
    readonly property int lead: root.elder ? 48 : 40
    readonly property int title: root.elder ? 60 : 52
    readonly property int display: root.elder ? 72 : 68
    readonly property int figure: 88
    readonly property real lineHeight: root.elder ? 1.06 : 1.0 // of the face's own 1.448 em: 1.5 and 1.4

    readonly property int hair: root.highContrast ? 3 : 2
    readonly property int tiny: 8
    readonly property int small: 16
    readonly property int medium: 24
    readonly property int large: 32
    readonly property int huge: 48
    readonly property int giant: 64
    readonly property int radius: 16

    readonly property real target: Math.ceil((root.elder ? 26 : 20) * root.mm)
    readonly property real gap: Math.max(root.small, Math.ceil(3 * root.mm))
    readonly property real control: Math.max(root.elder ? 112 : 96, root.target)
    readonly property real icon: root.elder ? 52 : 44
    readonly property real bar: Math.max(root.elder ? 152 : 136, root.target + root.large)
    readonly property real header: root.elder ? 96 : 88
    property real slotTop: root.header // where the page begins, below the bands, in pixels from the top
    readonly property real margin: root.huge
}
