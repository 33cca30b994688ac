import QtQuick
import Kiosk.Theme

// The page's title, in plain words.
Label {
    id: root

    font.pixelSize: Theme.title
    font.weight: Font.Bold
    lineHeight: 0.95
    Accessible.role: Accessible.Heading
}
