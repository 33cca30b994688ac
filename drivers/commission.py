"""Drive one device from the command line, for commissioning and for finding faults::

    python -m drivers.commission KIND DRIVER --port PORT [--set KEY=VALUE]… [--record FILE] COMMAND

Commands of all kinds: ``identify``, ``status``. ID card readers: ``find``, ``read``, ``present``. Code
scanners: ``scan``. One JSON object goes to standard output: ``completion``, ``detail``, ``device``,
``result``, ``ms``. What is personal is masked unless ``--reveal`` is given. Exit status 0 only for
``success``, 1 for any other completion, 2 when the command line cannot be used (nothing was sent then).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from drivers.clock import LoopClock
from drivers.code_scanner.gm65 import Gm65Scanner
from drivers.contract import Completion, Device, IdCard, Identity, ScannedCode, Status
from drivers.id_card_reader.sam import SamReader
from drivers.id_card_reader.stand_in_photo import is_stand_in
from drivers.registry import NoSuchDriver, build
from drivers.settings import SettingError
from drivers.transports.recorder import Recorder

OPEN_SECONDS = 5.0
_FREE = frozenset({"card_type", "valid_from", "valid_to", "issue_count", "card_version"})  # name nobody

Command = Callable[[Any, float], Awaitable[Completion[Any]]]

COMMON: Mapping[str, Command] = {"status": lambda device, deadline: device.refresh(deadline)}
READER: Mapping[str, Command] = {
    "find": lambda reader, deadline: reader.find(deadline),
    "read": lambda reader, deadline: _found_and_read(reader, deadline),
    "present": lambda reader, deadline: reader.card_present(deadline),
}
SCANNER: Mapping[str, Command] = {"scan": lambda scanner, deadline: scanner.scan(deadline)}


async def _found_and_read(reader: SamReader, deadline: float) -> Completion[IdCard]:
    """Wait for a card until the deadline, then read it."""
    clock = LoopClock()
    end = clock.now() + deadline
    while True:
        found = await reader.find(max(end - clock.now(), 0.0))
        if found.succeeded:
            return await reader.read(max(end - clock.now(), 0.0))
        if clock.now() + 0.2 >= end:
            return Completion(
                found.code, detail=found.detail or "read: no card was laid on the reader in time."
            )
        await clock.sleep(0.2)


def commands_of(device: Device) -> Mapping[str, Command]:
    """What this device can be told, besides ``identify``."""
    match device:
        case SamReader():
            return {**COMMON, **READER}
        case Gm65Scanner():
            return {**COMMON, **SCANNER}
        case _:
            return COMMON


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
        case Identity():
            return {one.name: str(getattr(result, one.name)) for one in fields(result)}
        case Status():
            return {"state": result.state.value, "source": result.source, "reasons": sorted(result.reasons)}
        case _:
            return result


async def _drive(device: Device, command: str, deadline: float) -> tuple[Completion[Any], float]:
    clock = LoopClock()
    try:
        begun = clock.now()
        completion: Completion[Any] = await device.open(OPEN_SECONDS)
        if completion.succeeded and command != "identify":
            begun = clock.now()
            completion = await commands_of(device)[command](device, deadline)
        return completion, (clock.now() - begun) * 1000
    finally:
        await device.close()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m drivers.commission", description="Drive one device.")
    parser.add_argument("kind", help="id-card-reader, code-scanner")
    parser.add_argument("driver", help="sam, gm65")
    parser.add_argument("command", help="identify, status; find, read, present; scan")
    parser.add_argument("--port", required=True, help="/dev/…, or tcp:HOST:NUMBER")
    parser.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", help="a setting of the driver"
    )
    parser.add_argument("--deadline", type=float, default=20.0, help="seconds for the command (20)")
    parser.add_argument("--record", type=Path, help="write the traffic to this new file; it may be personal")
    parser.add_argument("--reveal", action="store_true", help="show personal data")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    recorders: list[Recorder] = []
    clock = LoopClock()
    try:
        values = dict(_pair(text) for text in options.set)

        def wrap(wire: Any) -> Any:
            if options.record is None:
                return wire
            recorders.append(Recorder(wire, options.record, clock))
            return recorders[0]

        device = build(options.kind, options.driver, options.port, values, clock, wrap)
        if options.command != "identify" and options.command not in commands_of(device):
            known = ", ".join(("identify", *commands_of(device)))
            raise SettingError(f"There is no command {options.command!r}; there are {known}.")
    except (NoSuchDriver, SettingError, OSError) as error:
        print(f"Nothing was sent. {error}", file=sys.stderr)
        return 2
    try:
        completion, milliseconds = asyncio.run(_drive(device, options.command, options.deadline))
    finally:
        for recorder in recorders:
            recorder.finish()
    report = {
        "completion": completion.code.value,
        "detail": completion.detail,
        "device": told(device.identity, reveal=True),
        "result": told(completion.result, options.reveal),
        "ms": round(milliseconds, 1),
    }
    print(json.dumps(report, ensure_ascii=False))
    return 0 if completion.succeeded else 1


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (name and equals):
        raise SettingError("A setting is written KEY=VALUE.")
    return name, value


if __name__ == "__main__":
    sys.exit(main())
