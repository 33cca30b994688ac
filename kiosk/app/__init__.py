"""The composition root: the only place that joins the kiosk, the drivers and the screens."""
