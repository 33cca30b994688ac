"""The hub: the reference back end. A service of its own; the kiosk reaches it over HTTP only."""
