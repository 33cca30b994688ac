"""Drive one device from the command line, for commissioning and for finding faults::

    kiosk device KIND DRIVER --port PORT [--set KEY=VALUE]… COMMAND [WORD]… [--json] [--trace] [--record FILE]

The commands of each kind are in ``drivers.commands``. One JSON object goes to standard output:
``completion``, ``detail``, ``device``, ``result``, ``ms``; the traffic (``--trace``) to standard error.
What is personal is masked unless ``--reveal`` is given. Exit status 0 only for ``success``, 1 for any other
completion, 2 when the command line cannot be used (nothing was sent then).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from drivers.clock import LoopClock
from drivers.commands import PERSONAL, WORDS_OF, BadWords, commands_of, told
from drivers.contract import Completion, Device
from drivers.page_printer.http_recording import HttpRecorder, recorded_printer
from drivers.registry import SELF_WIRED, NoSuchDriver, build, names
from drivers.settings import SettingError
from drivers.transports.base import Transport
from drivers.transports.recorder import Recorder
from drivers.transports.tracer import Shown, Tracer

OPEN_SECONDS = 5.0


async def _drive(
    device: Device, command: str, words: Sequence[str], deadline: float
) -> tuple[Completion[Any], float]:
    clock = LoopClock()
    try:
        begun = clock.now()
        completion: Completion[Any] = await device.open(OPEN_SECONDS)
        if completion.succeeded and command != "identify":
            begun = clock.now()
            completion = await commands_of(device.identity.kind)[command](device, words, deadline)
        return completion, (clock.now() - begun) * 1000
    finally:
        await device.close()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="kiosk device",
        description="Drive one device. Drivers: " + ", ".join(names()) + ".",
        epilog="Commands: identify, status, self-test; by kind: "
        "find, read, present, uid; scan; key; dispense, place, retract; print FILE, ticket; open N, doors, "
        "items; pulse, contacts; lamp NAME on|off|blink, sensors, power; capture FILE.",
    )
    parser.add_argument("kind", help="such as locker")
    parser.add_argument("driver", help="such as board-8a")
    parser.add_argument("command", help="such as doors")
    parser.add_argument("words", nargs="*", help="what the command needs: open 3")
    parser.add_argument(
        "--port", required=True, help="/dev/…, tcp:HOST:NUMBER, ipp://…, http://…, or a folder"
    )
    parser.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", help="a setting of the driver"
    )
    parser.add_argument("--deadline", type=float, default=20.0, help="seconds for the command (20)")
    parser.add_argument("--json", action="store_true", help="answer in JSON (it always does)")
    parser.add_argument("--trace", action="store_true", help="show the traffic on standard error")
    parser.add_argument("--record", type=Path, help="write the traffic to this new file; it may be personal")
    parser.add_argument("--reveal", action="store_true", help="show personal data, also in the trace")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    # Intermixed: the command's words may stand behind an option.
    options = _parser().parse_intermixed_args(arguments)
    recorders: list[Recorder | HttpRecorder] = []
    clock = LoopClock()

    def wrap(wire: Transport) -> Transport:
        if options.trace:
            shown = Shown.LENGTHS if options.kind in PERSONAL and not options.reveal else Shown.BYTES
            wire = Tracer(wire, clock, lambda line: print(line, file=sys.stderr), shown)
        if options.record is not None:
            recorder = Recorder(wire, options.record, clock)
            recorders.append(recorder)
            return recorder
        return wire

    try:
        values = dict(pair(text) for text in options.set)
        if f"{options.kind}/{options.driver}" in SELF_WIRED:
            device, http = _self_wired(options, values)
            recorders += http
        else:
            device = build(options.kind, options.driver, options.port, values, LoopClock(), wrap)
        known = commands_of(device.identity.kind)
        if options.command != "identify":
            if options.command not in known:
                names = ", ".join(("identify", *known))
                raise SettingError(f"There is no command {options.command!r}; there are {names}.")
            wanted = WORDS_OF.get(known[options.command], 0)
            if len(options.words) != wanted:
                count = len(options.words)
                raise BadWords(f"The command {options.command!r} needs {wanted} words, not {count}.")
        completion, milliseconds = asyncio.run(
            _drive(device, options.command, options.words, options.deadline)
        )
    except (NoSuchDriver, SettingError, BadWords, OSError) as error:
        print(f"Nothing was sent. {error}", file=sys.stderr)
        return 2
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


def _self_wired(
    options: argparse.Namespace, values: Mapping[str, object]
) -> tuple[Device, list[HttpRecorder]]:
    """A device that brings its own wire. Errors: ``SettingError``, ``OSError``."""
    name = f"{options.kind}/{options.driver}"
    if options.trace or (options.record and name != "page-printer/ipp"):
        raise SettingError(f"The driver {name} has a wire of its own, which cannot be traced or recorded.")
    if not options.record:
        return build(options.kind, options.driver, options.port, values, LoopClock()), []
    printer, recorder = recorded_printer(options.port, values, LoopClock(), options.record)
    return printer, [recorder]


def pair(text: str) -> tuple[str, str]:
    """``KEY=VALUE``. Errors: ``SettingError``."""
    name, equals, value = text.partition("=")
    if not (name and equals):
        raise SettingError("A setting is written KEY=VALUE.")
    return name, value


if __name__ == "__main__":
    sys.exit(main())
