import QtQuick
import Kiosk.Theme
import Kiosk.Controls

// A stroke with its name below; the name is what is spoken.
Key {
    id: root

    required property string called

    spokenName: root.called
    font.pixelSize: Theme.title

    contentItem: Item {
        Column {
            width: parent.width
            anchors.verticalCenter: parent.verticalCenter

            Label {
                text: root.text
                font: root.font
                width: parent.width
                horizontalAlignment: Text.AlignHCenter
                lineHeight: 0.8
                Accessible.ignored: true
            }

            Label {
                text: root.called
                font.pixelSize: Theme.caption
                width: parent.width
                horizontalAlignment: Text.AlignHCenter
                lineHeight: 0.8
                Accessible.ignored: true
            }
        }
    }
}
