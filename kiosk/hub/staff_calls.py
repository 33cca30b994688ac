"""Calls for staff: help at a terminal, paper that nobody knows of."""

from __future__ import annotations

from kiosk.backend.models import StaffCalled, StaffCallRequest
from kiosk.hub.acts import Act
from kiosk.hub.hashing import draw_letters
from kiosk.hub.tables import StaffCallRow


def call(act: Act, request: StaffCallRequest) -> StaffCalled:
    """Put the call on the staff's list."""
    ticket = f"C-{draw_letters(8)}"
    row = StaffCallRow(
        id=ticket, terminal=act.terminal, kind=request.kind, about=request.about, called_at=act.now
    )
    act.session.add(row)
    return StaffCalled(ticket=ticket)
