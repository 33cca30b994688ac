"""Measurements: functions that return figures, called by `kiosk bench`."""
