"""医保: the medical insurance centre."""
