"""Whether a matter can be handled here and now, and why not."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.flow.events import Unit
from kiosk.flow.state import State


class Hindrance(StrEnum):
    NOT_AT_THIS_TERMINAL = "not_at_this_terminal"
    BACK_END_DOWN = "back_end_down"
    CLOSED_BY_DEPARTMENT = "closed_by_department"
    DEVICE_MISSING = "device_missing"
    NOBODY_CAN_SIGN_IN = "nobody_can_sign_in"


@dataclass(frozen=True, slots=True)
class Hindered:
    why: Hindrance
    unit: Unit | None = None
    reason: str = ""  # the department's own key
    until: str = ""  # when it opens again, as the department says; "" when it doesn't


def hindrance(state: State, matter: str) -> Hindered | None:
    """What stands in this matter's way before anybody signs in; None when nothing does."""
    rule = state.setup.matters.get(matter)
    if rule is None or not rule.handled:
        return Hindered(Hindrance.NOT_AT_THIS_TERMINAL)
    if rule.needs_back_end and state.back_end_reachable is False:
        return Hindered(Hindrance.BACK_END_DOWN)
    if matter in state.closed_matters:
        reason, until = state.closed_matters[matter]
        return Hindered(Hindrance.CLOSED_BY_DEPARTMENT, reason=reason, until=until)
    for unit in sorted(rule.units):
        if not state.works(unit):
            return Hindered(Hindrance.DEVICE_MISSING, unit=unit)
    admitted = state.session is not None and state.session.admitted
    if rule.needs_person and not admitted and not can_sign_in(state):
        return Hindered(Hindrance.NOBODY_CAN_SIGN_IN)
    return None


def can_sign_in(state: State) -> bool:
    """By card, or by a code, which the back end must exchange."""
    by_code = state.works(Unit.CODE_SCANNER) and state.back_end_reachable is not False
    return state.works(Unit.ID_CARD_READER) or by_code
