"""What drivers of boards on a shared half-duplex line have in common: turns, questions, late answers.

Answers of these boards do not say which question they answer. Boards answer in order, so after a question
that stayed unanswered, the answer to the next one is the last that comes before the line is quiet.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from drivers.byte_device import ByteDevice, Garbled, NoAnswer
from drivers.clock import Clock
from drivers.contract import DeviceKind
from drivers.framing import FrameFinder, Parse
from drivers.transports.base import Transport
from drivers.transports.half_duplex import HalfDuplexLine, Seat

A = TypeVar("A")
F = TypeVar("F")

DAMAGED_GRACE_SECONDS = 0.2  # a good frame may follow rubbish
AFTER_DEADLINE_SECONDS = 0.2  # in which a command that acted says what it knows


class Refused(Exception):
    """The board understood and refused: nothing moved. The text says what it answered."""


class BusDevice(ByteDevice):
    def __init__(self, kind: DeviceKind, driver: str, transport: Transport, clock: Clock) -> None:
        self._seat = _seated(transport, clock)
        super().__init__(kind, driver, self._seat, clock)
        self._owed = False  # an answer may still be to come
        self._last_answer_at = clock.now()

    @property
    def last_answer_at(self) -> float:
        """When the newest answer had come, in seconds of the clock; for measuring our own time."""
        return self._last_answer_at

    async def attach(self, transport: Transport) -> None:
        """Use another port from now on; its line is not shared unless it is a seat already."""
        self._seat = _seated(transport, self._clock)
        await super().attach(self._seat)

    def unasked(self, frame: Any) -> None:
        """A frame came that was not asked for. A driver whose boards say things by themselves looks at it."""

    def _clear_line(self, parse: Parse[Any]) -> None:
        """Nothing that came before a question answers it. It may be what a board said by itself."""
        if dropped := self._seat.discard():
            for frame in FrameFinder(parse).feed(dropped):
                self.unasked(frame)

    async def ask(
        self,
        frame: bytes,
        parse: Parse[F],
        wanted: Callable[[F], A | None],
        seconds: float,
        *,
        tries: int = 2,
        answer_may_be_equal: bool = False,
    ) -> A:
        """One question and its answer, again when it was silent or damaged; ``tries`` = 1 for an act.

        Errors: ``NoAnswer``, ``Garbled``, ``TransportLost``, and what ``wanted`` raises (``Refused``).
        """
        damaged = False
        async with self._seat.turn():
            for _ in range(tries):
                finder = FrameFinder(parse)
                self._clear_line(parse)
                late, self._owed = self._owed, True
                await self._seat.ask(frame, seconds, answer_may_be_equal=answer_may_be_equal)
                try:
                    answer = await self._await(finder, wanted, seconds, late)
                except Refused:
                    self._owed = False
                    raise
                if answer is not None:
                    self._owed = False
                    return answer
                damaged = damaged or finder.damaged
        if damaged:
            raise Garbled(f"what came is no answer to {frame[:8].hex(' ')}.")
        raise NoAnswer(f"no answer to {frame[:8].hex(' ')} within {seconds:g} s.")

    async def tell(self, frame: bytes, seconds: float) -> None:
        """Send what is never answered. Errors: ``TransportLost``, ``TimeoutError``."""
        async with self._seat.turn():
            self._seat.discard()
            await self._seat.ask(frame, seconds, answer_may_be_equal=False)

    async def _await(
        self, finder: FrameFinder[F], wanted: Callable[[F], A | None], seconds: float, late: bool
    ) -> A | None:
        """None: silence, or nothing that is wanted."""
        end = self._clock.now() + seconds
        found: A | None = None
        while True:
            try:
                frames = finder.feed(await self._seat.read(end - self._clock.now()))
                over = False
            except TimeoutError:
                frames, over = finder.give_up(), True
            for frame in frames:
                answer = wanted(frame)
                if answer is None:
                    continue
                self._last_answer_at = self._clock.now()
                if not late:
                    return answer
                found = answer
                end = self._clock.now() + seconds
            if over:
                return found
            if finder.damaged and found is None and not late:
                end = min(end, self._clock.now() + max(DAMAGED_GRACE_SECONDS, seconds / 2))


def _seated(transport: Transport, clock: Clock) -> Seat:
    return transport if isinstance(transport, Seat) else HalfDuplexLine(transport, clock).seat()
