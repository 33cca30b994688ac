"""The ESC/POS receipt printer: looks before it prints, proves afterwards, never prints twice.

DLE EOT is answered ahead of waiting data and so proves nothing about it. The proof is a queued query sent
behind the cut: its answer means that everything before has been worked through. A printer that stops in the
middle does not answer it; then DLE EOT says why. What stays silent after bytes were sent is
``OUTCOME_UNKNOWN``.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from itertools import count
from typing import assert_never

from drivers.byte_device import ByteDevice, Garbled, NoAnswer
from drivers.clock import Clock
from drivers.contract import (
    Code,
    Completion,
    DeviceKind,
    DeviceState,
    Identity,
    ReceiptEvidence,
    Status,
    TicketPlace,
)
from drivers.receipt_printer import escpos_answers as talk
from drivers.receipt_printer import escpos_codec as codec
from drivers.receipt_printer.document import ReceiptDocument
from drivers.receipt_printer.glyphs import GlyphSource
from drivers.receipt_printer.profile import Condition, Presenter, Profile, Proof
from drivers.receipt_printer.readiness import Stop, passes_by_itself, status_of, stop_of
from drivers.transports.base import Transport

ANSWER_SECONDS = 0.3  # a printer answers DLE EOT within a few milliseconds
TRIES = 3  # of queries, which do nothing
LATE_SECONDS = 1.0  # how long an answer that came not in time may still come
NO_LIMIT = 3600.0
LOOK_AGAIN_SECONDS = 1.0  # of silence, while waiting for the proof
MAX_NOISE = 4096  # bytes in one burst
QUIET_SECONDS = 0.02  # without a byte: the line is quiet
PRESENTER_LOOKS = 8
PRESENTER_SECONDS = 0.4  # between two looks while the presenter's motor runs

_PROOF_NAMES = {Proof.PROCESS_ID: "GS ( H", Proof.GS_R: "GS r 1", Proof.ESC_V: "ESC v"}


class _Sent(Enum):
    NOTHING = auto()
    UNPROVED = auto()  # from the first byte until the printer said what became of them
    SETTLED = auto()


@dataclass(slots=True)
class _Job:
    data: bytes
    sent: _Sent = _Sent.NOTHING


@dataclass(slots=True)
class _Heard:
    """What came in; ``real_time`` is the first answer to a DLE EOT in it."""

    answers: list[talk.Answer] = field(default_factory=list)
    real_time: int | None = None
    bytes_came: bool = False


class EscPosPrinter(ByteDevice):
    """One printer on one wire, described by its profile."""

    def __init__(self, transport: Transport, profile: Profile, glyphs: GlyphSource, clock: Clock) -> None:
        super().__init__(DeviceKind.RECEIPT_PRINTER, "escpos", transport, clock)
        self._profile = profile
        self._glyphs = glyphs
        self._decoder = talk.AnswerDecoder()
        self._identity = Identity(DeviceKind.RECEIPT_PRINTER, "escpos", profile.name)
        self._numbers = count(1)
        self._owed = (
            0  # DLE EOT answers that did not come in time: one that comes late is nobody else's answer
        )
        self._place = TicketPlace.UNKNOWN if profile.presenter is Presenter.NONE else TicketPlace.NONE
        # Bytes of a receipt that was stopped in the middle: its rest may wait in the printer and come out
        # with new paper, and the printer may still wait for the end of a picture.
        self._rest_inside = 0

    # --- Device ------------------------------------------------------------------------------------------

    async def open(self, deadline: float) -> Completion[Identity]:
        """DEVICE_NOT_READY: no port. TIME_OUT: nobody answers. HARDWARE_ERROR: not an ESC/POS printer."""

        async def body() -> Completion[Identity]:
            await self._transport.open(deadline)
            self._fresh_line()
            await self._ask(1)
            await self._transport.write(talk.AUTOMATIC_STATUS_OFF, ANSWER_SECONDS)
            await self._look()
            return Completion(Code.SUCCESS, self.identity)

        completion = await self.perform("open", deadline, body, needs_open=False)
        if not completion.succeeded and self._transport.is_open:
            await self._transport.close()
        return completion

    async def refresh(self, deadline: float) -> Completion[Status]:
        async def body() -> Completion[Status]:
            self._fresh_line()
            await self._look()
            return Completion(Code.SUCCESS, self._status)

        return await self.perform("status", deadline, body)

    # --- receipts ----------------------------------------------------------------------------------------

    async def print(self, document: ReceiptDocument, deadline: float) -> Completion[ReceiptEvidence]:
        """Print and cut one receipt, and prove it.

        Until the first byte is sent, every failure says that nothing was printed. PAPER_OUT, COVER_OPEN,
        MEDIA_JAMMED and HARDWARE_ERROR are told by the printer; the detail says whether a part may be there.
        OUTCOME_UNKNOWN: bytes were sent and the printer does not say what became of them. Never repeats.
        """
        try:
            job = _Job(codec.encode(document, self._profile, self._glyphs))
        except codec.EncodeError as error:
            return Completion(Code.INVALID_DATA, detail=f"print: {error}.")
        completion = await self.perform("print", deadline, lambda: self._print(job))
        match job.sent:
            case _Sent.SETTLED:
                return completion
            case _Sent.NOTHING:
                return replace(completion, detail=f"{completion.detail} Nothing was printed.")
            case _Sent.UNPROVED:
                sentence = f"{completion.detail} The receipt was sent, wholly or in part; it may be printed."
                return Completion(Code.OUTCOME_UNKNOWN, detail=sentence)
            case _:
                assert_never(job.sent)

    async def _print(self, job: _Job) -> Completion[ReceiptEvidence]:
        self._fresh_line()
        if (stop := await self._stop()) is not None:
            return Completion(stop.code, detail=stop.sentence)
        if self._rest_inside and not await self._push_out_rest():
            return Completion(Code.DEVICE_NOT_READY, detail="The rest of an earlier receipt is stuck inside.")
        job.sent = _Sent.UNPROVED
        self._rest_inside = len(job.data)  # from the first byte on; only the proof takes it back
        await self._write(job.data)
        if (stop := await self._prove()) is None:
            self._rest_inside = 0
            job.sent = _Sent.SETTLED
            evidence = ReceiptEvidence(_PROOF_NAMES[self._profile.proof], await self._place_after_print())
            return Completion(Code.SUCCESS, evidence)
        job.sent = _Sent.SETTLED
        if self._profile.clear_buffer_bytes:
            await self._write(self._profile.clear_buffer_bytes)
        sentence = (
            f"{stop.sentence} A part of the receipt may be printed: incomplete, or complete and not cut."
        )
        return Completion(stop.code, detail=sentence)

    async def _prove(self) -> Stop | None:
        """None when the printer is through with everything sent; else why it stands still.

        Asks again and again, as a query does nothing, as long as the command's deadline lets it.
        """
        while True:
            if await self._is_through():
                return None
            try:
                stop = await self._stop()
            except (NoAnswer, Garbled):
                continue  # silent also in real time: only the deadline ends this
            if stop is not None and not passes_by_itself(stop):
                return stop

    async def _is_through(self) -> bool:
        number = next(self._numbers) % 10_000
        query = talk.proof_query(self._profile.proof, number)
        await self._write(query)
        if self._profile.proof is Proof.PROCESS_ID:
            end = self._clock.now() + LOOK_AGAIN_SECONDS
            while (left := end - self._clock.now()) > 0:
                if talk.ProcessDone(number) in (await self._hear(left)).answers:
                    return True
            return False
        # One byte of noise can look like a paper status: it takes two that come alone, the second when asked
        # for a second time.
        if not await self._lone_paper_status():
            return False
        await self._write(query)
        return await self._lone_paper_status()

    async def _lone_paper_status(self) -> bool:
        try:
            raw = await self._transport.read(LOOK_AGAIN_SECONDS)
        except TimeoutError:
            return False
        raw += await self._quiet_line()
        answers = self._decoder.feed(raw)
        self._decoder.reset()
        return len(raw) == 1 and len(answers) == 1 and isinstance(answers[0], talk.PaperStatus)

    async def _stop(self) -> Stop | None:
        """Why the printer does not print; believed when it says so twice, as one bit may be noise."""
        if (first := stop_of(await self._look())) is None:
            return None
        return first if stop_of(await self._look()) == first else None

    async def _push_out_rest(self) -> bool:
        """Let what an earlier stop left inside come out, and cut it off: it is no part of this receipt."""
        # Zeros end a picture whose bytes were lost on the way; between commands they mean nothing.
        await self._write(bytes(self._rest_inside))
        if self._profile.presenter is Presenter.GS_E:
            await self._write(talk.RETRACT)
        else:
            await self._write(b"\n" * self._profile.feed_before_cut + self._profile.cut_bytes)
        if await self._prove() is not None:
            return False
        self._rest_inside = 0
        return True

    async def recover(self, deadline: float) -> Completion[Status]:
        """For staff after a knife jam: leave the error and forget what was not printed (DLE ENQ 2)."""

        async def body() -> Completion[Status]:
            self._fresh_line()
            await self._write(talk.RECOVER_AND_CLEAR)
            stop = stop_of(await self._look())
            if stop is not None:
                return Completion(stop.code, self._status, f"{stop.sentence} Nothing was printed.")
            return Completion(Code.SUCCESS, self._status)

        return await self.perform("recover", deadline, body)

    # --- the mouth ---------------------------------------------------------------------------------------

    async def ticket_place(self, deadline: float) -> Completion[TicketPlace]:
        """Where the last ticket is, by sensor; UNKNOWN when this model has none."""

        async def body() -> Completion[TicketPlace]:
            self._fresh_line()
            return Completion(Code.SUCCESS, await self._see_place())

        return await self.perform("ticket place", deadline, body)

    async def retract(self, deadline: float) -> Completion[TicketPlace]:
        """Pull in a ticket that nobody took. UNSUPPORTED without such a presenter; NO_MEDIA: none there."""
        if self._profile.presenter is not Presenter.GS_E:
            return Completion(Code.UNSUPPORTED, detail="This printer cannot pull a ticket back.")

        async def body() -> Completion[TicketPlace]:
            self._fresh_line()
            if await self._see_place() is not TicketPlace.AT_MOUTH:
                return Completion(Code.NO_MEDIA, self._place, "No ticket is at the mouth; nothing was moved.")
            await self._write(talk.RETRACT)
            if await self._see_place() is TicketPlace.AT_MOUTH:
                return Completion(Code.MEDIA_JAMMED, self._place, "The ticket is still at the mouth.")
            self._place = TicketPlace.RETRACTED
            return Completion(Code.SUCCESS, self._place)

        return await self.perform("retract", deadline, body)

    async def _place_after_print(self) -> TicketPlace:
        """The place belongs to the evidence but is none: what cannot be seen is UNKNOWN."""
        try:
            async with asyncio.timeout(PRESENTER_SECONDS * PRESENTER_LOOKS):
                self._place = TicketPlace.NONE
                return await self._see_place()
        except (TimeoutError, NoAnswer, Garbled):
            return TicketPlace.UNKNOWN

    async def _see_place(self) -> TicketPlace:
        match self._profile.presenter:
            case Presenter.NONE:
                return TicketPlace.UNKNOWN
            case Presenter.DLE_EOT_4:
                empty = Condition.MOUTH_EMPTY in self._profile.conditions(4, await self._ask(4))
            case Presenter.GS_E:
                empty = not await self._ask_presenter()
            case _:
                assert_never(self._profile.presenter)
        if not empty:
            self._place = TicketPlace.AT_MOUTH
        elif self._place is TicketPlace.AT_MOUTH:
            self._place = TicketPlace.TAKEN
        return self._place

    async def _ask_presenter(self) -> bool:
        """Whether a ticket is at the output (GS e 6), once the motors stand."""
        for _ in range(PRESENTER_LOOKS):
            await self._quiet_line()
            await self._write(talk.TICKET_STATUS)
            try:
                raw = await self._transport.read(ANSWER_SECONDS)
            except TimeoutError:
                continue
            status = talk.decode_presenter(raw[0])
            if not status.moving:
                return status.at_mouth
            await self._clock.sleep(PRESENTER_SECONDS)
        raise NoAnswer("the presenter does not say where the ticket is (GS e 6).")

    # --- the wire ----------------------------------------------------------------------------------------

    def _fresh_line(self) -> None:
        self._transport.discard()
        self._decoder.reset()

    async def _quiet_line(self) -> bytes:
        """Wait until nothing comes any more; what came."""
        raw = bytearray()
        try:
            while len(raw) < MAX_NOISE:
                raw += await self._transport.read(QUIET_SECONDS)
        except TimeoutError:
            pass
        self._decoder.reset()
        return bytes(raw)

    async def _write(self, data: bytes) -> None:
        # The command's own deadline ends a write that a full printer does not take.
        await self._transport.write(data, NO_LIMIT)

    async def _hear(self, seconds: float) -> _Heard:
        """What comes within ``seconds``, or as soon as an answer is complete."""
        heard = _Heard()
        end = self._clock.now() + seconds
        while not heard.answers and (left := end - self._clock.now()) > 0:
            try:
                heard.answers = self._decoder.feed(await self._transport.read(left))
            except TimeoutError:
                break
            heard.bytes_came = True
        real_time = [one for one in heard.answers if isinstance(one, talk.RealTimeStatus)]
        self._owed = max(0, self._owed - len(real_time))
        heard.real_time = real_time[0].value if real_time else None
        return heard

    async def _ask(self, n: int) -> int:
        """The answer to DLE EOT n. Raises ``NoAnswer`` or ``Garbled`` after three tries."""
        await self._let_late_answers_pass()
        bytes_came = False
        for _ in range(TRIES):
            await self._write(talk.real_time_query(n))
            self._owed += 1
            end = self._clock.now() + ANSWER_SECONDS
            while (left := end - self._clock.now()) > 0:
                heard = await self._hear(left)
                bytes_came = bytes_came or heard.bytes_came
                if heard.real_time is not None:
                    return heard.real_time
        if bytes_came:
            raise Garbled(f"what answers DLE EOT {n} is no ESC/POS printer, or the speed is wrong.")
        raise NoAnswer(f"no answer to DLE EOT {n}.")

    async def _let_late_answers_pass(self) -> None:
        end = self._clock.now() + LATE_SECONDS
        while self._owed and (left := end - self._clock.now()) > 0:
            await self._hear(left)
        self._owed = 0

    async def _look(self) -> frozenset[Condition]:
        """All conditions that the profile can see; the status says the same afterwards."""
        seen: set[Condition] = set()
        for n in self._profile.queries:
            seen |= self._profile.conditions(n, await self._ask(n))
        self._silences = 0
        self._tell(status_of(seen, paper_is_told=4 in self._profile.queries, now=self._clock.now()))
        return frozenset(seen)

    def _tell(self, status: Status) -> None:
        before, self._status = self._status, status
        if replace(before, taken_at=status.taken_at) != status:
            for listener in list(self._listeners):
                listener(status)

    def say(self, state: DeviceState, source: str, reasons: frozenset[str] = frozenset()) -> None:
        """Note a status that is not the device's own word: nothing is known of the paper then."""
        self._tell(Status(state, self._clock.now(), source, reasons))
