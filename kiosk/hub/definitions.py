"""The matters' definitions as the hub needs them: fields, materials, refusals. Each is read when first asked
for."""

from __future__ import annotations

import logging
from pathlib import Path

from pydantic import ValidationError

from kiosk.catalogue.dictionaries import Dictionaries
from kiosk.catalogue.dictionary_files import load_dictionaries
from kiosk.catalogue.matter import Definition
from kiosk.catalogue.models import DefinitionModel
from kiosk.catalogue.source import read
from kiosk.flow.words import Said
from kiosk.problems import Problem

log = logging.getLogger("kiosk.hub")


class Definitions:
    """What stands in a folder of configuration. A matter without a sound definition is known to its
    department alone, which then checks for itself."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[str, Definition | None] = {}
        self._dictionaries: Dictionaries | None = None
        self._titles: dict[str, Said] | None = None

    def find(self, matter: str) -> Definition | None:
        """The definition of a matter, or None."""
        if matter not in self._known:
            self._known[matter] = self._read(matter)
        return self._known[matter]

    @property
    def dictionaries(self) -> Dictionaries:
        """What fields are chosen from."""
        if self._dictionaries is None:
            self._dictionaries, problems = load_dictionaries(self._folder / "dictionaries")
            for problem in problems:
                log.warning("a dictionary has a fault: %s", problem)
        return self._dictionaries

    def title(self, matter: str) -> Said:
        """What a matter is called; its id for one that is in no catalogue."""
        if self._titles is None:
            source = read(self._folder / "matters" / "catalogue.yaml")
            entries = [] if isinstance(source, Problem) else source.data.get("matters", [])
            self._titles = {one["id"]: Said(one["title"]["zh"], one["title"]["en"]) for one in entries}
        return self._titles.get(matter, Said(matter, matter))

    def _read(self, matter: str) -> Definition | None:
        file = self._folder / "matters" / f"{matter}.yaml"
        if not file.is_file():
            return None
        source = read(file)
        if isinstance(source, Problem):
            log.warning("a matter's definition cannot be read: %s", matter)
            return None
        try:
            return DefinitionModel.model_validate(source.data).definition()
        except ValidationError:
            log.warning("a matter's definition has a fault; see `kiosk check`: %s", matter)
            return None
