import QtQuick
import Kiosk.Theme

// The name of a part of a page.
Label {
    id: root

    font.weight: Font.Bold
    font.pixelSize: Theme.body
    Accessible.role: Accessible.Heading
}
