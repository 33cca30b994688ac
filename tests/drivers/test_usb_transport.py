"""USB bulk endpoints as a wire, and an ID card reader on it."""

from __future__ import annotations

import asyncio

import pytest
from device_bench import CARDS, ZHANG, context
from support.fake_usb import FakeUsb

from drivers.clock import LoopClock
from drivers.contract import Code, DeviceState
from drivers.id_card_reader.sam import SamReader
from drivers.registry import build
from drivers.settings import SettingError
from drivers.simulators.id_card_reader import SimulatedIdCardReader, physics_without_time
from drivers.simulators.wires import MemoryWire
from drivers.transports.base import TransportLost
from drivers.transports.memory import MemoryLine
from drivers.transports.usb import UsbAddressError, UsbTransport, parse_address


class UsbSam:
    """The simulated reader behind the fake bus."""

    def __init__(self) -> None:
        self.line = MemoryLine()
        self.simulator = SimulatedIdCardReader(
            context("reader"), CARDS, physics_without_time(), MemoryWire(self.line)
        )
        self.loop = asyncio.get_running_loop()
        self.usb = FakeUsb(0x0400, 0xC35A, self._heard)
        self.line.host_end = self  # type: ignore[assignment]

    def _heard(self, data: bytes) -> None:
        self.loop.call_soon_threadsafe(self.line.to_device.feed, data)

    def received(self, data: bytes) -> None:
        self.usb.say(data)

    def pulled(self) -> None: ...


def test_an_id_card_is_read_over_usb_and_a_pulled_plug_is_noticed() -> None:
    async def scenario() -> None:
        bus = UsbSam()
        await bus.simulator.start()
        reader = SamReader(UsbTransport("usb:0400:c35a", bus.usb), LoopClock())
        opened = await reader.open(5)
        assert opened.succeeded, opened.detail
        assert bus.usb.claimed and not bus.usb.kernel_driver
        bus.simulator.put_card("zhang")
        assert (await reader.find(5)).succeeded
        card = (await reader.read(10)).result
        assert card is not None and card.name == ZHANG.name
        gone = asyncio.Event()
        reader.listen(lambda status: gone.set() if status.state is DeviceState.NO_DEVICE else None)
        bus.usb.plugged = False
        await asyncio.wait_for(gone.wait(), 5)
        assert (await reader.open(5)).code is Code.DEVICE_NOT_READY
        bus.usb.plugged = True
        assert (await reader.open(5)).succeeded
        await reader.close()
        await bus.simulator.stop()

    asyncio.run(scenario())


def test_a_device_that_cannot_be_had_is_said_in_a_sentence() -> None:
    async def scenario() -> None:
        silent = FakeUsb(0x0400, 0xC35A, lambda data: None)
        with pytest.raises(TransportLost, match="no USB device 1234:5678"):
            await UsbTransport("usb:1234:5678", silent).open(5)
        silent.refuse = True
        with pytest.raises(TransportLost, match="cannot be had: Access denied"):
            await UsbTransport("usb:0400:C35A", silent).open(5)
        other = FakeUsb(0x0400, 0xC35A, lambda data: None, bulk=False)
        with pytest.raises(TransportLost, match="no bulk endpoints"):
            await UsbTransport("usb:0400:C35A", other).open(5)

    asyncio.run(scenario())


def test_reading_and_closing_wait_for_nothing() -> None:
    async def scenario() -> None:
        wire = UsbTransport("usb:0400:C35A", FakeUsb(0x0400, 0xC35A, lambda data: None))
        with pytest.raises(TransportLost, match="not open"):
            await wire.read(1)
        await wire.open(5)
        with pytest.raises(TimeoutError):
            await wire.read(0.01)
        await wire.write(b"abc", 1)
        assert wire.discard() == b""
        await wire.close()
        assert not wire.is_open
        with pytest.raises(TransportLost, match="was closed"):
            await wire.read(1)

    asyncio.run(scenario())


@pytest.mark.parametrize("text", ["usb:", "usb:0400", "usb:0400:C35A@", "usb:04001:C35A", "0400:C35A"])
def test_an_address_is_vendor_and_product(text: str) -> None:
    assert parse_address("usb:0400:c35a@1-4") == (0x0400, 0xC35A, 1, 4)
    with pytest.raises(UsbAddressError, match="hexadecimal"):
        parse_address(text)


def test_a_port_names_a_usb_device() -> None:
    device = build("id-card-reader", "sam", "usb:0400:C35A", {}, LoopClock())
    assert isinstance(device, SamReader) and device.address == "usb:0400:C35A"
    with pytest.raises(SettingError, match="usb:VENDOR:PRODUCT"):
        build("id-card-reader", "sam", "usb:nothing", {}, LoopClock())
