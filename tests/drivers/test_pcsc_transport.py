"""The card port: PC/SC's calls on their own thread, with a library that hangs, and with a real pcscd."""

from __future__ import annotations

import asyncio
import logging
import os
import random
import shutil
import subprocess
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from device_bench import context

from drivers.clock import LoopClock
from drivers.contract import Code, DeviceState, HolderAccess
from drivers.simulators.base import CommandRefused
from drivers.simulators.faults import Fault
from drivers.simulators.smart_card_reader import (
    CARD_PULLED,
    SimulatedSmartCardReader,
    SimulatedVpcdCard,
    create,
)
from drivers.simulators.virtual_card import VirtualCard
from drivers.smart_card_reader.pcsc import PcscReader, PcscSettings
from drivers.supervisor import Supervisor
from drivers.transports.pcsc import MAX_STUCK, PcscTransport

NO_SERVICE, NO_CARD, REMOVED, SHARING = 0x8010001D, 0x8010000C, 0x80100069, 0x8010000B


class FakeLibrary:
    """PC/SC without a daemon. ``hang`` holds the next command until ``released``."""

    def __init__(self) -> None:
        self.card: VirtualCard | None = VirtualCard()
        self.service = True
        self.refusal = NO_SERVICE
        self.readers = ["Fake Reader 00 00", "Other 01 00"]
        self.connect_code = 0
        self.transmit_code = 0
        self.hang = False
        self.released = threading.Event()

    def SCardEstablishContext(self, scope: int) -> Any:  # noqa: N802
        return [0, 1] if self.service else [self.refusal, 7]

    def SCardReleaseContext(self, context: Any) -> Any:  # noqa: N802
        return 0

    def SCardListReaders(self, context: Any, groups: list[str]) -> Any:  # noqa: N802
        return [0, self.readers]

    def SCardGetStatusChange(self, context: Any, timeout: int, states: list[Any]) -> Any:  # noqa: N802
        if not self.service:
            return [NO_SERVICE, [("", 0, [])]]
        known = states[0][0] in self.readers
        state = 0x4 if not known else 0x20 if self.card else 0x10
        return [0, [(states[0][0], state, [])]]

    def SCardConnect(self, context: Any, reader: str, share: int, protocols: int) -> Any:  # noqa: N802
        return [self.connect_code, 5, 1] if share == 1 else [0, 6, 0]

    def SCardDisconnect(self, card: Any, disposition: int) -> Any:  # noqa: N802
        return 0

    def SCardStatus(self, card: Any) -> Any:  # noqa: N802
        assert self.card is not None
        return [0, "", 0, 1, list(self.card.atr)]

    def SCardTransmit(self, card: Any, protocol: int, command: list[int]) -> Any:  # noqa: N802
        if self.hang:
            self.released.wait(30)
        if self.transmit_code:
            return [self.transmit_code, [0x41] * 65536]  # as pyscard does: whatever lay in memory
        assert self.card is not None
        return [0, list(self.card.apdu(bytes(command)))]

    def SCardGetAttrib(self, card: Any, attribute: int) -> Any:  # noqa: N802
        return [0, list(b"SN-1\0")]


def reader(library: FakeLibrary, wanted: str = "", settings: PcscSettings | None = None) -> PcscReader:
    return PcscReader(PcscTransport(wanted, lambda: library), LoopClock(), settings)


def test_a_card_is_read_through_the_library() -> None:
    async def scenario() -> None:
        device = reader(FakeLibrary(), "Fake")
        identity = (await device.open(5)).result
        assert identity is not None and (identity.model, identity.serial) == ("Fake Reader 00 00", "SN-1")
        assert (await device.card_present(5)).result is True
        card = (await device.read(5)).result
        assert card is not None and card.holder_access is HolderAccess.READ
        await device.close()

    asyncio.run(scenario())


