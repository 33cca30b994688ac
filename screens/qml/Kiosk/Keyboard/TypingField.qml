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
    property string composing: "" // what is being typed and is not in the field yet
    property bool masked: false // a password: shown only while its key is held

    property int longest: 0 // characters that may stand here; 0: what is sensible
    property bool byKeys: false

    signal replaced // by something else than keys of the screen: what is being typed belongs nowhere now

    function add(letter: string) {
        root.byKeys = true;
        input.insert(input.cursorPosition, letter);
        root.byKeys = false;
    }

    function erase() {
        root.byKeys = true;
        input.remove(Math.max(0, input.cursorPosition - 1), input.cursorPosition);
        root.byKeys = false;
    }

    function clear() {
        root.byKeys = true;
        input.clear();
        root.byKeys = false;
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
        width: Math.max(0, root.width - x - Theme.medium - unfinished.implicitWidth - (eye.visible ? eye.width + Theme.small : 0))
        anchors.verticalCenter: parent.verticalCenter
        focus: true
        echoMode: root.masked && !eye.down ? TextInput.Password : TextInput.Normal
        activeFocusOnTab: true
        clip: true
        maximumLength: root.longest > 0 ? root.longest : 100
        color: Theme.roles.text
        selectionColor: Theme.roles.primary
        selectedTextColor: Theme.roles.onPrimary
        cursorVisible: !Theme.still
        font.family: Theme.family
        font.pixelSize: Theme.lead
        onTextChanged: root.byKeys ? undefined : root.replaced()
        inputMethodHints: Qt.ImhNoPredictiveText | Qt.ImhSensitiveData
        Accessible.role: Accessible.EditableText
        Accessible.name: root.spokenName
        Accessible.editable: true
        // Qt marks a password's field, and of a field so marked tells no name. Its value stays dots.
        Accessible.onPasswordEditChanged: input.Accessible.passwordEdit = false

        Label {
            text: root.placeholder
            visible: input.text.length === 0 && root.composing.length === 0
            width: parent.width
            anchors.verticalCenter: parent.verticalCenter
            font.pixelSize: Theme.caption
            color: Theme.roles.quietText
            lineHeight: 0.85
        }
    }

    Label {
        id: unfinished

        text: root.composing
        visible: root.composing.length > 0
        x: input.x + Math.min(input.contentWidth, input.width)
        anchors.verticalCenter: parent.verticalCenter
        font.pixelSize: Theme.lead
        font.underline: true
        color: Theme.roles.primary
        lineHeight: 0.85
        wrapMode: Text.NoWrap
    }

    Key {
        id: eye

        text: qsTrId("typing.show")
        iconName: "eye"
        visible: root.masked
        x: root.width - width - Theme.tiny
        anchors.verticalCenter: parent.verticalCenter
        width: Theme.target
        height: Theme.target
    }
}
