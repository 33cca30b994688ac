pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.DockModels
import Kiosk.Theme
import Kiosk.Controls

// The demo's dock: who comes, and what happens to the kiosk's devices. It scrolls when the window is too low.
Rectangle {
    id: root

    required property DockModel dock
    readonly property real inner: root.width - 2 * Sizes.margin

    color: Theme.roles.page
    Accessible.role: Accessible.Client
    Accessible.name: qsTrId("dock.title")

    Flickable {
        id: scroll

        anchors.fill: parent
        contentHeight: all.height + 2 * Sizes.margin
        boundsBehavior: Flickable.StopAtBounds
        interactive: scroll.contentHeight > scroll.height

        Column {
            id: all

            x: Sizes.margin
            y: Sizes.margin
            width: root.inner
            spacing: Sizes.gap

            Item {
                width: parent.width
                height: Sizes.control

                Label {
                    text: qsTrId("dock.title")
                    font.pixelSize: Sizes.title
                    font.weight: Font.Bold
                    anchors.verticalCenter: parent.verticalCenter
                    Accessible.role: Accessible.Heading
                }

                SmallButton {
                    text: qsTrId("dock.language")
                    anchors.right: parent.right
                    onClicked: root.dock.speakOtherLanguage()
                }
            }

            Rectangle {
                width: parent.width
                height: notice.height + Sizes.gap
                radius: Sizes.radius
                color: root.dock.troubled ? Theme.roles.dangerSoft : Theme.roles.primarySoft

                Label {
                    id: notice

                    text: root.dock.notice
                    color: root.dock.troubled ? Theme.roles.onDangerSoft : Theme.roles.onPrimarySoft
                    font.pixelSize: Sizes.small
                    lineHeight: 0.95
                    x: Sizes.inset
                    y: Sizes.gap / 2
                    width: parent.width - 2 * Sizes.inset
                    Accessible.role: Accessible.AlertMessage
                }
            }

            Grid {
                id: people

                readonly property real cell: (root.inner - (people.columns - 1) * Sizes.gap) / people.columns

                columns: 5
                spacing: Sizes.gap
                verticalItemAlignment: Grid.AlignVCenter
                Accessible.role: Accessible.Grouping
                Accessible.name: qsTrId("dock.residents")

                Repeater {
                    model: root.dock.residents

                    delegate: ResidentButton {
                        width: people.cell
                        height: Math.max(Sizes.control, implicitHeight)
                    }
                }
            }

            Label {
                text: root.dock.about
                width: parent.width
                font.pixelSize: Sizes.small
                lineHeight: 0.9
                color: Theme.roles.quietText
            }

            Repeater {
                model: root.dock.sections

                delegate: SectionBox {
                    width: root.inner
                }
            }

            Row {
                id: last

                readonly property real third: (root.inner - 2 * Sizes.gap) / 3

                spacing: Sizes.gap

                MessageBox {
                    id: message

                    dock: root.dock
                    width: root.inner - root.dock.prints.count * (last.third + Sizes.gap)
                    height: implicitHeight
                }

                Repeater {
                    model: root.dock.prints

                    delegate: PrintBox {
                        width: last.third
                        height: message.height
                    }
                }
            }
        }
    }

    Rectangle {
        x: root.width - width - 2
        y: scroll.visibleArea.yPosition * root.height
        width: 6
        height: scroll.visibleArea.heightRatio * root.height
        radius: 3
        visible: scroll.interactive
        color: Theme.roles.border
    }
}
