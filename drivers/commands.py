"""What each kind of device can be told from the command line, and how its results look as JSON.

Words common to all kinds: ``identify``, ``status``, ``self-test``. A command takes the device, the words
behind it and a deadline in seconds; it raises ``BadWords`` before anything is sent.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any
from uuid import uuid4

from drivers.clock import LoopClock
from drivers.contract import (
    CardUid,
    Code,
    Completion,
    DeviceKind,
    IdCard,
    Identity,
    JobState,
    KeyPress,
    Lamp,
    LampState,
    PageJob,
    ScannedCode,
    SocialCardHolder,
    SocialSecurityCard,
    Status,
    StillPicture,
)
from drivers.id_card_reader.stand_in_photo import is_stand_in
from drivers.receipt_printer.document import Cut, Feed, ReceiptDocument, Text

_CARD_FACTS = frozenset({"region", "card_class", "version", "issued", "valid_to"})

Words = Sequence[str]
Command = Callable[[Any, Words, float], Awaitable[Completion[Any]]]
_FREE = frozenset({"card_type", "valid_from", "valid_to", "issue_count", "card_version"})  # name nobody


class BadWords(ValueError):
    """The words behind a command cannot be used; one sentence. Nothing was sent."""


def plain(method: str) -> Command:
    """A command without further words: the method of that name."""

    async def run(device: Any, words: Words, deadline: float) -> Completion[Any]:
        completion: Completion[Any] = await getattr(device, method)(deadline)
        return completion

    return run


async def _found_and_read(reader: Any, words: Words, deadline: float) -> Completion[IdCard]:
    """Wait for a card until the deadline, then read it."""
    clock = LoopClock()
    end = clock.now() + deadline
    while True:
        found: Completion[None] = await reader.find(max(end - clock.now(), 0.0))
        if found.succeeded:
            completion: Completion[IdCard] = await reader.read(max(end - clock.now(), 0.0))
            return completion
        if clock.now() + 0.2 >= end:
            return Completion(
                found.code, detail=found.detail or "read: no card was laid on the reader in time."
            )
        await clock.sleep(0.2)


async def _open_compartment(locker: Any, words: Words, deadline: float) -> Completion[Any]:
    number = words[0]
    if not (number.isascii() and number.isdigit() and len(number) < 7):
        raise BadWords("A compartment is a number: open 3.")
    completion: Completion[Any] = await locker.open_compartment(int(number), deadline)
    if completion.result is None:
        return completion
    return replace(completion, result={number: completion.result})


async def _set_lamp(signals: Any, words: Words, deadline: float) -> Completion[Any]:
    try:
        lamp, state = Lamp(words[0]), LampState(words[1])
    except ValueError:
        lamps = ", ".join(Lamp)
        raise BadWords(f"A lamp is written lamp NAME on|off|blink; the names are {lamps}.") from None
    completion: Completion[Any] = await signals.set_lamp(lamp, state, deadline)
    return completion


async def _signals_self_test(signals: Any, words: Words, deadline: float) -> Completion[Any]:
    """Whichever of its senses a driver has."""
    sensors: Completion[Any] = await signals.sensors(deadline)
    if sensors.code is not Code.UNSUPPORTED:
        return sensors
    power: Completion[Any] = await signals.power(deadline)
    return power


def _file(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise BadWords(f"The file {name} cannot be read: {error.strerror or error}.") from None


async def _print_receipt(printer: Any, words: Words, deadline: float) -> Completion[Any]:
    """A text file in UTF-8: its lines, then the cut."""
    try:
        lines = _file(words[0]).decode("utf-8").splitlines()
    except UnicodeDecodeError:
        raise BadWords(f"The file {words[0]} is no text in UTF-8.") from None
    document = ReceiptDocument((*(Text(line) if line else Feed() for line in lines), Feed(3), Cut()))
    completion: Completion[Any] = await printer.print(document, deadline)
    return completion


async def _print_pages(printer: Any, words: Words, deadline: float) -> Completion[Any]:
    """Submit a PDF, then wait for the job's end: only the printer knows whether it was printed."""
    clock = LoopClock()
    end = clock.now() + deadline
    sent: Completion[PageJob] = await printer.submit(_file(words[0]), f"commission-{uuid4()}", deadline)
    while sent.succeeded and sent.result is not None and not sent.result.state.final:
        if clock.now() + 0.5 >= end:
            return Completion(
                Code.OUTCOME_UNKNOWN, detail="print: the job was sent and has not ended; look at the printer."
            )
        await clock.sleep(0.5)
        sent = await printer.job(sent.result.job_id, end - clock.now())
    if sent.succeeded and sent.result is not None and sent.result.state is not JobState.COMPLETED:
        return Completion(Code.CANCELED, detail=f"print: the job ended as {sent.result.state.value}.")
    return sent


async def _print_book_page(printer: Any, words: Words, deadline: float) -> Completion[Any]:
    if not (words[1].isascii() and words[1].isdigit() and 0 < len(words[1]) < 4):
        raise BadWords("A page of a book is a number: print FILE 2.")
    completion: Completion[Any] = await printer.print_page(
        _file(words[0]), f"commission-{uuid4()}", int(words[1]), deadline
    )
    return completion


