"""Invented papers that people bring, and how they lie on the desk under a document camera."""

from .desk import Corners, DeskCamera, DeskLook, DeskScene, Glare, Hand, Laid, Sheet, corners_of, render
from .draw import DPI, Paper, UnknownPaperError, draw, find, jpeg, load, names, png

__all__ = [
    "DPI",
    "Corners",
    "DeskCamera",
    "DeskLook",
    "DeskScene",
    "Glare",
    "Hand",
    "Laid",
    "Paper",
    "Sheet",
    "UnknownPaperError",
    "corners_of",
    "draw",
    "find",
    "jpeg",
    "load",
    "names",
    "png",
    "render",
]
