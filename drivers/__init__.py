"""Device drivers. Nothing here knows the kiosk application or Qt."""
