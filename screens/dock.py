"""The dock: a window beside the kiosk in the demo. It tells the simulators and the hub from outside what happens to
them; the kiosk does not know it. ``python -m screens.dock --control SOCKET --hub URL --hub-key FILE``."""
