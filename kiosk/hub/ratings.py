"""好差评 (GB/T 39735): once per case; a bad rating opens a ticket."""

from __future__ import annotations

from datetime import date, timedelta

from kiosk.backend.answers import RefusalType
from kiosk.backend.models import Rated, RatingRequest, Satisfaction
from kiosk.hub.acts import Act
from kiosk.hub.case_store import CaseKind
from kiosk.hub.clock import SHANGHAI
from kiosk.hub.hashing import draw_letters
from kiosk.hub.hours import holidays
from kiosk.hub.problems import Refusal
from kiosk.hub.tables import CaseRow, RatingRow, TicketRow


def next_working_day(day: date) -> date:
    """The next day that offices work, by the zone's calendar of holidays."""
    following = day + timedelta(days=1)
    while not holidays().is_worked(following):
        following += timedelta(days=1)
    return following


def rate(act: Act, request: RatingRequest) -> Rated | Refusal:
    """Keep a rating. The level alone is enough."""
    case = act.session.get(CaseRow, request.case)
    if case is None or (case.terminal != act.terminal and case.kind != CaseKind.SUBMISSION):
        # What was handed in can be followed, and rated, at any terminal; an answer only where it was given.
        return Refusal(RefusalType.CASE_UNKNOWN)
    if act.session.get(RatingRow, case.id) is not None:
        return Refusal(RefusalType.ALREADY_RATED)
    act.session.add(
        RatingRow(
            case=case.id,
            level=request.level,
            reasons=",".join(dict.fromkeys(request.reasons)),
            free_text=request.free_text,
            call_back=request.call_back,
            given_at=act.now,
        )
    )
    if request.level > Satisfaction.DISSATISFIED:
        return Rated(case=case.id)
    act.session.flush()  # the ticket refers to the rating
    ticket = f"T-{draw_letters(8)}"
    due = next_working_day(act.now.astimezone(SHANGHAI).date())
    act.session.add(TicketRow(id=ticket, case=case.id, opened_at=act.now, first_answer_by=due))
    return Rated(case=case.id, ticket=ticket, first_answer_by=due)