@contextlib.contextmanager
def _new_file(name: str) -> Iterator[IO[bytes]]:
    """A file that only its owner reads; it goes again when nothing was written."""
    path = Path(name)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise BadWords(f"The file {name} cannot be created: {error.strerror or error}.") from None
    with os.fdopen(descriptor, "wb") as new:
        try:
            yield new
        finally:
            if not new.tell():
                path.unlink(missing_ok=True)


async def _capture(camera: Any, words: Words, deadline: float) -> Completion[Any]:
    with _new_file(words[0]) as file:
        taken: Completion[StillPicture] = await camera.capture(deadline)
        if taken.result is not None:
            file.write(taken.result.jpeg)
    return taken


STATUS = plain("refresh")
COMMON: Mapping[str, Command] = {"status": STATUS, "self-test": STATUS}
BY_KIND: Mapping[DeviceKind, Mapping[str, Command]] = MappingProxyType(
    {
        DeviceKind.ID_CARD_READER: {
            "find": plain("find"),
            "read": _found_and_read,
            "present": plain("card_present"),
        },
        DeviceKind.CODE_SCANNER: {"scan": plain("scan")},
        DeviceKind.SMART_CARD_READER: {
            "read": plain("read"),
            "present": plain("card_present"),
            "uid": plain("read_uid"),
        },
        DeviceKind.CAMERA: {"capture": _capture},
        DeviceKind.DOCUMENT_CAMERA: {"capture": _capture},
        DeviceKind.KEYPAD: {"key": plain("next_key")},
        DeviceKind.CARD_DISPENSER: {
            "dispense": plain("dispense"),
            "place": plain("card_place"),
            "retract": plain("retract"),
        },
        DeviceKind.RECEIPT_PRINTER: {
            "print": _print_receipt,
            "ticket": plain("ticket_place"),
            "retract": plain("retract"),
        },
        DeviceKind.PAGE_PRINTER: {"print": _print_pages},
        DeviceKind.BOOK_PRINTER: {"print": _print_book_page, "eject": plain("eject")},
        DeviceKind.LOCKER: {
            "open": _open_compartment,
            "doors": plain("doors"),
            "items": plain("items"),
            "self-test": plain("doors"),
        },
        DeviceKind.DOOR: {
            "pulse": plain("pulse"),
            "contacts": plain("contacts"),
            "self-test": plain("contacts"),
        },
        DeviceKind.SIGNALS: {
            "lamp": _set_lamp,
            "sensors": plain("sensors"),
            "power": plain("power"),
            "self-test": _signals_self_test,
        },
    }
)
WORDS_OF: Mapping[Command, int] = MappingProxyType(
    {
        _open_compartment: 1,
        _set_lamp: 2,
        _print_receipt: 1,
        _print_pages: 1,
        _print_book_page: 2,
        _capture: 1,
    }
)
PERSONAL = frozenset(
    {
        DeviceKind.ID_CARD_READER,
        DeviceKind.SMART_CARD_READER,
        DeviceKind.CODE_SCANNER,
        DeviceKind.CAMERA,
        DeviceKind.DOCUMENT_CAMERA,
        DeviceKind.KEYPAD,
        DeviceKind.RECEIPT_PRINTER,
        DeviceKind.PAGE_PRINTER,
        DeviceKind.BOOK_PRINTER,
    }
)
"""Kinds whose bytes on the wire are a person's."""


def commands_of(kind: DeviceKind) -> Mapping[str, Command]:
    """What a device of this kind can be told, besides ``identify``."""
    return {**COMMON, **BY_KIND.get(kind, {})}


def told(result: object, reveal: bool) -> object:
    """A result as JSON values; personal texts become their length unless ``reveal``."""
    match result:
        case IdCard():
            shown = {one.name: getattr(result, one.name) for one in fields(result) if one.name != "photo"}
            card: dict[str, object] = {
                name: value if reveal or name in _FREE or not value else "*" * len(value)
                for name, value in shown.items()
            }
            photo = "stand-in" if is_stand_in(result.photo) else "chip"
            return {**card, "photo": f"{photo}, {len(result.photo)} bytes"}
        case ScannedCode():
            text = result.text if reveal else "*" * min(len(result.text), 8)
            return {"text": text, "characters": len(result.text)}
        case SocialSecurityCard() | SocialCardHolder():
            return {one.name: _masked(one.name, getattr(result, one.name), reveal) for one in fields(result)}
        case CardUid():
            return result.uid if reveal else "*" * len(result.uid)
        case KeyPress():
            return result.key.value if reveal else "*"
        case Identity():
            return {one.name: str(getattr(result, one.name)) for one in fields(result)}
        case Status():
            return {"state": result.state.value, "source": result.source, "reasons": sorted(result.reasons)}
        case Enum():
            return result.value
        case Mapping():
            return {str(told(name, reveal)): told(value, reveal) for name, value in result.items()}
        case frozenset() | set():
            return sorted(str(one) for one in result)
        case bytes():
            return f"{len(result)} bytes"
        case _ if is_dataclass(result) and not isinstance(result, type):
            return {one.name: told(getattr(result, one.name), reveal) for one in fields(result) if one.repr}
        case _:
            return result


def _masked(name: str, value: object, reveal: bool) -> object:
    """A field of a 社会保障卡: what it says of the card is free, what it says of its holder is not."""
    if isinstance(value, str) and not isinstance(value, Enum) and not reveal and name not in _CARD_FACTS:
        return "*" * len(value)
    return told(value, reveal)
