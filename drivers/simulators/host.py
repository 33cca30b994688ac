"""One process that runs simulators: ``python -m drivers.simulators.host --spec FILE --control SOCKET --ports
DIR``.

The spec is TOML::

    [[simulator]]
    device = "id-card-reader"     # the name used by --ports and by the control socket
    kind = "id-card-reader"
    driver = "sam"
    settings = { people = "people.toml" }

For each device the host keeps a stable way to its wire in DIR: a symlink ``NAME`` to the pty, or a file
``NAME.url``. It disappears when the device is unplugged and comes back with it. When everything is up, the
host prints one JSON line ``{"ready": true, "devices": {NAME: ADDRESS}}``. It ends at SIGTERM, SIGINT, or,
with ``--end-with-stdin``, when its standard input ends: no simulator outlives the program that started it.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import logging
import os
import random
import signal
import sys
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from drivers.simulators.base import (
    Address,
    AddressKind,
    CommandRefused,
    SimulatedDevice,
    Simulator,
    SimulatorContext,
    SimulatorFactory,
)
from drivers.simulators.control import ControlServer
from drivers.simulators.registry import NoSuchSimulator, factory

__all__ = [
    "Address",
    "AddressKind",
    "CommandRefused",
    "Host",
    "SimulatedDevice",
    "Simulator",
    "SimulatorContext",
    "SimulatorFactory",
    "SimulatorSpec",
    "SpecError",
    "load_spec",
    "main",
    "parse_spec",
]


class SpecError(ValueError):
    """The list of simulators cannot be used; the text says what to change."""


@dataclass(frozen=True, slots=True)
class SimulatorSpec:
    device: str
    kind: str
    driver: str
    settings: Mapping[str, object] = field(default_factory=dict)


def parse_spec(text: str) -> tuple[SimulatorSpec, ...]:
    """Errors: ``SpecError``."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SpecError(f"The list of simulators is not TOML: {error}.") from None
    entries = table.get("simulator")
    if not isinstance(entries, list) or not entries:
        raise SpecError("The list of simulators needs at least one [[simulator]].")
    specs = tuple(_one_spec(index, entry) for index, entry in enumerate(entries, start=1))
    names = [spec.device for spec in specs]
    if len(set(names)) != len(names):
        raise SpecError("Two simulators have the same 'device'.")
    return specs


def _one_spec(index: int, entry: object) -> SimulatorSpec:
    if not isinstance(entry, dict):
        raise SpecError(f"Simulator {index} is not a table.")
    unknown = set(entry) - {"device", "kind", "driver", "settings"}
    if unknown:
        raise SpecError(f"Simulator {index} has unknown keys: {', '.join(sorted(unknown))}.")
    device, kind, driver = (entry.get(key) for key in ("device", "kind", "driver"))
    settings = entry.get("settings", {})
    if not (isinstance(device, str) and isinstance(kind, str) and isinstance(driver, str)):
        raise SpecError(f"Simulator {index} needs the texts 'device', 'kind' and 'driver'.")
    if not device or "/" in device or device.startswith("."):
        raise SpecError(f"Simulator {index} has a 'device' that cannot be a file's name.")
    if not isinstance(settings, dict):
        raise SpecError(f"Simulator {index} has 'settings' that are no table.")
    return SimulatorSpec(device, kind, driver, settings)


def load_spec(path: Path) -> tuple[SimulatorSpec, ...]:
    """Errors: ``SpecError``, ``OSError``."""
    return parse_spec(path.read_text(encoding="utf-8"))


class Host:
    """Runs simulators, keeps the ways to their wires, and answers the control socket."""

    def __init__(self, specs: Sequence[SimulatorSpec], control: Path, ports: Path, seed: int = 0) -> None:
        """Errors: ``SpecError`` when a simulator does not exist or cannot be built from its settings."""
        self._ports = ports
        self.simulators: dict[str, Simulator] = {}
        for spec in specs:
            context = SimulatorContext(
                name=spec.device,
                random=random.Random(f"{seed} {spec.device}"),
                folder=ports / f"{spec.device}.files",
                publish=self._publisher(spec.device),
            )
            try:
                self.simulators[spec.device] = factory(spec.kind, spec.driver)(spec.settings, context)
            except (NoSuchSimulator, CommandRefused, OSError) as error:
                raise SpecError(f"The simulator {spec.device} cannot be built: {error}") from error
        self._control = ControlServer(control, self.simulators)

    async def start(self) -> Mapping[str, Address]:
        self._ports.mkdir(parents=True, exist_ok=True)
        addresses: dict[str, Address] = {}
        for name, simulator in self.simulators.items():
            addresses[name] = await simulator.start()
            self._place(name, addresses[name])
        await self._control.start()
        return addresses

    async def stop(self) -> None:
        await self._control.stop()
        for name, simulator in self.simulators.items():
            await simulator.stop()
            self._place(name, None)

    def _publisher(self, name: str) -> Callable[[Address | None], None]:
        return lambda address: self._place(name, address)

    def _place(self, name: str, address: Address | None) -> None:
        link, note = self._ports / name, self._ports / f"{name}.url"
        for old in (link, note):
            if address is None:
                with contextlib.suppress(FileNotFoundError):
                    old.unlink()
        if address is None:
            return
        fresh = self._ports / f".{name}.new"
        with contextlib.suppress(FileNotFoundError):
            fresh.unlink()
        match address.kind:
            case AddressKind.PTY:
                fresh.symlink_to(address.value)
                os.replace(fresh, link)
            case AddressKind.URL:
                fresh.write_text(address.value + "\n", encoding="utf-8")
                os.replace(fresh, note)


async def _run(host: Host, end_with_stdin: bool) -> None:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    if end_with_stdin:
        descriptor = sys.stdin.fileno()

        def heard() -> None:
            if not os.read(descriptor, 4096):
                loop.remove_reader(descriptor)
                ended.set()

        loop.add_reader(descriptor, heard)
    try:
        addresses = await host.start()
        ready = {"ready": True, "devices": {name: address.value for name, address in addresses.items()}}
        print(json.dumps(ready), flush=True)
        await ended.wait()
    finally:
        await host.stop()


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status: 0 after an orderly end, 2 when the spec cannot be used."""
    parser = argparse.ArgumentParser(
        prog="python -m drivers.simulators.host", description="Run simulated devices."
    )
    parser.add_argument("--spec", type=Path, required=True, help="TOML list of simulators")
    parser.add_argument("--control", type=Path, required=True, help="path of the control socket to create")
    parser.add_argument("--ports", type=Path, required=True, help="folder for the ways to the wires")
    parser.add_argument("--seed", type=int, default=0, help="seed of everything random")
    parser.add_argument("--end-with-stdin", action="store_true", help="end when the standard input ends")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    try:
        host = Host(load_spec(options.spec), options.control, options.ports, options.seed)
    except (SpecError, OSError) as error:
        print(f"No simulator was started. {error}", file=sys.stderr)
        return 2
    try:
        asyncio.run(_run(host, options.end_with_stdin))
    except OSError as error:
        print(f"The simulators cannot run here: {error}.", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
