"""The card port: PC/SC's blocking calls on a thread of their own, behind the messages of ``port_codec``.

Every call of the library may hang as long as the reader's driver likes. So the library is used by one thread
only; whoever waits for an answer stops waiting at its own deadline. A thread that hangs in a call is left
behind: the port counts as lost, and the next opening starts another thread, up to ``MAX_STUCK`` of them.

The library is asked only for this reader's name, its serial number, whether a card is there, power, and to
pass commands on. A response is looked at only when the call succeeded: after a failure pyscard 2.3.1 hands
out uninitialised memory (measured).
"""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable
from typing import Any, Protocol

from drivers.smart_card_reader.port_codec import Ask, How, Message, MessageDecoder, encode
from drivers.transports.base import BUFFER_LIMIT, InputBuffer, LostListener, TransportLost

WATCH_SECONDS = 0.5  # between two looks whether the reader is still there
MAX_STUCK = 4

_SCOPE_SYSTEM = 2
_EXCLUSIVE, _DIRECT = 1, 3
_T0_OR_T1 = 3
_UNPOWER, _RESET = 2, 1
_STATE_UNKNOWN, _STATE_UNAVAILABLE, _STATE_PRESENT, _STATE_MUTE = 0x4, 0x8, 0x20, 0x200
_ATTR_SERIAL = 0x00010103  # SCARD_ATTR_VENDOR_IFD_SERIAL_NO
_NO_CARD = frozenset({0x8010000C})
_MUTE = frozenset({0x80100066, 0x80100065, 0x80100067, 0x8010000F, 0x80100016})
_CHANGED = frozenset({0x80100069, 0x80100068})
_IN_USE = frozenset({0x8010000B})
_DENIED = 0x8010006A  # SCARD_W_SECURITY_VIOLATION: what pcscd answers when polkit says no


class ScardApi(Protocol):
    """The functions of ``smartcard.scard`` that are used here; each answers with a code first."""

    def SCardEstablishContext(self, scope: int) -> Any: ...  # noqa: N802 - PC/SC's own names
    def SCardReleaseContext(self, context: Any) -> Any: ...  # noqa: N802 - as above
    def SCardListReaders(self, context: Any, groups: list[str]) -> Any: ...  # noqa: N802 - as above
    def SCardGetStatusChange(self, context: Any, timeout: int, states: list[Any]) -> Any: ...  # noqa: N802 - as above
    def SCardConnect(self, context: Any, reader: str, share: int, protocols: int) -> Any: ...  # noqa: N802 - as above
    def SCardDisconnect(self, card: Any, disposition: int) -> Any: ...  # noqa: N802 - as above
    def SCardStatus(self, card: Any) -> Any: ...  # noqa: N802 - as above
    def SCardTransmit(self, card: Any, protocol: int, command: list[int]) -> Any: ...  # noqa: N802 - as above
    def SCardGetAttrib(self, card: Any, attribute: int) -> Any: ...  # noqa: N802 - as above


class PortGone(Exception):
    """The reader or the PC/SC service is gone; one sentence."""


def _library() -> ScardApi:
    import smartcard.scard  # loads libpcsclite: only where a smart card reader is configured

    api: ScardApi = smartcard.scard
    return api


