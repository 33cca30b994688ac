"""Signals: lamps, sensors and the power supply."""
