"""Loading the catalogue: what is sound is served, what is not is said, and neither hinders the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError

from kiosk.catalogue.catalogue import Catalogue
from kiosk.catalogue.crosschecks import cross_problems
from kiosk.catalogue.dictionaries import FOLDER as DICTIONARIES
from kiosk.catalogue.dictionary_files import load_dictionaries
from kiosk.catalogue.matter import Definition, Department, LifeEvent, Matter
from kiosk.catalogue.models import (
    DefinitionModel,
    DepartmentModel,
    LifeEventModel,
    MatterModel,
    SharedTextsModel,
)
from kiosk.catalogue.pinyin import Readings
from kiosk.catalogue.profile import Profile, load_profile
from kiosk.catalogue.source import Source, problems_of, read
from kiosk.flow.words import Said
from kiosk.problems import Problem

FOLDER: Final = "matters"
CATALOGUE: Final = "catalogue.yaml"
TEXTS: Final = "texts.yaml"  # wording that several matters share

M = TypeVar("M", bound=BaseModel)


def load(config_dir: Path, profile: str) -> tuple[Catalogue, tuple[Problem, ...]]:
    """The catalogue of a profile, and everything that is wrong with its files.

    A faulty definition leaves its matter listed and not handled; a faulty line of the catalogue leaves that
    matter out; without a readable catalogue or profile there are no matters. Reads files, raises nothing.
    """
    problems: list[Problem] = []
    chosen = load_profile(config_dir / "profiles" / f"{profile}.toml")
    if isinstance(chosen, Problem):
        problems.append(chosen)
        chosen = Profile(profile, Said(profile, profile), ())
    lists = _Lists(config_dir, problems)
    matters = [
        entry.matter(lists.definitions.get(entry.id)) for entry in lists.entries if chosen.offers(entry.id)
    ]
    _check_profile(chosen, matters, config_dir, problems)
    catalogue = Catalogue(
        chosen,
        lists.departments,
        lists.life_events,
        tuple(matters),
        Readings.load(config_dir),
        MappingProxyType(lists.texts),
        lists.dictionaries,
    )
    return catalogue, tuple(problems)


def texts_to_read(config_dir: Path) -> list[str]:
    """Every text of the catalogue that can be searched, whatever the profile."""
    lists = _Lists(config_dir, [])
    said = [x.name for x in lists.departments] + [x.name for x in lists.life_events]
    texts: list[str] = []
    for entry in lists.entries:
        said += [entry.title.said(), entry.official.said()]
        texts += entry.aliases
    return texts + [text for both in said for text in (both.zh, both.en)]


class _Lists:
    """What the folder ``matters`` holds; faults go into ``problems``."""

    def __init__(self, config_dir: Path, problems: list[Problem]) -> None:
        self.departments: tuple[Department, ...] = ()
        self.life_events: tuple[LifeEvent, ...] = ()
        self.entries: list[MatterModel] = []
        self.definitions: dict[str, Definition] = {}
        self.texts: dict[str, Said] = {}
        self._problems = problems
        self.dictionaries, faults = load_dictionaries(config_dir / DICTIONARIES)
        problems += faults
        source = read(config_dir / FOLDER / CATALOGUE)
        if isinstance(source, Problem):
            problems.append(source)
            return
        self._read_catalogue(source)
        known = {entry.id: entry for entry in self.entries}
        for file in sorted((config_dir / FOLDER).glob("*.yaml")):
            if file.name not in (CATALOGUE, TEXTS):
                self._read_definition(file, known)
        self._read_texts(config_dir / FOLDER / TEXTS)

    def _read_texts(self, file: Path) -> None:
        if not file.exists():
            return
        source = read(file)
        if isinstance(source, Problem):
            self._problems.append(source)
            return
        try:
            model = SharedTextsModel.model_validate(source.data)
        except ValidationError as error:
            self._problems += problems_of(error, source, (), SharedTextsModel)
            return
        self.texts = {name: words.said() for name, words in model.texts.items()}

    def _read_catalogue(self, source: Source) -> None:
        data = source.data if isinstance(source.data, dict) else {}
        for key in sorted(set(data) - {"version", "departments", "life_events", "matters"}):
            self._problems.append(source.problem((key,), f"'{key}' is not known here.", "Remove it."))
        if data.get("version") != 1:
            self._problems.append(
                source.problem(("version",), "The version is not 1.", "Write 'version: 1'.")
            )
        departments = self._models(source, "departments", DepartmentModel, lambda x: x.id)
        self.departments = tuple(Department(d.id, d.name.said(), d.official.said()) for _, d in departments)
        events = self._models(source, "life_events", LifeEventModel, lambda x: x.id)
        self.life_events = tuple(LifeEvent(e.id, e.name.said(), e.icon) for _, e in events)
        known = {
            "departments": {d.id for d in self.departments},
            "life_events": {e.id for e in self.life_events},
        }
        for i, entry in self._models(source, "matters", MatterModel, lambda x: x.id):
            strange = [
                (("matters", i, name, j), word)
                for name in known
                for j, word in enumerate(getattr(entry, name))
                if word not in known[name]
            ]
            for loc, word in strange:
                what = f"'{word}' is not listed under '{loc[2]}'; {entry.id} is left out."
                self._problems.append(
                    source.problem(loc, what, f"Add it there, or mend the word in {entry.id}.")
                )
            if not strange:
                self.entries.append(entry)

    def _models(
        self, source: Source, key: str, model: type[M], name: Callable[[M], str]
    ) -> Iterable[tuple[int, M]]:
        items: Any = source.data.get(key) if isinstance(source.data, dict) else None
        if not isinstance(items, list) or not items:
            self._problems.append(source.problem((key,), f"There is no list '{key}'.", "Add it."))
            return []
        found: list[tuple[int, M]] = []
        seen: set[str] = set()
        for i, item in enumerate(items):
            try:
                read_item = model.model_validate(item)
            except ValidationError as error:
                self._problems += problems_of(error, source, (key, i), model)
                continue
            if name(read_item) in seen:
                what = f"'{name(read_item)}' stands twice; the second is left out."
                self._problems.append(source.problem((key, i, "id"), what, "Remove one."))
                continue
            seen.add(name(read_item))
            found.append((i, read_item))
        return found

    def _read_definition(self, file: Path, known: dict[str, MatterModel]) -> None:
        source = read(file)
        if isinstance(source, Problem):
            self._problems.append(source)
            return
        try:
            model = DefinitionModel.model_validate(source.data)
        except ValidationError as error:
            self._problems += problems_of(error, source, (), DefinitionModel)
            return
        entry = known.get(model.id)
        if model.id != file.stem:
            remedy = f"Rename the file to {model.id}.yaml, or mend the id."
            self._problems.append(source.problem(("id",), f"The file is of {model.id} by its id.", remedy))
        elif entry is None:
            what = f"The catalogue has no matter {model.id}."
            self._problems.append(
                source.problem(("id",), what, f"Add it to {CATALOGUE}, or remove this file.")
            )
        elif faults := cross_problems(model, entry, source, self.dictionaries):
            self._problems += faults
        else:
            self.definitions[model.id] = model.definition()


def _check_profile(
    profile: Profile, matters: list[Matter], config_dir: Path, problems: list[Problem]
) -> None:
    file = config_dir / "profiles" / f"{profile.id}.toml"
    if profile.include and not matters:
        what = "Its patterns match no matter."
        problems.append(Problem(file, 0, "include", what, 'Write patterns of ids such as "H*".'))
    offered = {matter.id for matter in matters}
    for name in profile.most_used:
        if name not in offered:
            what = f"'{name}' is not a matter of this profile."
            problems.append(Problem(file, 0, "most_used", what, "Remove it, or include the matter."))