class CardSession:
    """The blocking side; used by one thread only."""

    def __init__(self, api: ScardApi, wanted: str) -> None:
        """``wanted``: what the reader's name begins with; empty: the first reader. Errors: ``PortGone``."""
        self._api = api
        self._card: Any = None
        self._protocol = 0
        code, self._context = self._call(api.SCardEstablishContext(_SCOPE_SYSTEM))
        if code == _DENIED:
            raise PortGone("The PC/SC service does not let this user in: give leave by a rule of polkit.")
        if code:
            raise PortGone(f"The PC/SC service does not answer ({code:08X}): is pcscd running?")
        listed = api.SCardListReaders(self._context, [])
        names = [] if self._code(listed) else list(listed[1])
        fitting = [name for name in names if name.startswith(wanted)]
        if not fitting:
            self.end()
            raise PortGone(f"PC/SC knows no reader {wanted!r}; it knows {', '.join(names) or 'none'}.")
        self.reader: str = fitting[0]

    def end(self) -> None:
        self._power_off()
        self._api.SCardReleaseContext(self._context)

    def look(self) -> int:
        """The reader's state bits. Errors: ``PortGone``."""
        answer = self._api.SCardGetStatusChange(self._context, 0, [(self.reader, 0)])
        if code := self._code(answer):
            raise PortGone(f"The PC/SC service is gone ({code:08X}).")
        state = int(answer[1][0][1])
        if state & (_STATE_UNKNOWN | _STATE_UNAVAILABLE):
            raise PortGone(f"The reader {self.reader} is gone.")
        return state

    def serve(self, request: Message) -> Message:
        """Errors: ``PortGone``."""
        match request.kind:
            case Ask.NAME:
                data = self.reader.encode("utf-8") + b"\0" + self._serial()
                return Message(request.number, How.DONE, data)
            case Ask.PRESENT:
                present = self.look() & _STATE_PRESENT
                return Message(request.number, How.DONE, b"\x01" if present else b"\0")
            case Ask.POWER_ON:
                return self._power_on(request.number)
            case Ask.TRANSMIT:
                return self._transmit(request)
            case Ask.POWER_OFF:
                self._power_off()
                return Message(request.number, How.DONE)
            case _:
                return Message(request.number, How.FAILED)

    def _power_on(self, number: int) -> Message:
        self._power_off()
        state = self.look()
        if not state & _STATE_PRESENT:
            return Message(number, How.NO_CARD)
        answer = self._api.SCardConnect(self._context, self.reader, _EXCLUSIVE, _T0_OR_T1)
        if code := self._code(answer):
            return self._failed(number, code)
        self._card, self._protocol = answer[1], answer[2]
        status = self._api.SCardStatus(self._card)
        if code := self._code(status):
            return self._failed(number, code)
        return Message(number, How.DONE, bytes(status[4]))

    def _transmit(self, request: Message) -> Message:
        if self._card is None:
            return Message(request.number, How.CARD_CHANGED)
        answer = self._api.SCardTransmit(self._card, self._protocol, list(request.data))
        if code := self._code(answer):
            return self._failed(request.number, code)
        return Message(request.number, How.DONE, bytes(answer[1])[:512])

    def _failed(self, number: int, code: int) -> Message:
        self._power_off()
        if code in _NO_CARD:
            return Message(number, How.NO_CARD)
        if code in _CHANGED:
            return Message(number, How.CARD_CHANGED)
        if code in _IN_USE:
            return Message(number, How.IN_USE)
        state = self.look()  # a service or a reader that is gone is told from a card that is
        if not state & _STATE_PRESENT:
            return Message(number, How.CARD_CHANGED)
        return Message(number, How.MUTE if code in _MUTE or state & _STATE_MUTE else How.FAILED)

    def _power_off(self) -> None:
        card, self._card = self._card, None
        if card is not None:
            self._api.SCardDisconnect(card, _UNPOWER)

    def _serial(self) -> bytes:
        answer = self._api.SCardConnect(self._context, self.reader, _DIRECT, 0)
        if self._code(answer):
            return b""
        try:
            told = self._api.SCardGetAttrib(answer[1], _ATTR_SERIAL)
            return b"" if self._code(told) else bytes(told[1]).strip(b"\0")[:64]
        finally:
            self._api.SCardDisconnect(answer[1], 0)

    def _call(self, answer: Any) -> tuple[int, Any]:
        return self._code(answer), (answer[1] if isinstance(answer, list | tuple) else None)

    @staticmethod
    def _code(answer: Any) -> int:
        return int(answer[0] if isinstance(answer, list | tuple) else answer) & 0xFFFFFFFF


