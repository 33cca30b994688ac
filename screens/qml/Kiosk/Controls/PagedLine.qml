import QtQuick

// One entry of a PagedColumn.
Item {
    property bool headsNext: false // never the last on its page

    implicitHeight: 1
    height: implicitHeight
}
