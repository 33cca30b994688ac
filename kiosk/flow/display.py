"""How the screen speaks to this person. It returns to the default when the session ends."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Language(StrEnum):
    CHINESE = "zh"
    ENGLISH = "en"


class TypeSize(StrEnum):
    STANDARD = "standard"
    ELDER = "elder"  # 长辈版


class Palette(StrEnum):
    LIGHT = "light"
    DARK = "dark"
    HIGH_CONTRAST = "high_contrast"


class Reach(StrEnum):
    STANDING = "standing"
    WHEELCHAIR = "wheelchair"  # every control below the line of reach


@dataclass(frozen=True, slots=True)
class Display:
    language: Language = Language.CHINESE
    size: TypeSize = TypeSize.STANDARD
    palette: Palette = Palette.LIGHT
    reach: Reach = Reach.STANDING
