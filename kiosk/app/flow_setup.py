"""The flow's setup from the settings and the catalogue."""

from __future__ import annotations

from types import MappingProxyType

from kiosk.catalogue import Catalogue, Matter, StepKind
from kiosk.catalogue.matter import Entry, MatterRefusal
from kiosk.catalogue.profile import Admission
from kiosk.domain.outcomes import NextStep
from kiosk.flow.events import Unit
from kiosk.flow.problems import Way
from kiosk.flow.setup import ActingFor, MatterRule, Setup, Timings
from kiosk.settings import Settings, TimingSettings

UNITS = {unit.value: unit for unit in Unit}


def setup_of(settings: Settings, catalogue: Catalogue) -> Setup:
    return Setup(
        timings=timings_of(settings.timings),
        admission_first=catalogue.profile.admission is Admission.FIRST,
        face_attempts=settings.face.attempts,
        other_ways_after=settings.face.other_ways_after,
        matters=MappingProxyType({matter.id: rule_of(matter) for matter in catalogue.everything}),
    )


def timings_of(settings: TimingSettings) -> Timings:
    """The same names on both sides, on purpose."""
    return Timings(**{name: getattr(settings, name) for name in Timings.__dataclass_fields__})


def rule_of(matter: Matter) -> MatterRule:
    definition = matter.definition
    if definition is None:
        return MatterRule(matter.id, matter.assurance.needs_person, handled=False, groups=0)
    return MatterRule(
        matter.id,
        matter.assurance.needs_person,
        units=frozenset(UNITS[device] for device in definition.devices if device in UNITS),
        groups=len(definition.groups),
        money_moving=matter.moves_money,
        prints_later=Entry.PRINT in definition.entries,
        acting_for=ActingFor(definition.proxy.value),
        opens=definition.opens,
        conditions=StepKind.CONDITIONS in definition.steps,
        materials=StepKind.MATERIALS in definition.steps,
        review=definition.submits,
        signature=StepKind.SIGNATURE in definition.steps,
        refusals=MappingProxyType({one.code: _ways(one) for one in definition.refusals}),
    )


def _ways(refusal: MatterRefusal) -> tuple[Way, ...]:
    """What a refused person is offered beside the menu."""
    ways = (Way.INSTEAD,) if refusal.instead else ()
    return (*ways, Way.CHANGE_INPUT) if NextStep.TRY_AGAIN in refusal.next_steps else ways
