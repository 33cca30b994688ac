import QtQuick
import Kiosk.Theme

// A text for the eyes and for the voice.
Text {
    id: root

    color: Theme.roles.text
    font.family: Theme.family
    font.pixelSize: Theme.body
    font.hintingPreference: Font.PreferNoHinting
    lineHeight: Theme.lineHeight
    textFormat: Text.PlainText
    wrapMode: Text.Wrap
    Accessible.role: Accessible.StaticText
    Accessible.name: root.text
    Accessible.ignored: root.text.length === 0
}
