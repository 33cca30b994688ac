"""Who types is there: the idle clock begins anew with every character."""

from __future__ import annotations

from support.visits import QUERY, Visit

from kiosk.flow import events as ev
from kiosk.flow import intents as it
from kiosk.flow.state import Form


def test_somebody_who_types_slowly_is_not_taken_for_gone() -> None:
    visit = Visit.ready()
    visit.sign_in()
    visit.send(it.ChooseMatter(QUERY))
    idle = visit.state.setup.timings.idle
    for length in range(1, 7):
        visit.wait(idle - 1)
        visit.send(ev.ValueTyped("from", length))
        assert visit.state.clock.warned_until is None
    assert isinstance(visit.stage, Form)


def test_a_character_takes_the_warning_away() -> None:
    visit = Visit.ready()
    visit.sign_in()
    visit.send(it.ChooseMatter(QUERY))
    visit.wait(visit.state.setup.timings.idle + 1)
    assert visit.state.clock.warned_until is not None
    visit.send(ev.ValueTyped("from", 1))
    assert visit.state.clock.warned_until is None
