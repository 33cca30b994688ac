import QtQuick
import Kiosk.Theme

// Earlier and later pages of a list, with where one is in between.
Item {
    id: root

    required property int page // 0-based
    required property int pages

    signal turned(int page)

    implicitHeight: Theme.control

    PushButton {
        text: qsTrId("menu.previous")
        iconName: "caret-left"
        enabled: root.page > 0
        width: (root.width - middle.width) / 2
        onClicked: root.turned(root.page - 1)
    }

    Label {
        id: middle

        text: (root.page + 1) + " / " + root.pages
        width: Theme.elder ? 200 : 180
        height: root.height
        horizontalAlignment: Text.AlignHCenter
        verticalAlignment: Text.AlignVCenter
        anchors.horizontalCenter: parent.horizontalCenter
    }

    PushButton {
        text: qsTrId("menu.next")
        iconName: "caret-right"
        enabled: root.page < root.pages - 1
        x: root.width - width
        width: (root.width - middle.width) / 2
        onClicked: root.turned(root.page + 1)
    }
}
