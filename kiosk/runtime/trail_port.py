"""What the runtime needs of the records: the audit trail and the letters to the back end."""

from __future__ import annotations

from typing import Protocol

from kiosk.backend.models import RatingRequest
from kiosk.flow.effects import Act


class Trail(Protocol):
    """Writes without the caller waiting; a record that cannot be kept closes the terminal."""

    def record(self, act: Act, session: str, subject: str, about: str) -> None:
        """``session``: the random number; ``subject``: a document number or "", hashed at once."""

    def send_rating(self, request: RatingRequest, key: str) -> None: ...

    def staff_ticket(self, kind: str, about: str) -> None:
        """Somebody must look: ``about`` names an effect or a device, never a person."""

    def call_help(self, session: str, stage: str, matter: str) -> None: ...
