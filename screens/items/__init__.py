"""Items that QML cannot draw by itself."""
