pragma ComponentBehavior: Bound

import QtQuick

// The keys for what is to be typed: mode is "latin", "password", "digits", "id", "money" or "plate"; "name" is
// Chinese with surnames first, any other is Chinese.
Loader {
    id: root

    required property string mode
    required property string typed // what stands in the field
    readonly property ChinesePad chinesePad: root.item as ChinesePad
    readonly property string composing: root.chinesePad?.composing ?? ""
    readonly property string letters: root.chinesePad?.letters ?? ""
    readonly property bool busy: root.chinesePad?.busy ?? false // something is typed that is not in the field yet

    signal pressed(string text)
    signal erased
    signal cleared

    function drop() {
        root.chinesePad?.drop();
    }

    function finish() {
        root.chinesePad?.finish();
    }

    active: root.visible
    sourceComponent: root.mode === "plate" ? plateKeys : root.mode === "digits" || root.mode === "id" || root.mode === "money" ? digitKeys : letterKeys

    Component {
        id: letterKeys

        ChinesePad {
            name: root.mode === "name"
            chinese: root.mode !== "latin" && root.mode !== "password"
            width: root.width
            onPressed: text => root.pressed(text)
            onErased: root.erased()
            onCleared: root.cleared()
        }
    }

    Component {
        id: digitKeys

        NumberPad {
            extra: root.mode === "id" ? "X" : root.mode === "money" ? "." : ""
            width: root.width
            onPressed: digit => root.pressed(digit)
            onErased: root.erased()
        }
    }

    Component {
        id: plateKeys

        PlatePad {
            typed: root.typed
            width: root.width
            onPressed: letter => root.pressed(letter)
            onErased: root.erased()
            onCleared: root.cleared()
        }
    }
}
