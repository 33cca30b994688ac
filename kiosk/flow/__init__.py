"""Pure machines: what the kiosk is doing, and what an event makes of it. No I/O."""
