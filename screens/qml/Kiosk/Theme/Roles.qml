import QtQml
import QtQuick

// What colours are for. Controls and pages name roles only; palettes give them their values.
QtObject {
    id: root

    required property color page // behind everything
    required property color surface // cards, fields, the band of the page
    required property color sunken // a calm box: facts that are known, the bottom bar
    required property color text
    required property color quietText
    required property color line // between rows; no meaning of its own
    required property color border // the edge of what can be pressed
    required property color primary
    required property color primaryPressed
    required property color onPrimary
    required property color primarySoft // behind what is chosen or current
    required property color onPrimarySoft
    required property color pressed // a secondary control under the finger
    required property color disabledSurface
    required property color disabledText
    required property color good
    required property color goodSoft
    required property color onGoodSoft
    required property color warning
    required property color warningSoft
    required property color onWarningSoft
    required property color danger
    required property color dangerPressed
    required property color onDanger
    required property color dangerSoft
    required property color onDangerSoft
    required property color focus // the ring's inner part
    required property color focusEdge // the ring's outer part
    required property color veil // over the page while the idle warning stands
}
