"""A bench for drivers: a driver and its simulator on one wire, inside the process, in simulated time."""

from __future__ import annotations

import logging
import random
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from drivers.clock import LoopClock
from drivers.code_scanner.gm65 import Gm65Scanner, Gm65Settings
from drivers.contract import CardType, DeviceState, IdCard
from drivers.id_card_reader import stand_in_photo
from drivers.id_card_reader.sam import SamReader, SamSettings
from drivers.simulators.base import SimulatorContext
from drivers.simulators.card_content import Cards
from drivers.simulators.code_scanner import ScannerPhysics, SimulatedCodeScanner
from drivers.simulators.id_card_reader import ReaderPhysics, SimulatedIdCardReader
from drivers.simulators.wires import MemoryWire
from drivers.transports.memory import MemoryLine, MemoryTransport

TODAY = date(2026, 11, 20)
PHOTO = stand_in_photo.encode(b"not an image, but bytes")

# Regions 999999 and 990000 are assigned to no place: nobody can have these numbers.
ZHANG = IdCard(
    card_type=CardType.RESIDENT,
    name="章试纸",
    sex_code="2",
    nation_code="01",
    nationality="",
    birth="19900101",
    address="上海市虚构区未名路1号",
    number="99999919900101002X",
    authority="虚构市公安局未名分局",
    valid_from="20200101",
    valid_to="20400101",
    photo=PHOTO,
)
LI = IdCard(
    card_type=CardType.HMT_RESIDENCE,
    name="黎样张",
    sex_code="1",
    nation_code="",
    nationality="",
    birth="19851231",
    address="上海市虚构区无名路2号",
    number="990000198512310015",
    authority="虚构市公安局",
    valid_from="20240101",
    valid_to="20290101",
    photo=PHOTO,
    pass_number="H00000001",
    issue_count="01",
)
CARDS = Cards({"zhang": lambda: ZHANG, "li": lambda: LI}, today=lambda: TODAY)


class ExpectedLogs(Protocol):
    """The fixture ``expected_logs``."""

    records: list[logging.LogRecord]

    def expect(self, *patterns: str) -> None: ...


def context(name: str, seed: int = 0) -> SimulatorContext:
    return SimulatorContext(name, LoopClock(), random.Random(seed))


@dataclass
class ReaderBench:
    reader: SamReader
    simulator: SimulatedIdCardReader
    line: MemoryLine

    @property
    def device(self) -> SamReader:
        return self.reader

    def state(self) -> DeviceState:
        return self.reader.status.state

    async def fault(self, name: str, **args: object) -> None:
        await self.simulator.handle("fault", {"name": name, **args})

    async def clear(self, name: str) -> None:
        await self.simulator.handle("clear_fault", {"name": name})


@dataclass
class ScannerBench:
    scanner: Gm65Scanner
    simulator: SimulatedCodeScanner
    line: MemoryLine

    @property
    def device(self) -> Gm65Scanner:
        return self.scanner

    def state(self) -> DeviceState:
        return self.scanner.status.state

    async def fault(self, name: str, **args: object) -> None:
        await self.simulator.handle("fault", {"name": name, **args})

    async def clear(self, name: str) -> None:
        await self.simulator.handle("clear_fault", {"name": name})

    async def tell(self, command: str, args: Mapping[str, object]) -> Mapping[str, object]:
        return await self.simulator.handle(command, args)


@asynccontextmanager
async def reader_bench(
    settings: SamSettings | None = None, physics: ReaderPhysics | None = None, seed: int = 0
) -> AsyncIterator[ReaderBench]:
    line = MemoryLine()
    simulator = SimulatedIdCardReader(
        context("id-card-reader", seed), CARDS, physics or ReaderPhysics(), MemoryWire(line)
    )
    await simulator.start()
    reader = SamReader(MemoryTransport(line), LoopClock(), settings)
    try:
        yield ReaderBench(reader, simulator, line)
    finally:
        await reader.close()
        await simulator.stop()


@asynccontextmanager
async def scanner_bench(
    settings: Gm65Settings | None = None, physics: ScannerPhysics | None = None, seed: int = 0
) -> AsyncIterator[ScannerBench]:
    line = MemoryLine()
    simulator = SimulatedCodeScanner(
        context("code-scanner", seed), physics or ScannerPhysics(), MemoryWire(line)
    )
    await simulator.start()
    scanner = Gm65Scanner(MemoryTransport(line), LoopClock(), settings)
    try:
        yield ScannerBench(scanner, simulator, line)
    finally:
        await scanner.close()
        await simulator.stop()
