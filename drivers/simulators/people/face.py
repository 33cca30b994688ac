"""The parameters of one drawn face.

A face is a set of numbers between -1 and 1 around an average face (0), and a few choices
(hair, glasses, beard). Nothing here is measured from a real person: the numbers of the demo's
residents were found by `search.py`, which spreads them apart for a face recogniser.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from enum import Enum


class Hair(Enum):
    """How the hair is worn."""

    SIDE_PART = "side_part"
    CROP = "crop"
    SWEPT_BACK = "swept_back"
    RECEDING = "receding"
    BALD_CROWN = "bald_crown"
    BOWL = "bowl"
    BOB = "bob"
    BOB_FRINGE = "bob_fringe"
    LONG = "long"
    LONG_FRINGE = "long_fringe"
    TIED_BACK = "tied_back"
    PERM = "perm"


class Glasses(Enum):
    """What is worn before the eyes."""

    NONE = "none"
    THIN_ROUND = "thin_round"
    THIN_OVAL = "thin_oval"
    DARK_SQUARE = "dark_square"
    HALF_RIM = "half_rim"


class Beard(Enum):
    """Hair on the face."""

    NONE = "none"
    SHADOW = "shadow"
    MOUSTACHE = "moustache"
    GOATEE = "goatee"
    FULL = "full"


class Clothing(Enum):
    """What is worn on the shoulders."""

    SHIRT = "shirt"
    JACKET = "jacket"
    JUMPER = "jumper"
    BLOUSE = "blouse"
    MANDARIN = "mandarin"
    TEE = "tee"


@dataclass(frozen=True, slots=True)
class FaceShape:
    """One face. Numbers are -1..1 around the average unless the comment says 0..1.

    Raises ValueError for a number outside its range.
    """

    hair: Hair
    seed: int
    glasses: Glasses = Glasses.NONE
    beard: Beard = Beard.NONE
    clothing: Clothing = Clothing.SHIRT
    cloth_hue: float = 0.0
    # Skull and jaw
    face_width: float = 0.0
    forehead: float = 0.0
    cheekbones: float = 0.0
    jaw_width: float = 0.0
    chin_length: float = 0.0
    chin_width: float = 0.0
    fullness: float = 0.0
    ears: float = 0.0
    # Eyes
    eye_spacing: float = 0.0
    eye_width: float = 0.0
    eye_open: float = 0.0
    eye_tilt: float = 0.0
    eye_depth: float = 0.0
    lid_fold: float = 0.0
    iris: float = 0.0
    # Brows
    brow_height: float = 0.0
    brow_thickness: float = 0.0
    brow_tilt: float = 0.0
    brow_arch: float = 0.0
    brow_length: float = 0.0
    brow_dark: float = 0.0
    # Nose
    nose_length: float = 0.0
    nose_width: float = 0.0
    nose_bridge: float = 0.0
    nose_tip: float = 0.0
    # Mouth
    mouth_width: float = 0.0
    mouth_height: float = 0.0
    upper_lip: float = 0.0
    lower_lip: float = 0.0
    mouth_curve: float = 0.0
    lip_colour: float = 0.0
    # Surface
    skin_tone: float = 0.0
    skin_warmth: float = 0.0
    blush: float = 0.0
    lines: float = 0.0  # 0..1, the traces of age
    femininity: float = 0.0
    # Hair of the head
    hair_volume: float = 0.0
    hairline: float = 0.0
    parting: float = 0.0
    grey: float = 0.0  # 0..1
    hair_brown: float = 0.0  # 0..1

    def __post_init__(self) -> None:
        for name in numbers():
            value = getattr(self, name)
            low = 0.0 if name in UNSIGNED else -1.0
            if not low <= value <= 1.0:
                raise ValueError(f"face parameter {name} is {value}, outside {low:g}..1")


UNSIGNED = frozenset({"lines", "grey", "hair_brown"})


def numbers() -> tuple[str, ...]:
    """The names of the numeric parameters, in their order."""
    return tuple(f.name for f in fields(FaceShape) if f.type == "float")


def shape_from_mapping(data: Mapping[str, object]) -> FaceShape:
    """A face from configuration data (enum values as their words, numbers as numbers).

    Raises ValueError naming the parameter that is unknown, missing or of the wrong type.
    """
    known = {f.name: f for f in fields(FaceShape)}
    if unknown := set(data) - set(known):
        raise ValueError(f"unknown face parameters: {', '.join(sorted(unknown))}")
    if missing := {n for n, f in known.items() if f.default is MISSING} - set(data):
        raise ValueError(f"face parameters are missing: {', '.join(sorted(missing))}")
    values: dict[str, float] = {}
    for name in numbers():
        raw = data.get(name, 0.0)
        if isinstance(raw, bool) or not isinstance(raw, int | float):
            raise ValueError(f"face parameter {name} must be a number")
        values[name] = float(raw)
    seed = data["seed"]
    if isinstance(seed, bool) or not isinstance(seed, int):
        raise ValueError("face parameter seed must be a whole number")
    return FaceShape(
        hair=Hair(data["hair"]),
        seed=seed,
        glasses=Glasses(data.get("glasses", "none")),
        beard=Beard(data.get("beard", "none")),
        clothing=Clothing(data.get("clothing", "shirt")),
        **values,
    )


def shape_to_mapping(shape: FaceShape) -> dict[str, object]:
    """The inverse of `shape_from_mapping`; parameters at their default are left out."""
    result: dict[str, object] = {}
    for f in fields(FaceShape):
        value = getattr(shape, f.name)
        if value == f.default:
            continue
        match value:
            case Enum():
                result[f.name] = value.value
            case float():
                result[f.name] = round(value, 3)
            case _:
                result[f.name] = value
    return result
