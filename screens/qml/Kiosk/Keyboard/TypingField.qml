import QtQuick
import Kiosk.Theme
import Kiosk.Controls

// A line of text that keys of the screen or of a keyboard type into.
Rectangle {
    id: root

    required property string spokenName
    property alias text: input.text
    property string placeholder: ""
    property string iconName: ""

    function add(letter: string) {
        input.insert(input.cursorPosition, letter);
    }

    function erase() {
        input.remove(Math.max(0, input.cursorPosition - 1), input.cursorPosition);
    }

    function clear() {
        input.clear();
    }

    implicitHeight: Theme.control
    radius: Theme.radius
    color: Theme.roles.surface
    border.width: 4
    border.color: input.activeFocus ? Theme.roles.primary : Theme.roles.border

    Icon {
        id: picture

        name: root.iconName
        visible: root.iconName.length > 0
        tint: Theme.roles.quietText
        x: Theme.medium
        anchors.verticalCenter: parent.verticalCenter
    }

    TextInput {
        id: input

        x: picture.visible ? picture.x + picture.width + Theme.small : Theme.medium
        width: root.width - x - Theme.medium
        anchors.verticalCenter: parent.verticalCenter
        focus: true
        activeFocusOnTab: true
        clip: true
        maximumLength: 100
        color: Theme.roles.text
        selectionColor: Theme.roles.primary
        selectedTextColor: Theme.roles.onPrimary
        cursorVisible: !Theme.still
        font.family: Theme.family
        font.pixelSize: Theme.lead
        inputMethodHints: Qt.ImhNoPredictiveText | Qt.ImhSensitiveData
        Accessible.role: Accessible.EditableText
        Accessible.name: root.spokenName
        Accessible.editable: true

        Label {
            text: root.placeholder
            visible: input.text.length === 0
            width: parent.width
            anchors.verticalCenter: parent.verticalCenter
            font.pixelSize: Theme.caption
            color: Theme.roles.quietText
            lineHeight: 0.85
        }
    }
}
