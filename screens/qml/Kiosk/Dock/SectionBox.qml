pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.DockModels
import Kiosk.Theme
import Kiosk.Controls

// One device: its name, how it is, and what can be done to it.
Rectangle {
    id: root

    required property SectionEntry entry
    readonly property bool wrong: root.entry.tone === "wrong"

    implicitHeight: deeds.y + (deeds.height > 0 ? deeds.height + Sizes.inset : 0) + (more.height > 0 ? more.height + Sizes.gap : 0)
    radius: Sizes.radius
    color: Theme.roles.surface
    border.width: 1
    border.color: root.wrong ? Theme.roles.warning : Theme.roles.line
    Accessible.role: Accessible.Grouping
    Accessible.name: root.entry.title

    Icon {
        id: picture

        name: root.entry.icon
        tint: Theme.roles.primary
        size: Sizes.icon
        x: Sizes.inset
        y: Sizes.gap + (Sizes.control - height) / 2
    }

    Label {
        id: title

        text: root.entry.title
        font.pixelSize: Sizes.text
        font.weight: Font.Bold
        wrapMode: Text.NoWrap
        x: picture.x + picture.width + Sizes.gap
        y: Sizes.gap + (Sizes.control - height) / 2
        Accessible.role: Accessible.Heading
    }

    Label {
        id: status

        text: root.entry.status
        font.pixelSize: Sizes.small
        lineHeight: 0.9
        color: root.wrong ? Theme.roles.warning : root.entry.tone === "active" ? Theme.roles.good : Theme.roles.quietText
        x: title.x + title.width + Sizes.inset
        y: Sizes.gap + Math.max(0, (Sizes.control - height) / 2)
        width: plug.x - x - Sizes.gap
    }

    DeedButton {
        id: plug

        entry: root.entry.plug
        spokenFirst: root.entry.title
        font.pixelSize: Sizes.small
        x: root.width - (visible ? width : 0) - Sizes.inset
        y: Sizes.gap
    }

    Flow {
        id: deeds

        x: Sizes.inset
        y: Sizes.gap + Math.max(Sizes.control, status.height) + Sizes.gap
        width: root.width - 2 * Sizes.inset
        spacing: Sizes.gap

        Repeater {
            model: root.entry.deeds

            delegate: DeedButton {
                spokenFirst: root.entry.title
            }
        }
    }

    Flow {
        id: more

        x: Sizes.inset
        y: deeds.y + deeds.height + Sizes.gap
        width: root.width - 2 * Sizes.inset
        spacing: Sizes.gap

        Repeater {
            model: root.entry.more

            delegate: DeedButton {
                spokenFirst: root.entry.title
            }
        }
    }
}
