"""The flow's setup from the settings and the catalogue."""

from __future__ import annotations

from types import MappingProxyType

from kiosk.catalogue import Catalogue, Matter, StepKind
from kiosk.catalogue.profile import Admission
from kiosk.flow.events import Unit
from kiosk.flow.setup import MatterRule, Setup, Timings
from kiosk.settings import Settings, TimingSettings

UNITS = {unit.value: unit for unit in Unit}


def setup_of(settings: Settings, catalogue: Catalogue) -> Setup:
    return Setup(
        timings=timings_of(settings.timings),
        admission_first=catalogue.profile.admission is Admission.FIRST,
        face_attempts=settings.face.attempts,
        other_ways_after=settings.face.other_ways_after,
        matters=MappingProxyType({matter.id: rule_of(matter) for matter in catalogue.matters}),
    )


def timings_of(settings: TimingSettings) -> Timings:
    """The same names on both sides, on purpose."""
    return Timings(**{name: getattr(settings, name) for name in Timings.__dataclass_fields__})


def rule_of(matter: Matter) -> MatterRule:
    definition = matter.definition
    if definition is None:
        return MatterRule(matter.id, matter.assurance.needs_person, handled=False)
    return MatterRule(
        matter.id,
        matter.assurance.needs_person,
        units=frozenset(UNITS[device] for device in definition.devices if device in UNITS),
        has_form=StepKind.FORM in definition.steps,
        money_moving=matter.moves_money,
    )
