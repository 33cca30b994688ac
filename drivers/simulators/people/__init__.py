"""Invented residents with drawn faces: what the simulated camera, card reader and hub show of them."""

from .features import Expression
from .photos import card_photo, hub_photo, render_portrait, stand_in_photo_block
from .portrait import Light
from .roster import CardKind, Person, Sex, Situation, find, load
from .scene import Distance, HallLight, Pose, Scene, scene

__all__ = [
    "CardKind",
    "Distance",
    "Expression",
    "HallLight",
    "Light",
    "Person",
    "Pose",
    "Scene",
    "Sex",
    "Situation",
    "card_photo",
    "find",
    "hub_photo",
    "load",
    "render_portrait",
    "scene",
    "stand_in_photo_block",
]
