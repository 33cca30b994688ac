"""A visit by script, through the accessibility tree alone, leaving what was seen and printed."""
