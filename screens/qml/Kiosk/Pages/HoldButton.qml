import QtQuick
import Kiosk.Controls

// Works while it is held down; without a finger (keys, an assistive device) one press shows and another one hides.
ActionButton {
    id: root

    property bool shown: false // what it shows is shown
    property bool held: false

    signal ended

    function release() {
        if (root.held) {
            root.held = false;
            root.ended();
        }
    }

    onPressed: {
        root.held = true;
        root.entry.press();
    }
    onReleased: root.release()
    onCanceled: root.release()
    onClicked: undefined
    Component.onDestruction: root.release()
    Accessible.onPressAction: root.shown ? root.ended() : root.entry.press()
    Keys.onReturnPressed: root.shown ? root.ended() : root.entry.press()
    Keys.onEnterPressed: root.shown ? root.ended() : root.entry.press()
}
