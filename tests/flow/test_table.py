"""Every pair of stage and event is defined, and doing nothing has a reason."""

from __future__ import annotations

from dataclasses import fields
from typing import get_args

import pytest

from kiosk.flow.events import Event
from kiosk.flow.intents import Intent
from kiosk.flow.state import Goodbye, Stage
from kiosk.flow.step import ELSEWHERE, TERMINAL_EVENTS
from kiosk.flow.table import TABLE

STAGES: tuple[type, ...] = get_args(Stage)
EVENTS: tuple[type, ...] = get_args(Event)


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.__name__)
def test_every_event_is_defined_in_every_stage(stage: type) -> None:
    undefined = [
        event.__name__
        for event in EVENTS
        if (stage, event) not in TABLE and event not in TERMINAL_EVENTS and event not in ELSEWHERE
    ]
    assert not undefined


def test_no_handler_stands_for_an_event_that_the_terminal_takes_itself() -> None:
    assert not [(stage, event) for stage, event in TABLE if event in TERMINAL_EVENTS]


def test_handlers_stand_only_for_stages_and_events_that_exist() -> None:
    assert {stage for stage, _ in TABLE} <= set(STAGES)
    assert {event for _, event in TABLE} <= set(EVENTS)


def test_every_event_does_something_somewhere() -> None:
    # EndSession ends the session in every stage inside one; it is not in the table but for Goodbye.
    handled = {event for _, event in TABLE} | set(TERMINAL_EVENTS)
    assert set(EVENTS) - handled == set()


def test_every_stage_but_the_passive_ones_reacts_to_something() -> None:
    passive = {"Starting", "OutOfService"}
    silent = {stage.__name__ for stage in STAGES} - {stage.__name__ for stage, _ in TABLE}
    assert silent == passive


def test_results_of_effects_name_their_session() -> None:
    terminal = {
        "TimePassed", "PartReady", "Opened", "Closed", "UnitChanged", "BackEndChanged",
        "AvailabilityLearnt", "CardPresented", "CardRemoved", "CodeScanned", "CodeRejected",
        "ValueTyped", "PaperTaken",
    }  # fmt: skip
    intents = {intent.__name__ for intent in get_args(Intent)}
    for event in EVENTS:
        named = "serial" in {field.name for field in fields(event)}
        assert named != (event.__name__ in terminal | intents), event.__name__


def test_goodbye_is_left_only_by_time_the_wipe_and_a_press() -> None:
    assert {event.__name__ for stage, event in TABLE if stage is Goodbye} == {"SessionWiped", "EndSession"}
