pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Models
import Kiosk.Theme

// A table: the columns' names once, a line between rows, figures at the right.
Rectangle {
    id: root

    required property EntryList head
    required property EntryList rows
    property int pixelSize: Theme.caption

    implicitHeight: body.height
    radius: Theme.radius
    color: Theme.roles.surface
    border.width: Theme.hair
    border.color: Theme.highContrast ? Theme.roles.border : Theme.roles.line
    Accessible.role: Accessible.Table
    Accessible.name: qsTrId("result.table")

    Column {
        id: body

        width: root.width

        Repeater {
            model: root.head

            delegate: TableLine {
                pixelSize: root.pixelSize
                strong: true
                width: body.width
            }
        }

        Repeater {
            model: root.rows

            delegate: TableLine {
                pixelSize: root.pixelSize
                width: body.width
            }
        }
    }
}
