"""What a simulator is, to the host that runs it and to whoever writes one.

A simulator of any kind satisfies :class:`Simulator`. :class:`SimulatedDevice` is the comfortable way: it
knows the commands that all have (``state``, ``fault``, ``clear_fault``, ``clear_faults``) and leaves to the
kind how it is plugged in, what else it can be told, and what it looks like. The factory of a kind takes
``(settings, context)`` and is named in ``drivers.simulators.registry``.
"""

from __future__ import annotations

import random
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from drivers.clock import Clock, LoopClock
from drivers.simulators.faults import Fault, FaultRefused, FaultSet


class AddressKind(StrEnum):
    PTY = "pty"  # ``value`` is /dev/pts/N; the host keeps a stable symlink to it
    URL = "url"  # ``value`` is a URL; the host keeps it in a file NAME.url


@dataclass(frozen=True, slots=True)
class Address:
    """Where a simulator's wire can be reached now; it may change when the device is plugged in again."""

    kind: AddressKind
    value: str


class CommandRefused(ValueError):
    """The simulator cannot do what it was told; the text is one sentence for the person who told it."""


def _ignore_address(address: Address | None) -> None:
    """For a simulator that nobody looks up by name."""


@dataclass(frozen=True, slots=True)
class SimulatorContext:
    """What a simulator gets from whoever runs it.

    ``publish`` is to be called whenever the address changes (None: unplugged). ``folder`` is where the
    simulator may keep what it made (printed pages); None: nowhere.
    """

    name: str
    clock: Clock = field(default_factory=LoopClock)
    random: random.Random = field(default_factory=lambda: random.Random(0))
    folder: Path | None = None
    publish: Callable[[Address | None], None] = _ignore_address


class Simulator(Protocol):
    @property
    def name(self) -> str: ...

    async def start(self) -> Address:
        """Plug the device in and let it live."""

    async def stop(self) -> None: ...

    async def handle(self, command: str, args: Mapping[str, object]) -> Mapping[str, object]:
        """Obey one command from outside and answer the new state. Errors: ``CommandRefused``."""

    def state(self) -> Mapping[str, object]:
        """What the dock and the tests can see of the device: JSON values only."""


SimulatorFactory = Callable[[Mapping[str, object], SimulatorContext], Simulator]


class SimulatedDevice(ABC):
    """The commands that every simulator has."""

    def __init__(self, context: SimulatorContext, own_faults: frozenset[str] = frozenset()) -> None:
        self.context = context
        self.faults = FaultSet(own_faults)

    @property
    def name(self) -> str:
        return self.context.name

    @property
    def clock(self) -> Clock:
        return self.context.clock

    @abstractmethod
    async def start(self) -> Address: ...

    @abstractmethod
    async def stop(self) -> None: ...

    @abstractmethod
    async def plug(self) -> None:
        """The wire appears; publishes the address."""

    @abstractmethod
    async def unplug(self) -> None:
        """The wire disappears as it does when a plug is pulled; publishes None."""

    @abstractmethod
    async def act(self, command: str, args: Mapping[str, object]) -> None:
        """Obey a command of this kind. Errors: ``CommandRefused`` (also by ``unknown_command``)."""

    @abstractmethod
    def physical_state(self) -> Mapping[str, object]:
        """The state of this kind, without faults."""

    def state(self) -> Mapping[str, object]:
        return {**self.physical_state(), "faults": dict(self.faults.state())}

    async def handle(self, command: str, args: Mapping[str, object]) -> Mapping[str, object]:
        match command:
            case "state":
                pass
            case "fault":
                await self._set_fault(args)
            case "clear_fault":
                await self._clear(text_argument(args, "name"))
            case "clear_faults":
                for name in list(self.faults.state()):
                    await self._clear(name)
            case _:
                await self.act(command, args)
        return self.state()

    async def fault_changed(self, name: str) -> None:  # noqa: B027 - a hook; most kinds need none
        """The fault of this name was set or cleared just now."""

    async def _set_fault(self, args: Mapping[str, object]) -> None:
        name = text_argument(args, "name")
        was_plugged = not self.faults.active(Fault.UNPLUGGED)
        count = number_argument(args, "count")
        try:
            self.faults.set(name, number_argument(args, "argument"), None if count is None else int(count))
        except FaultRefused as refusal:
            raise CommandRefused(str(refusal)) from None
        if name == Fault.UNPLUGGED and was_plugged:
            await self.unplug()
        await self.fault_changed(name)

    async def _clear(self, name: str) -> None:
        was_unplugged = self.faults.active(Fault.UNPLUGGED)
        try:
            self.faults.clear(name)
        except FaultRefused as refusal:
            raise CommandRefused(str(refusal)) from None
        if name == Fault.UNPLUGGED and was_unplugged:
            await self.plug()
        await self.fault_changed(name)


def unknown_command(device: str, command: str, known: tuple[str, ...]) -> CommandRefused:
    common = ("state", "fault", "clear_fault", "clear_faults")
    return CommandRefused(f"{device} does not know {command!r}; it knows {', '.join((*known, *common))}.")


def text_argument(args: Mapping[str, object], name: str, default: str | None = None) -> str:
    """A number stands for its digits: a command line cannot tell the key 7 from the number.

    Errors: ``CommandRefused`` when it is missing without a default or no text.
    """
    value = args.get(name, default)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise CommandRefused(f"The command needs a text {name!r}.")
    return value


def number_argument(args: Mapping[str, object], name: str, default: float | None = None) -> float | None:
    """Errors: ``CommandRefused`` when it is there and no number."""
    value = args.get(name, default)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise CommandRefused(f"The command needs a number {name!r}.")
    return float(value)
