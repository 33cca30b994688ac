"""Printers of medical record books (就医记录册), through a vendor's plug-in in a process of its own.

There is no public protocol for these printers. The plug-in is a Python module that wraps the vendor's
library; the setting ``plugin`` names it (``module:Class``). Without one every command is UNSUPPORTED and says
so. A page is printed once: when no answer comes, the plug-in is asked what became of the job, and when
that is not known either, the outcome is unknown.
"""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from drivers.book_printer.vendor_codec import DOCUMENT_LIMIT, Ask, Line, LineDecoder, encode_request
from drivers.byte_device import ByteDevice, Garbled, NoAnswer
from drivers.clock import Clock
from drivers.contract import BookPage, Code, Completion, DeviceKind, DeviceState, Identity, Status
from drivers.transports.base import Transport
from drivers.transports.process import NO_PLUGIN

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class VendorSettings:
    """``plugin``: ``module:Class``. Times in seconds."""

    plugin: str = ""
    ask_seconds: float = 2.0
    print_seconds: float = 40.0
    eject_seconds: float = 10.0


class _Refused(Exception):
    def __init__(self, code: Code, text: str) -> None:
        super().__init__(text)
        self.code = code


class VendorBookPrinter(ByteDevice):
    """``drivers.contract.BookPrinter``."""

    def __init__(self, transport: Transport, clock: Clock, settings: VendorSettings | None = None) -> None:
        super().__init__(DeviceKind.BOOK_PRINTER, "vendor", transport, clock)
        self._settings = settings or VendorSettings()
        self._decoder = LineDecoder("how")
        self._number = 0
        self._may_be_printed = False

    async def open(self, deadline: float) -> Completion[Identity]:
        async def body() -> Completion[Identity]:
            await self._transport.close()
            await self._transport.open(deadline)
            answer = await self._ask_twice(Ask.IDENTIFY)
            model, serial, firmware = (
                str(answer.values.get(name, ""))[:64] for name in ("model", "serial", "firmware")
            )
            self._identity = replace(self._identity, model=model, serial=serial, firmware=firmware)
            self.heard()
            return Completion(Code.SUCCESS, self._identity)

        if self._transport.address == NO_PLUGIN:
            self.say(DeviceState.NO_DEVICE, "driver", frozenset({"no-plugin"}))
            return _no_plugin("open")
        completion = await self._told("open", deadline, body, needs_open=False)
        if not completion.succeeded and self.status.state is DeviceState.STARTING:
            self.say(DeviceState.OFFLINE, "driver", frozenset({"no-answer"}))
        return completion

    async def refresh(self, deadline: float) -> Completion[Status]:
        async def body() -> Completion[Status]:
            await self._ask_twice(Ask.STATUS)
            self.heard()
            return Completion(Code.SUCCESS, self._status)

        return await self._told("status", deadline, body)

    async def print_page(self, document: bytes, job: str, page: int, deadline: float) -> Completion[BookPage]:
        async def body() -> Completion[BookPage]:
            status = await self._ask_twice(Ask.STATUS)
            if status.values.get("book") != "page":
                return Completion(
                    Code.NO_MEDIA, detail="print: no book is in the mouth; nothing was printed."
                )
            if status.values.get("page") != page:
                detail = "print: another page of the book is open; nothing was printed."
                return Completion(Code.INVALID_MEDIA, detail=detail)
            values = {"job": job, "page": page, "pdf": base64.b64encode(document).decode("ascii")}
            self._may_be_printed = True
            try:
                await self._ask(Ask.PRINT, self._settings.print_seconds, values)
            except (NoAnswer, Garbled):
                pass  # asked below
            except _Refused:
                self._may_be_printed = False
                raise
            completion = await self._printed(job)
            if completion.succeeded:
                self._may_be_printed = False
                return completion
            detail = f"{completion.detail} It was sent once."
            return Completion(Code.OUTCOME_UNKNOWN, detail=detail)

        if not document or len(document) > DOCUMENT_LIMIT or page < 1:
            detail = "print: the document is empty or too large, or there is no such page; nothing was sent."
            return Completion(Code.INVALID_DATA, detail=detail)
        return await self._told("print", deadline, body)

    async def page_printed(self, job: str, deadline: float) -> Completion[BookPage]:
        return await self._told("page printed", deadline, lambda: self._printed(job))

    async def eject(self, deadline: float) -> Completion[None]:
        async def body() -> Completion[None]:
            await self._ask(Ask.EJECT, self._settings.eject_seconds, {})
            self.heard()
            return Completion(Code.SUCCESS)

        return await self._told("eject", deadline, body)

    async def _printed(self, job: str) -> Completion[BookPage]:
        answer = await self._ask_twice(Ask.JOB, {"job": job})
        self.heard()
        state, page = answer.values.get("state"), answer.values.get("page")
        if state == "printed" and isinstance(page, int):
            return Completion(Code.SUCCESS, BookPage(job, page, "the printer's word on the job"))
        if state == "unknown":
            return Completion(Code.NO_MEDIA, detail="page printed: the printer knows no such job.")
        return Completion(Code.HARDWARE_ERROR, detail="page printed: the job is not known to be printed.")

    async def _told(
        self,
        name: str,
        deadline: float,
        body: Callable[[], Awaitable[Completion[T]]],
        needs_open: bool = True,
    ) -> Completion[T]:
        if self._transport.address == NO_PLUGIN:
            return _no_plugin(name)

        async def answered() -> Completion[T]:
            try:
                return await body()
            except _Refused as refusal:
                self.heard()
                return Completion(refusal.code, detail=f"{name}: {refusal}")

        self._may_be_printed = False
        completion = await self.perform(name, deadline, answered, needs_open)
        may_be, self._may_be_printed = self._may_be_printed, False
        if may_be and completion.code in (Code.TIME_OUT, Code.DEVICE_NOT_READY, Code.HARDWARE_ERROR):
            detail = f"{completion.detail} The page had been sent, once: it may be printed."
            return Completion(Code.OUTCOME_UNKNOWN, detail=detail)
        return completion

    async def _ask_twice(self, ask: Ask, values: dict[str, object] | None = None) -> Line:
        """A question; asked again once, as it does nothing."""
        try:
            return await self._ask(ask, self._settings.ask_seconds, values or {})
        except (NoAnswer, Garbled):
            return await self._ask(ask, self._settings.ask_seconds, values or {})

    async def _ask(self, ask: Ask, seconds: float, values: dict[str, object]) -> Line:
        """Errors: ``_Refused``, ``NoAnswer``, ``Garbled``, ``TransportLost``."""
        self._number += 1
        self._decoder.reset()
        self._transport.discard()
        end = self._clock.now() + seconds
        await self._transport.write(encode_request(Line(self._number, ask, values)), seconds)
        while True:
            try:
                found = self._decoder.feed(await self._transport.read(end - self._clock.now()))
            except TimeoutError:
                if self._decoder.damaged:
                    raise Garbled(f"the answer to {ask.value} was damaged.") from None
                raise NoAnswer(f"no answer to {ask.value} within {seconds:g} s.") from None
            for line in found:
                if line.number == self._number:  # a late answer has another number
                    return _accepted(line)


def _accepted(line: Line) -> Line:
    if line.word == Code.SUCCESS:
        return line
    known = {code.value for code in Code}
    code = Code(line.word) if line.word in known else Code.HARDWARE_ERROR
    raise _Refused(code, f"the plug-in answered {code.value}; nothing more was sent.")


def _no_plugin(name: str) -> Completion[T]:
    return Completion(
        Code.UNSUPPORTED,
        detail=f"{name}: book printers have no public protocol, and no vendor's plug-in is set (setting "
        "'plugin'); nothing was sent.",
    )
