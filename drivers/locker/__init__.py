"""Lockers: lock boards of five protocols behind one driver."""
