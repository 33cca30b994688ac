"""What those who perform effects share: devices, back end, vault, and the way back into the flow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from drivers.contract import IdCard, ScannedCode
from kiosk.backend.port import BackEnd
from kiosk.catalogue import Catalogue
from kiosk.flow.events import CodeScanned, Event
from kiosk.flow.state import State
from kiosk.runtime.attempts import Attempts
from kiosk.runtime.clock import Clock
from kiosk.runtime.equipment import Equipment
from kiosk.runtime.printing_port import PrintRecords
from kiosk.runtime.trail_port import Trail
from kiosk.runtime.vault import Photo, Vault
from kiosk.texts import Texts
from kiosk.vision.port import DocumentCapture, Vision


class PhotoDecoder(Protocol):
    """Makes the card's photo block a picture; None when this site cannot or must not use it."""

    async def decode(self, card: IdCard) -> Photo | None: ...


@dataclass(frozen=True, slots=True)
class Place:
    """Where this terminal stands, for the back end and for the paper."""

    terminal: str
    zone_zh: str
    zone_en: str
    help_phone: str


@dataclass(slots=True)
class Desk:
    equipment: Equipment
    back_end: BackEnd
    vision: Vision
    documents: DocumentCapture
    catalogue: Catalogue
    photo_decoder: PhotoDecoder
    prints: PrintRecords
    trail: Trail
    attempts: Attempts
    texts: Texts
    place: Place
    clock: Clock
    now: Callable[[], datetime]  # local wall clock, with its zone
    post: Callable[[Event], None]
    state: Callable[[], State]
    vault: Vault | None = field(default=None)
    _scanned: ScannedCode | None = field(default=None, repr=False)

    def offer_code(self, code: ScannedCode) -> None:
        """A code came, perhaps before there is a session: it waits for the one that exchanges it."""
        self._scanned = code
        self.post(CodeScanned())

    def take_code(self) -> ScannedCode | None:
        code, self._scanned = self._scanned, None
        return code

    def vault_of(self, serial: int) -> Vault | None:
        """The vault of this session while it lasts; None when the session is over."""
        vault = self.vault
        return vault if vault is not None and vault.serial == serial and not vault.dropped else None

    def current_serial(self) -> int | None:
        """The running session, None when nobody is there."""
        return self.vault.serial if self.vault is not None and not self.vault.dropped else None

    def today(self) -> date:
        return self.now().date()