@pytest.mark.parametrize(("service", "wanted"), [(False, ""), (True, "Absent")])
def test_without_a_service_or_a_reader_nothing_is_opened(service: bool, wanted: str) -> None:
    async def scenario() -> None:
        library = FakeLibrary()
        library.service = service
        completion = await reader(library, wanted).open(5)
        assert completion.code is Code.DEVICE_NOT_READY and completion.detail

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("code", "completion"),
    [
        (NO_CARD, Code.NO_MEDIA),
        (REMOVED, Code.INVALID_MEDIA),
        (SHARING, Code.DEVICE_NOT_READY),
        (0x80100066, Code.INVALID_MEDIA),
        (0x80100001, Code.HARDWARE_ERROR),
    ],
)
def test_what_the_library_answers_becomes_a_completion(code: int, completion: Code) -> None:
    async def scenario() -> None:
        library = FakeLibrary()
        device = reader(library)
        await device.open(5)
        library.connect_code = code
        assert (await device.read(5)).code is completion
        library.connect_code, library.transmit_code = 0, code
        told = await device.read(5)
        assert told.code in (completion, Code.NO_MEDIA) and "AAAA" not in told.detail
        await device.close()

    asyncio.run(scenario())


def test_a_reader_or_service_that_goes_is_noticed_without_asking() -> None:
    async def scenario(unplug: bool) -> None:
        library = FakeLibrary()
        device = reader(library)
        await device.open(5)
        gone = asyncio.Event()
        device.listen(lambda status: gone.set() if status.state is DeviceState.NO_DEVICE else None)
        if unplug:
            library.readers = []
        else:
            library.service = False
        await asyncio.wait_for(gone.wait(), 10)
        assert (await device.refresh(5)).code is Code.DEVICE_NOT_READY
        await device.close()

    asyncio.run(scenario(True))
    asyncio.run(scenario(False))


def test_a_user_without_leave_is_told_what_gives_it() -> None:
    async def scenario() -> str:
        library = FakeLibrary()
        library.service, library.refusal = False, 0x8010006A
        device = reader(library)
        opened = await device.open(5)
        assert opened.code is Code.DEVICE_NOT_READY
        return opened.detail

    assert "polkit" in asyncio.run(scenario())


def test_a_call_that_never_returns_costs_its_deadline_and_is_left_behind() -> None:
    async def scenario() -> None:
        library = FakeLibrary()
        library.hang = True
        device = reader(library, settings=PcscSettings(apdu_seconds=0.05))
        for _ in range(MAX_STUCK):
            assert (await device.open(5)).succeeded
            assert (await device.read(5)).code is Code.TIME_OUT
            assert (await device.refresh(5)).code is Code.DEVICE_NOT_READY, "the thread is still in the call"
        refused = await device.open(5)
        assert refused.code is Code.DEVICE_NOT_READY and "never returned" in refused.detail
        library.hang = False
        library.released.set()
        await until(lambda: opens(device))
        assert (await device.read(5)).succeeded
        await device.close()

    asyncio.run(scenario())


# --- a real pcscd, whose card is ours ----------------------------------------------------------------------

VPCD = ("127.0.0.1", 0x8C7B)


def absent() -> str:
    """Why there is no virtual reader here; empty when there is."""
    if shutil.which("pcscd") is None or not list(Path("/usr/lib/pcsc/drivers/serial").glob("libifdvpcd*")):
        return "pcscd and vsmartcard-vpcd are not installed"
    if os.geteuid() != 0:
        return "pcscd can be started by root only"
    if Path("/run/pcscd/pcscd.pid").exists():
        return "a pcscd runs here already"
    return ""


class Daemon:
    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(
            ["pcscd", "-f", *self.without_polkit()], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    @staticmethod
    def without_polkit() -> list[str]:
        """Where D-Bus does not run, a pcscd that asks polkit lets nobody in; newer ones need not ask."""
        told = subprocess.run(["pcscd", "--help"], capture_output=True, text=True, check=False).stdout
        return ["--disable-polkit"] if "--disable-polkit" in told else []

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(20)
            self.process = None


@pytest.fixture
def daemon() -> Iterator[Daemon]:
    if reason := absent():
        pytest.skip(reason)
    running = Daemon()
    running.start()
    yield running
    running.stop()


@asynccontextmanager
async def real_bench() -> AsyncIterator[tuple[PcscReader, SimulatedVpcdCard]]:
    simulator = SimulatedVpcdCard(context("card"), *VPCD)
    await simulator.start()
    device = PcscReader(PcscTransport("Virtual PCD 00 00"), LoopClock(), PcscSettings(apdu_seconds=1.0))
    try:
        yield device, simulator
    finally:
        await device.close()
        await simulator.stop()


async def until(holds: Callable[[], Awaitable[bool]], seconds: float = 15) -> None:
    """Look again and again: what is waited for happens in another process."""
    for _ in range(round(seconds / 0.05)):
        if await holds():
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"it did not come true within {seconds:g} s")


