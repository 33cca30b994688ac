"""One simulator at a desk, from the command line::

    kiosk simulate KIND DRIVER [--set KEY=VALUE]… [--control SOCKET]
    kiosk fault SOCKET NAME [ARG] [--count N]      a fault is set; ARG is its number
    kiosk fault SOCKET clear [NAME]                one fault, or all, are cleared
    kiosk fault SOCKET state                       what can be seen of the device
    kiosk fault SOCKET do COMMAND [KEY=VALUE]…     what a hand does: close_door compartment=3

``simulate`` prints the port to connect to, anew whenever it changes, and runs until it is interrupted or
told to end. ``fault`` prints the device's state as one JSON object. Exit status 0; 1: refused; 2: the
command line cannot be used.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import logging
import random
import secrets
import signal
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from drivers.settings import SettingError
from drivers.simulators.base import Address, AddressKind, CommandRefused, Simulator, SimulatorContext
from drivers.simulators.control import ControlError, ControlServer, send
from drivers.simulators.registry import NoSuchSimulator, factory


def simulate(arguments: Sequence[str] | None = None) -> int:
    """``kiosk simulate``."""
    parser = argparse.ArgumentParser(prog="kiosk simulate", description="Run one simulated device.")
    parser.add_argument("kind", help="such as locker")
    parser.add_argument("driver", help="such as board-8a")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="a setting")
    parser.add_argument("--control", type=Path, metavar="SOCKET", help="the socket for kiosk fault")
    parser.add_argument("--link", type=Path, metavar="PATH", help="keep a symlink to the port here")
    parser.add_argument("--seed", type=int, help="of everything random; another at each start unless told")
    options = parser.parse_intermixed_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    seed = secrets.randbits(32) if options.seed is None else options.seed
    with tempfile.TemporaryDirectory(prefix="kiosk-simulator-") as folder:
        context = SimulatorContext(
            name=options.kind,
            random=random.Random(seed),
            folder=Path(folder),
            publish=_Publisher(options.link),
        )
        try:
            settings = {name: plain_value(text) for name, text in map(_pair, options.set)}
            simulator = factory(options.kind, options.driver)(settings, context)
            asyncio.run(_live(simulator, options.control, context.publish))
        except (NoSuchSimulator, CommandRefused, SettingError, OSError) as error:
            print(f"No simulator was started. {error}", file=sys.stderr)
            return 2
        finally:
            context.publish(None)
    return 0


class _Publisher:
    """Prints a port once whenever it changes, and keeps the link to it."""

    def __init__(self, link: Path | None) -> None:
        self._link = link
        self._told = ""

    def __call__(self, address: Address | None) -> None:
        if self._link is not None:
            with contextlib.suppress(FileNotFoundError):
                if self._link.is_symlink():
                    self._link.unlink()
        if address is None:
            self._told = ""
            return
        if self._link is not None and address.kind is AddressKind.PTY:
            self._link.symlink_to(address.value)
        if address.value != self._told:
            self._told = address.value
            print(address.value, flush=True)


async def _live(
    simulator: Simulator, control: Path | None, publish: Callable[[Address | None], None]
) -> None:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    server = ControlServer(control, {simulator.name: simulator}) if control is not None else None
    try:
        if server is not None:
            await server.start()  # first: whoever reads the port may use the socket at once
        publish(await simulator.start())
        await ended.wait()
    finally:
        if server is not None:
            await server.stop()
        await simulator.stop()


def fault(arguments: Sequence[str] | None = None) -> int:
    """``kiosk fault``."""
    parser = argparse.ArgumentParser(
        prog="kiosk fault",
        description="Set or clear a fault of a simulated device; 'clear', 'state' and 'do' are no faults.",
    )
    parser.add_argument("socket", type=Path)
    parser.add_argument("name", help="a fault; or clear [FAULT], state, do COMMAND [KEY=VALUE]…")
    parser.add_argument("words", nargs="*", metavar="ARG")
    parser.add_argument("--count", type=int, help="how often the fault strikes; unless told, until cleared")
    parser.add_argument("--device", help="which, where the socket has several")
    options = parser.parse_intermixed_args(arguments)
    try:
        command, args = _request(options.name, options.words, options.count)
        device = options.device or _only_device(options.socket)
        state = send(options.socket, device, command, timeout=5.0, **args)
    except SettingError as error:
        print(f"Nothing was sent. {error}", file=sys.stderr)
        return 2
    except ControlError as error:
        print(str(error), file=sys.stderr)
        return 1
    print(json.dumps(state, ensure_ascii=False))
    return 0


def _request(name: str, words: Sequence[str], count: int | None) -> tuple[str, dict[str, object]]:
    match name, list(words):
        case "state", []:
            return "state", {}
        case "clear", []:
            return "clear_faults", {}
        case "clear", [one]:
            return "clear_fault", {"name": one}
        case "do", [command, *pairs]:
            return command, {key: plain_value(text) for key, text in map(_pair, pairs)}
        case _, []:
            return "fault", {"name": name, **({} if count is None else {"count": count})}
        case _, [number]:
            args = {"name": name, "argument": _number(number)}
            return "fault", {**args, **({} if count is None else {"count": count})}
        case _:
            raise SettingError("Too many words; a fault has one number at most.")


def _only_device(path: Path) -> str:
    devices = list(send(path, "", "devices"))
    if len(devices) != 1:
        raise SettingError(f"Say which --device: {', '.join(sorted(devices))}.")
    return devices[0]


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (name and equals):
        raise SettingError("A setting is written KEY=VALUE.")
    return name, value


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise SettingError(f"The fault's argument is a number, not {text!r}.") from None


def plain_value(text: str) -> object:
    """A number where it is written as numbers are; ``0123`` and ``1.50`` are texts."""
    for kind in (int, float):
        with contextlib.suppress(ValueError):
            number = kind(text)
            if str(number) == text:
                return number
    return text
