import QtQuick
import Kiosk.Models
import Kiosk.Controls

// Works while it is held down; without a finger (keys, an assistive device) one press shows and another one hides.
PushButton {
    id: root

    required property ActionEntry entry
    property bool shown: false // what it shows is shown
    property bool held: false

    signal ended

    function activate() {
        if (root.shown) {
            root.ended();
        } else {
            root.entry.press();
        }
    }

    function release() {
        if (root.held) {
            root.held = false;
            root.ended();
        }
    }

    visible: root.entry !== null
    text: root.entry?.label ?? ""
    enabled: root.entry?.enabled ?? false
    onPressed: {
        root.held = true;
        root.entry.press();
    }
    onReleased: root.release()
    onCanceled: root.release()
    Component.onDestruction: root.release()
}
