"""The kiosk of a 24-hour government-service zone."""
