"""Keypads: 12 keys, or keys to move with, for those who cannot use a touch screen."""
