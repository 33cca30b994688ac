"""What the department says no to, while a matter is opened or asked for."""

from __future__ import annotations

from dataclasses import replace

from kiosk.flow.effects import Act, Audit
from kiosk.flow.entry import refuse
from kiosk.flow.errand import Asking, Opening
from kiosk.flow.events import AnswerRefused
from kiosk.flow.problems import Problem
from kiosk.flow.proving import lapse
from kiosk.flow.state import Trouble
from kiosk.flow.table import Here, Next
from kiosk.flow.ways import refusal_ways


def refused(here: Here[Opening] | Here[Asking], event: AnswerRefused, *, typed: bool) -> Next:
    """To the page that says why, with the ways on. ``typed``: there is something that could be changed."""
    matter, problem = here.stage.matter, event.problem
    session = lapse(here.session, problem)
    audit = Audit(Act.MATTER_REFUSED, session.serial, f"{matter} {event.code or problem.value}")
    if problem is Problem.ADMISSION_LOST:
        # Whoever signs in again is led straight back to the matter.
        session = replace(session, wanted_matter=matter)
        return refuse(replace(here, state=here.state.with_session(session)), problem, audit)
    ways = refusal_ways(here.state, session, problem, matter, event.code, typed=typed)
    # A new warning is read where the matter is opened.
    retry = Opening(matter) if problem is Problem.WARNING_NEW else here.stage
    return here.go(Trouble(problem, ways, matter, code=event.code, retry=retry), audit, session=session)
