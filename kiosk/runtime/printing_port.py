"""What the runtime needs of the journal to print once: intent → armed → done | void | unknown."""

from __future__ import annotations

from typing import Protocol


class RecordsLost(Exception):
    """The journal cannot be written: nothing physical may be done."""


class PaperNotMade(Exception):
    """A document could not be made; a sentence that holds nothing of its content. Nothing was printed."""


class PrintRecords(Protocol):
    """Each call returns when the step is on the disk. Errors: ``RecordsLost``."""

    async def intend(self, effect: str, kind: str, reference: str) -> None:
        """``effect`` names the print everywhere, also at the printer; ``reference`` is the proof's serial."""

    async def arm(self, effect: str) -> None:
        """From here on the wire may be touched."""

    async def done(self, effect: str, evidence: str) -> None: ...

    async def void(self, effect: str, why: str) -> None: ...

    async def unknown(self, effect: str, why: str) -> None: ...
