"""What can be handled at this moment, and why not: switched off, outside hours, a department that fails."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from kiosk.backend.answers import RefusalType
from kiosk.backend.models import Availability, MatterAvailability, MatterState
from kiosk.hub.context import Hub
from kiosk.hub.database import transaction
from kiosk.hub.departments.registry import Handler
from kiosk.hub.problems import Refusal
from kiosk.hub.tables import MatterSwitchRow

OUTSIDE_HOURS = "hindrance.outside_hours"


@dataclass(frozen=True, slots=True)
class Closed:
    """Why a matter is not handled, and until when, if that is known."""

    reason: str
    until: datetime | None = None

    def refusal(self) -> Refusal:
        params = {"reason": self.reason}
        if self.until is not None:
            params["until"] = self.until.isoformat()
        return Refusal(RefusalType.MATTER_UNAVAILABLE, params)


def hindrance(hub: Hub, session: Session, handler: Handler, now: datetime) -> Closed | None:
    """What stands in a matter's way now."""
    return _judge(hub, handler, session.get(MatterSwitchRow, handler.matter), now)


def _judge(hub: Hub, handler: Handler, switch: MatterSwitchRow | None, now: datetime) -> Closed | None:
    if switch is not None and (switch.until is None or now < switch.until):
        return Closed(switch.reason, switch.until)
    if handler.hours is not None and not handler.hours.is_open(now):
        return Closed(OUTSIDE_HOURS, handler.hours.next_opening(now))
    reason = hub.department_faults.known_reason(hub.registry.department_of(handler.matter))
    return Closed(reason) if reason is not None else None


def availability(hub: Hub, now: datetime) -> Availability:
    """So that a menu is greyed before anybody logs in."""
    with transaction(hub.engine) as session:
        switches = {row.matter: row for row in session.scalars(select(MatterSwitchRow))}
    matters = []
    for handler in hub.registry:
        closed = _judge(hub, handler, switches.get(handler.matter), now)
        state = MatterState.AVAILABLE if closed is None else MatterState.UNAVAILABLE
        matters.append(
            MatterAvailability(
                matter=handler.matter,
                state=state,
                reason=closed.reason if closed else None,
                until=closed.until if closed else None,
            )
        )
    return Availability(as_of=now, matters=tuple(matters))


def switch_matter(hub: Hub, matter: str, state: MatterState, reason: str, until: datetime | None) -> None:
    """Switch a matter off, with the reason and the end, or on again."""
    with transaction(hub.engine) as session:
        row = session.get(MatterSwitchRow, matter)
        if row is not None:
            session.delete(row)
            session.flush()
        if state is MatterState.UNAVAILABLE:
            session.add(MatterSwitchRow(matter=matter, reason=reason, until=until))
