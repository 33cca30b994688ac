"""The demo: a hub, simulated devices and invented residents around a real kiosk. A composition root."""
