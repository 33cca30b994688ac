"""Doors: relays that unlatch, and the contacts beside them."""
