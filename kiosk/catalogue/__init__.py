"""The matters of the zone: loaded from ``config/``, checked, offered by profile, found by what people say."""

from __future__ import annotations

from kiosk.catalogue.catalogue import Catalogue, describe
from kiosk.catalogue.dictionaries import Dictionaries, Dictionary, DictionaryEntry
from kiosk.catalogue.dictionary_files import load_dictionaries
from kiosk.catalogue.loader import load
from kiosk.catalogue.matter import (
    Assurance,
    Completion,
    Definition,
    Department,
    LifeEvent,
    Matter,
    MatterKind,
    OutputKind,
    StepKind,
)
from kiosk.catalogue.profile import Profile

__all__ = [
    "Assurance",
    "Catalogue",
    "Completion",
    "Definition",
    "Department",
    "Dictionaries",
    "Dictionary",
    "DictionaryEntry",
    "LifeEvent",
    "Matter",
    "MatterKind",
    "OutputKind",
    "Profile",
    "StepKind",
    "describe",
    "load",
    "load_dictionaries",
]
