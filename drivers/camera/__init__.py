"""Cameras: one contract, one file per way of getting frames."""
