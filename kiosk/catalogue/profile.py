"""Profiles: which of the matters a terminal offers, and how people come in."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError
from pydantic import Field as Key

from kiosk.flow.words import Said
from kiosk.problems import Problem


class Admission(StrEnum):
    FIRST = "first"  # card or code, then the face, then the menu
    PER_MATTER = "per_matter"  # a terminal in an open hall


@dataclass(frozen=True, slots=True)
class Profile:
    """``include`` and ``exclude`` are patterns of matter ids (``H*``)."""

    id: str
    name: Said
    include: tuple[str, ...]
    exclude: tuple[str, ...] = ()
    admission: Admission = Admission.FIRST
    most_used: tuple[str, ...] = ()

    def offers(self, matter: str) -> bool:
        return _matches(matter, self.include) and not _matches(matter, self.exclude)


def _matches(matter: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(matter, pattern) for pattern in patterns)


Pattern = Annotated[str, StringConstraints(pattern=r"^[A-Z*?][A-Z0-9*?]{0,2}$")]


class _Name(BaseModel):
    model_config = ConfigDict(extra="forbid")
    zh: Annotated[str, StringConstraints(min_length=1)]
    en: Annotated[str, StringConstraints(min_length=1)]


class _ProfileModel(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: _Name
    include: Annotated[list[Pattern], Key(min_length=1)]
    exclude: list[Pattern] = []
    admission: Admission = Admission.FIRST
    most_used: list[str] = []


def load_profile(file: Path) -> Profile | Problem:
    """The profile of this file, whose name without suffix is its id."""
    try:
        model = _ProfileModel.model_validate(tomllib.loads(file.read_text("utf-8")))
    except FileNotFoundError:
        known = ", ".join(sorted(p.stem for p in file.parent.glob("*.toml"))) or "none yet"
        return Problem(
            file, 0, "", "There is no such profile.", f"Name one that is there ({known}), or add the file."
        )
    except (OSError, UnicodeDecodeError) as error:
        return Problem(
            file, 0, "", f"The file cannot be read ({error}).", "Mend its rights or its encoding (UTF-8)."
        )
    except tomllib.TOMLDecodeError as error:
        return Problem(file, 0, "", f"This is not sound TOML: {error}.", "Mend that place.")
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = ".".join(map(str, first["loc"]))
        return Problem(
            file, 0, key, f"{first['msg']}.", "See docs/operations/configuration.md for what may stand here."
        )
    return Profile(
        file.stem,
        Said(model.name.zh, model.name.en),
        tuple(model.include),
        tuple(model.exclude),
        model.admission,
        tuple(model.most_used),
    )