async def opens(device: PcscReader) -> bool:
    return (await device.open(5)).succeeded


async def reads(device: PcscReader) -> bool:
    return (await device.read(5)).succeeded


async def opened(device: PcscReader) -> None:
    await until(lambda: opens(device))


async def lies_there(device: PcscReader, expected: bool) -> None:
    async def holds() -> bool:
        return (await device.card_present(2)).result is expected

    await until(holds)


def test_the_setting_vpcd_makes_a_card_for_a_real_reader() -> None:
    made = create({"vpcd": "127.0.0.1:35963"}, context("card"))
    assert isinstance(made, SimulatedVpcdCard)
    assert isinstance(create({"apdu_seconds": 0.0}, context("reader")), SimulatedSmartCardReader)
    for wrong in ({"vpcd": "here"}, {"vpcd": "127.0.0.1:35963", "name": "x"}, {"colour": "red"}):
        with pytest.raises(CommandRefused):
            create(wrong, context("card"))


def test_cards_are_read_through_a_real_pcscd(daemon: Daemon) -> None:
    async def scenario() -> None:
        async with real_bench() as (device, simulator):
            await opened(device)
            for generation, speech in (("2.0", "t0"), ("1.0", "t0"), ("3.0", "t0"), ("2.0", "t1")):
                uid = "04A1B2C3"
                await simulator.handle("put_card", {"generation": generation, "speech": speech, "uid": uid})
                await lies_there(device, True)
                completion = await device.read(10)
                assert completion.result is not None, completion.detail
                assert completion.result.generation.value == generation
                assert (completion.result.holder is None) is (generation == "3.0")
                told = await device.read_uid(5)
                assert told.result is not None and told.result.uid == uid
                await simulator.handle("take_card", {})
                await lies_there(device, False)
            assert (await device.read(5)).code is Code.NO_MEDIA
            await simulator.handle("put_card", {})
            await lies_there(device, True)
            await simulator.handle("fault", {"name": CARD_PULLED})
            assert (await device.read(10)).code is Code.INVALID_MEDIA

    asyncio.run(scenario())


def test_a_pcscd_that_restarts_is_survived(daemon: Daemon) -> None:
    async def scenario() -> None:
        async with real_bench() as (device, simulator):
            await opened(device)
            await simulator.handle("put_card", {})
            await lies_there(device, True)
            supervisor = Supervisor("reader", device, LoopClock(), chance=random.Random(0))
            running = asyncio.create_task(supervisor.run())
            gone = asyncio.Event()
            device.listen(lambda status: gone.set() if status.state is DeviceState.NO_DEVICE else None)
            daemon.stop()
            await asyncio.wait_for(gone.wait(), 15)
            daemon.start()
            await until(lambda: reads(device), 40)
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    level = logging.getLogger("drivers.supervisor").level
    logging.getLogger("drivers.supervisor").setLevel(logging.CRITICAL)  # the loss is meant here
    try:
        asyncio.run(scenario())
    finally:
        logging.getLogger("drivers.supervisor").setLevel(level)


def test_a_card_that_never_answers_costs_the_deadline(daemon: Daemon) -> None:
    async def scenario() -> None:
        async with real_bench() as (device, simulator):
            await opened(device)
            await simulator.handle("put_card", {})
            await lies_there(device, True)
            await simulator.handle("fault", {"name": Fault.SILENT.value})
            completion = await device.read(2)
            assert completion.code in (Code.TIME_OUT, Code.INVALID_MEDIA), completion.detail
            await simulator.handle("clear_faults", {})
            await simulator.handle("take_card", {})
            await simulator.handle("put_card", {})

            async def back() -> bool:
                return await opens(device) and await reads(device)

            await until(back, 40)

    asyncio.run(scenario())
