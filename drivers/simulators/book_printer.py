"""A simulated printer of medical record books: it speaks the lines of a vendor's plug-in.

Commands beside the common ones: ``put_book`` {``page`` = 1}, ``take_book``.

Own faults: ``jam`` (the page sticks while it is printed), ``book_pulled`` (the book goes
while it is printed).
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, fields, replace

from drivers.book_printer.vendor_codec import REQUEST_LIMIT, Ask, Line, LineDecoder, encode_answer
from drivers.contract import Code
from drivers.simulators.base import CommandRefused, SimulatorContext, number_argument, unknown_command
from drivers.simulators.faults import Fault
from drivers.simulators.wires import Wire, WireSimulator

JAM, BOOK_PULLED = "jam", "book_pulled"


@dataclass(frozen=True, slots=True)
class BookPhysics:
    """Times in seconds."""

    ask_seconds: float = 0.02
    print_seconds: float = 2.0
    eject_seconds: float = 0.5
    serial: str = "BOOK-SIM-0001"


class SimulatedBookPrinter(WireSimulator):
    def __init__(self, context: SimulatorContext, physics: BookPhysics, wire: Wire | None = None) -> None:
        super().__init__(context, wire, frozenset({JAM, BOOK_PULLED}))
        self._physics = physics
        self._decoder = LineDecoder("ask", REQUEST_LIMIT)
        self._page = 0  # of the open book; 0: none
        self._jobs: dict[str, tuple[str, int]] = {}
        self._printed = 0

    async def act(self, command: str, args: Mapping[str, object]) -> None:
        match command:
            case "put_book":
                page = number_argument(args, "page", 1.0)
                assert page is not None
                if not 1 <= page <= 200:
                    raise CommandRefused("A book has the pages 1 to 200.")
                self._page = int(page)
            case "take_book":
                self._page = 0
            case _:
                raise unknown_command(self.name, command, ("put_book", "take_book"))

    def physical_state(self) -> Mapping[str, object]:
        return {"page": self._page, "printed": self._printed}

    async def powered_up(self) -> None:
        self._decoder.reset()
        if self.faults.active(Fault.ACTS_AT_POWER_UP):
            await self.wire.send(encode_answer(Line(0, Code.SUCCESS)))

    async def hear(self, data: bytes) -> None:
        for line in self._decoder.feed(data):
            code, values = await self._obey(line)
            await self.wire.send(encode_answer(Line(line.number, code, values)))

    async def _obey(self, line: Line) -> tuple[Code, Mapping[str, object]]:
        await self.clock.sleep(self._physics.ask_seconds)
        match line.word:
            case Ask.IDENTIFY:
                other = self.faults.active(Fault.WRONG_IDENTITY)
                serial = "BOOK-SIM-9999" if other else self._physics.serial
                return Code.SUCCESS, {"model": "Simulated book printer", "serial": serial, "firmware": "1"}
            case Ask.STATUS:
                return Code.SUCCESS, {"book": "page" if self._page else "none", "page": self._page}
            case Ask.PRINT:
                values = line.values
                return await self._print(str(values.get("job", "")), str(values.get("pdf", "")))
            case Ask.JOB:
                state, page = self._jobs.get(str(line.values.get("job", "")), ("unknown", 0))
                return Code.SUCCESS, {"state": state, "page": page}
            case Ask.EJECT:
                await self.clock.sleep(self._physics.eject_seconds)
                self._page = 0
                return Code.SUCCESS, {}
            case _:
                return Code.UNSUPPORTED, {}

    async def _print(self, job: str, pdf: str) -> tuple[Code, Mapping[str, object]]:
        page = self._page
        if not page:
            return Code.NO_MEDIA, {}
        if self.faults.active(Fault.LIES):
            return Code.SUCCESS, {}  # and nothing is printed
        if self.faults.active(JAM):
            self._jobs[job] = ("failed", page)
            return Code.MEDIA_JAMMED, {}
        self._jobs[job] = ("printing", page)
        await self.clock.sleep(self._physics.print_seconds)
        if self.faults.active(BOOK_PULLED):
            self._page = 0
            self._jobs[job] = ("failed", page)
            return Code.INVALID_MEDIA, {}
        self._jobs[job] = ("printed", page)
        self._printed += 1
        self._keep(pdf)
        return Code.SUCCESS, {}

    def _keep(self, pdf: str) -> None:
        """What stands on the page now, for whoever wants to look at it."""
        folder = self.context.folder
        if folder is None:
            return
        folder.mkdir(parents=True, exist_ok=True)
        with suppress(binascii.Error):  # a test's lines need not carry a document
            (folder / f"page-{self._printed:04}.pdf").write_bytes(base64.b64decode(pdf, validate=True))


def create(settings: Mapping[str, object], context: SimulatorContext) -> SimulatedBookPrinter:
    """Settings: each field of ``BookPhysics``. Errors: ``CommandRefused``."""
    known = {one.name for one in fields(BookPhysics)}
    if unknown := set(settings) - known:
        raise CommandRefused(f"{context.name} has no settings {', '.join(sorted(unknown))}.")
    # The names were checked above; the values are a developer's own settings.
    return SimulatedBookPrinter(context, replace(BookPhysics(), **settings))  # type: ignore[arg-type]  # a developer's own settings
