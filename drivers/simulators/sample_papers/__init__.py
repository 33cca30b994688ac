"""Invented papers that people bring, and how they lie on the desk under a document camera."""

from .draw import DPI, Paper, UnknownPaperError, draw, find, jpeg, load, names, png

__all__ = ["DPI", "Paper", "UnknownPaperError", "draw", "find", "jpeg", "load", "names", "png"]
