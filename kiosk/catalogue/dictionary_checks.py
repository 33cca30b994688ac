"""Faults between a form and the dictionaries: a list that is not there, parents that are none of its."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kiosk.catalogue.dictionaries import Dictionaries, Dictionary, dictionary_name
from kiosk.catalogue.models import FieldModel
from kiosk.catalogue.source import Loc

__all__ = ["dictionary_faults"]

_Fault = tuple[Loc, str, str]


def dictionary_faults(
    fields: Sequence[FieldModel], dictionaries: Dictionaries, at: Loc = ("fields",)
) -> Iterator[_Fault]:
    """Place, fault and remedy, for each field that is chosen from a dictionary."""
    before: dict[str, FieldModel] = {}
    for i, field in enumerate(fields):
        here = (*at, i)
        if name := _name(field):
            dictionary = dictionaries.get(name)
            if dictionary is None:
                known = ", ".join(sorted(each.name for each in dictionaries)) or "none"
                place = "dictionary" if field.dictionary else "type"
                remedy = f"Write one of the dictionaries that are there: {known}."
                yield (*here, place), f"There is no sound dictionary '{name}'.", remedy
            else:
                yield from _parents(field, dictionary, before, dictionaries, here)
                yield from _default(field, dictionary, here)
        yield from _conditions(field, before, dictionaries, here)
        yield from dictionary_faults(field.items, dictionaries, (*here, "items"))
        before[field.key] = field


def _name(field: FieldModel) -> str:
    return "" if field.options else dictionary_name(field.type, field.dictionary or "")


def _parents(
    field: FieldModel,
    dictionary: Dictionary,
    before: dict[str, FieldModel],
    dictionaries: Dictionaries,
    here: Loc,
) -> Iterator[_Fault]:
    if field.depends_on is None or field.depends_on not in before:
        return  # that there is no such field is said elsewhere
    allowed = dictionaries.above(dictionary.name)
    what = f"'{field.depends_on}' does not narrow '{dictionary.name}'."
    if not allowed:
        yield (*here, "depends_on"), what, "Remove 'depends_on': this dictionary depends on nothing."
    elif _name(before[field.depends_on]) not in allowed:
        yield (*here, "depends_on"), what, f"Name a field that is chosen from {' or '.join(allowed)}."


def _default(field: FieldModel, dictionary: Dictionary, here: Loc) -> Iterator[_Fault]:
    if field.default and not dictionary.values().issuperset(field.default.split(",")):
        remedy = f"Write a value of it, such as '{min(dictionary.values(), default='')}'."
        yield (*here, "default"), f"'{field.default}' is no value of '{dictionary.name}'.", remedy


def _conditions(
    field: FieldModel, before: dict[str, FieldModel], dictionaries: Dictionaries, here: Loc
) -> Iterator[_Fault]:
    for key, values in field.when.items():
        dictionary = dictionaries.get(_name(before[key])) if key in before else None
        for value in values:
            if dictionary is not None and value not in dictionary.values():
                what = f"The condition can never hold: '{value}' is no value of '{dictionary.name}'."
                yield (*here, "when", key), what, f"Write one from {dictionary.name}.tsv."
