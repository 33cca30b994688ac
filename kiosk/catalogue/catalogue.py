"""The catalogue of one terminal: what it lists, and in which order it is found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any

from kiosk.catalogue.dictionaries import Dictionaries
from kiosk.catalogue.finding import Finder, FinderEntry
from kiosk.catalogue.matter import Definition, Department, LifeEvent, Matter, MatterKind
from kiosk.catalogue.pinyin import Readings
from kiosk.catalogue.profile import Profile
from kiosk.domain.fields import Field
from kiosk.flow.words import Said


class Catalogue:
    """Fixed after loading. Matters come in the order of the file unless said otherwise."""

    def __init__(
        self,
        profile: Profile,
        departments: tuple[Department, ...],
        life_events: tuple[LifeEvent, ...],
        matters: tuple[Matter, ...],
        readings: Readings,
        shared_texts: Mapping[str, Said] = MappingProxyType({}),
        dictionaries: Dictionaries | None = None,
    ) -> None:
        self.profile = profile
        self.dictionaries = dictionaries or Dictionaries()
        self._shared_texts = shared_texts
        self.matters = tuple(one for one in matters if one.kind is not MatterKind.FUNCTION)
        self.functions = tuple(one for one in matters if one.kind is MatterKind.FUNCTION)
        self._readings = readings
        self._by_id: Mapping[str, Matter] = MappingProxyType({matter.id: matter for matter in matters})
        offered = {d for matter in matters for d in matter.departments}
        self.departments = tuple(d for d in departments if d.id in offered)
        events = {e for matter in matters for e in matter.life_events}
        self.life_events = tuple(e for e in life_events if e.id in events)

    @property
    def everything(self) -> tuple[Matter, ...]:
        """The matters, and the zone's functions, which are handled alike but not counted among them."""
        return self.matters + self.functions

    def texts(self) -> Iterator[tuple[str, Said]]:
        """The wording of answers: ``matter.<id>.<name>``, and ``matter.common.<name>`` for what is shared."""
        for name, said in self._shared_texts.items():
            yield f"matter.common.{name}", said
        for matter in self.everything:
            if matter.definition is not None:
                for name, said in matter.definition.texts.items():
                    yield f"matter.{matter.id}.{name}", said

    def matter(self, matter_id: str) -> Matter | None:
        """The matter of this id if this terminal lists it."""
        return self._by_id.get(matter_id)

    def department(self, department_id: str) -> Department | None:
        return next((d for d in self.departments if d.id == department_id), None)

    def by_department(self, department_id: str) -> tuple[Matter, ...]:
        """Also those that several departments share."""
        return tuple(matter for matter in self.matters if department_id in matter.departments)

    def by_life_event(self, life_event_id: str) -> tuple[Matter, ...]:
        """Also the functions that serve it, by popularity."""
        found = (matter for matter in self.everything if life_event_id in matter.life_events)
        return tuple(sorted(found, key=lambda matter: -matter.popularity))

    def most_used(self, limit: int) -> tuple[Matter, ...]:
        """First what the profile names, then what is handled here, then the rest; each by popularity."""
        named = self.profile.most_used
        rank = {matter_id: i for i, matter_id in enumerate(named)}
        ordered = sorted(
            self.matters,
            key=lambda matter: (rank.get(matter.id, len(named)), not matter.handled, -matter.popularity),
        )
        return tuple(ordered[: max(limit, 0)])

    def search(self, text: str, limit: int) -> tuple[Matter, ...]:
        """Best first: everyday words, aliases, official names, pinyin, initials, one wrong character.

        The first call builds the index (see ``prepare``). Nothing to search for finds nothing.
        """
        return tuple(self._by_id[i] for i in self._finder.search(text, limit))

    def prepare(self) -> None:
        """Build the index of ``search`` now, so that no key pressed waits for it."""
        _ = self._finder

    @cached_property
    def _finder(self) -> Finder:
        names = {d.id: d for d in self.departments}
        events = {e.id: e for e in self.life_events}
        return Finder(
            [
                FinderEntry(
                    id=matter.id,
                    names=_both(matter.title) + _both(matter.official),
                    aliases=matter.aliases,
                    surroundings=tuple(
                        word
                        for said in (
                            *(names[d].name for d in matter.departments if d in names),
                            *(events[e].name for e in matter.life_events if e in events),
                        )
                        for word in _both(said)
                    ),
                    popularity=matter.popularity,
                )
                for matter in self.everything
            ],
            self._readings,
        )


def _both(said: Said) -> tuple[str, ...]:
    return (said.zh, said.en)


def _said(said: Said) -> dict[str, str]:
    return {"zh": said.zh, "en": said.en}


def describe(catalogue: Catalogue) -> list[dict[str, Any]]:
    """Every matter, and after them the functions, as plain data, for ``kiosk matters --json``."""
    return [_describe(matter) for matter in catalogue.everything]


def _describe(matter: Matter) -> dict[str, Any]:
    head: dict[str, Any] = {
        "id": matter.id,
        "kind": matter.kind.value,
        "official": _said(matter.official),
        "title": _said(matter.title),
        "departments": list(matter.departments),
        "life_events": list(matter.life_events),
        "aliases": list(matter.aliases),
        "assurance": matter.assurance.value,
        "completion": matter.completion.value,
        "moves_money": matter.moves_money,
        "sensitive": matter.sensitive,
        "popularity": matter.popularity,
        "handled": matter.handled,
    }
    return head | (_describe_definition(matter.definition) if matter.definition else {})


def _describe_definition(definition: Definition) -> dict[str, Any]:
    return {
        "steps": [step.value for step in definition.steps],
        "fields": [_describe_field(field) for field in definition.fields],
        "materials": [
            {"key": x.key, "required": x.required, "sources": [s.value for s in x.sources]}
            for x in definition.materials
        ],
        "outputs": [{"kind": o.kind.value, "essential": o.essential} for o in definition.outputs],
        "needs": {
            "devices": sorted(definition.devices),
            "devices_of_outputs": sorted({o.kind.device for o in definition.outputs if o.kind.device}),
            "operations": list(definition.needs.operations),
            "hours": [
                {"days": sorted(h.days), "opens": f"{h.opens:%H:%M}", "closes": f"{h.closes:%H:%M}"}
                for h in definition.needs.hours
            ],
        },
        "refusals": [r.code for r in definition.refusals],
        "proxy": definition.proxy.value,
    }


def _describe_field(field: Field) -> dict[str, Any]:
    described: dict[str, Any] = {
        "key": field.key,
        "label": _said(field.label),
        "type": field.type.value,
        "required": field.required,
    }
    if field.options:
        described["options"] = [option.value for option in field.options]
    if field.dictionary:
        described["dictionary"] = field.dictionary
    if field.items:
        described["items"] = [_describe_field(item) for item in field.items]
    return described