class _Worker:
    """One thread with one session. What it has to say is said in the event loop, unless it was left
    behind.
    """

    def __init__(
        self,
        make: Callable[[], CardSession],
        loop: asyncio.AbstractEventLoop,
        answered: Callable[[_Worker, Message], None],
        gone: Callable[[_Worker, str], None],
        opened: asyncio.Future[None],
    ) -> None:
        self._make = make
        self._loop = loop
        self._answered, self._gone, self._opened = answered, gone, opened
        self._requests: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        self.busy = True
        self.left = False
        self.thread = threading.Thread(target=self._run, name="card port", daemon=True)
        self.thread.start()

    def ask(self, request: Message) -> None:
        self.busy = True
        self._requests.put(request)

    def leave(self) -> None:
        """End as soon as the call that runs has returned."""
        self.left = True
        self._requests.put(None)

    def _tell(self, function: Callable[..., None], *args: object) -> None:
        if not self.left:
            try:
                self._loop.call_soon_threadsafe(function, *args)
            except RuntimeError:
                self.left = True  # the loop is closed

    def _run(self) -> None:
        try:
            session = self._make()
        except PortGone as problem:
            self._tell(self._open_failed, str(problem))
            return
        except ImportError as problem:
            self._tell(self._open_failed, f"PC/SC is not installed: {problem}.")
            return
        self._tell(self._open_done)
        try:
            self._serve(session)
        except PortGone as problem:
            self._tell(self._gone, self, str(problem))
        finally:
            session.end()

    def _serve(self, session: CardSession) -> None:
        while not self.left:
            try:
                request = self._requests.get(timeout=WATCH_SECONDS)
            except queue.Empty:
                session.look()
                continue
            if request is None:
                return
            answer = session.serve(request)
            self._tell(self._answer, answer)

    def _open_done(self) -> None:
        self.busy = False
        if not self._opened.done():
            self._opened.set_result(None)

    def _open_failed(self, text: str) -> None:
        if not self._opened.done():
            self._opened.set_exception(TransportLost(text))

    def _answer(self, answer: Message) -> None:
        self.busy = False
        self._answered(self, answer)


class PcscTransport:
    def __init__(self, reader: str = "", api: Callable[[], ScardApi] = _library) -> None:
        """``reader``: what the name that PC/SC has for the reader begins with."""
        self._reader = reader
        self._api = api
        self._worker: _Worker | None = None
        self._stuck: list[_Worker] = []
        self._input = InputBuffer(BUFFER_LIMIT)
        self._requests = MessageDecoder()
        self._lost_listener: LostListener | None = None

    @property
    def address(self) -> str:
        return f"pcsc:{self._reader}"

    @property
    def is_open(self) -> bool:
        return self._worker is not None and self._input.lost is None

    def when_lost(self, listener: LostListener | None) -> None:
        self._lost_listener = listener

    async def open(self, deadline: float) -> None:
        await self.close()
        self._stuck = [one for one in self._stuck if one.thread.is_alive() and one.busy]
        if len(self._stuck) >= MAX_STUCK:
            raise TransportLost(f"{MAX_STUCK} calls of PC/SC never returned; restart pcscd and the program.")
        loop = asyncio.get_running_loop()
        opened: asyncio.Future[None] = loop.create_future()
        worker = _Worker(
            lambda: CardSession(self._api(), self._reader), loop, self._on_answer, self._on_gone, opened
        )
        try:
            async with asyncio.timeout(max(deadline, 0.0)):
                await opened
        except TimeoutError:
            self._leave(worker)
            raise TransportLost(f"PC/SC did not open {self.address} within {deadline:g} s.") from None
        except BaseException:
            self._leave(worker)
            raise
        self._input.reset()
        self._requests.reset()
        self._worker = worker

    async def close(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            self._leave(worker)
            if self._input.lost is None:
                self._input.fail(TransportLost(f"The card port {self.address} was closed."))

    async def read(self, deadline: float) -> bytes:
        self._must_be_open()
        return await self._input.take(deadline)

    async def write(self, data: bytes, deadline: float) -> None:
        worker = self._must_be_open()
        for request in self._requests.feed(data):
            if worker.busy:
                loss = TransportLost(f"A call of PC/SC on {self.address} has not returned.")
                self._on_gone(worker, str(loss))
                raise loss
            worker.ask(request)

    def discard(self) -> bytes:
        return self._input.discard()

    def _leave(self, worker: _Worker) -> None:
        worker.leave()
        if worker.busy:
            self._stuck.append(worker)

    def _on_answer(self, worker: _Worker, answer: Message) -> None:
        if worker is self._worker:
            self._input.feed(encode(answer))

    def _on_gone(self, worker: _Worker, text: str) -> None:
        if worker is not self._worker or self._input.lost is not None:
            return
        loss = TransportLost(text)
        self._input.fail(loss)
        if self._lost_listener is not None:
            self._lost_listener(loss)

    def _must_be_open(self) -> _Worker:
        if self._input.lost is not None:
            raise self._input.lost
        if self._worker is None:
            raise TransportLost(f"The card port {self.address} is not open.")
        return self._worker
