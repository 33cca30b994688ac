pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme
import Kiosk.Controls

// Five strokes and one for any, for characters that nobody can read aloud.
Column {
    id: root

    required property real tall
    readonly property real gap: Math.ceil(3 * Theme.mm)
    readonly property real unit: Math.floor((root.width - 5 * root.gap) / 6)

    signal pressed(string stroke)

    spacing: root.gap

    Label {
        text: qsTrId("typing.stroke_hint")
        width: root.width
        font.pixelSize: Theme.caption
        color: Theme.roles.quietText
        lineHeight: 0.9
    }

    Row {
        spacing: root.gap

        StrokeKey {
            text: "一"
            called: qsTrId("typing.heng")
            width: root.unit
            height: root.tall
            onClicked: root.pressed("1")
        }

        StrokeKey {
            text: "丨"
            called: qsTrId("typing.shu")
            width: root.unit
            height: root.tall
            onClicked: root.pressed("2")
        }

        StrokeKey {
            text: "丿"
            called: qsTrId("typing.pie")
            width: root.unit
            height: root.tall
            onClicked: root.pressed("3")
        }

        StrokeKey {
            text: "丶"
            called: qsTrId("typing.dian")
            width: root.unit
            height: root.tall
            onClicked: root.pressed("4")
        }

        StrokeKey {
            text: "乛"
            called: qsTrId("typing.zhe")
            width: root.unit
            height: root.tall
            onClicked: root.pressed("5")
        }

        StrokeKey {
            text: "＊"
            called: qsTrId("typing.any_stroke")
            width: root.unit
            height: root.tall
            onClicked: root.pressed("*")
        }
    }
}
