"""Simulators in a process of their own, over a pty: driven, unplugged and plugged in again, recorded."""

from __future__ import annotations

import asyncio
import contextlib
import json
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from drivers.clock import LoopClock
from drivers.contract import Code, Completion
from drivers.receipt_printer.document import Cut, ReceiptDocument, Text
from drivers.registry import build, entry
from drivers.simulators.control import send_async
from drivers.transports.recorder import Recorder
from drivers.transports.replayer import Pace, Replayer, load


@dataclass(frozen=True)
class Journey:
    """What one kind does on a bench. ``simulator`` and ``settings`` are the settings of either side."""

    kind: str
    driver: str
    operation: Callable[[Any], Awaitable[Completion[Any]]]
    seen: Callable[[Any], object]
    expected: object
    commands: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    simulator: Mapping[str, object] = field(default_factory=dict)
    settings: Mapping[str, object] = field(default_factory=dict)
    pace: Pace = Pace.AT_ONCE

    @property
    def name(self) -> str:
        return f"{self.kind}-{self.driver}"


CODE = "https://s.invalid/scan?token=0123456789"
SHOWN = (("show_code", {"text": CODE}),)
JOURNEYS = (
    *(
        Journey(
            "code-scanner",
            driver,
            lambda device: device.scan(10),
            lambda result: result.text,
            CODE,
            SHOWN,
            settings=settings,
        )
        for driver, settings in (("newland", {}), ("honeywell", {"replies": "repeated"}))
    ),
    Journey(
        "code-scanner",
        "hid",
        lambda device: device.scan(10),
        lambda result: result.text,
        CODE,
        SHOWN,
        settings={"node": "stand_in"},
        pace=Pace.AS_RECORDED,  # what is typed before the scan is thrown away
    ),
    Journey(
        "keypad",
        "evdev",
        lambda device: device.next_key(10),
        lambda result: result.key.value,
        "7",
        (("press", {"key": "7"}),),
        settings={"node": "stand_in"},
    ),
    Journey(
        "book-printer",
        "vendor",
        lambda device: device.print_page(b"%PDF-1.7 a page", "job-1", 3, 10),
        lambda result: (result.page, result.job),
        (3, "job-1"),
        (("put_book", {"page": 3}),),
        simulator={"print_seconds": 0.05},
    ),
    Journey(
        "receipt-printer",
        "escpos",
        lambda device: device.print(ReceiptDocument((Text("第1行"), Cut())), 20),
        lambda result: (result.confirmed_by, result.ticket.value),
        ("GS r 1", "at_mouth"),
        simulator={"model": "presenter-gs-e", "cut_seconds": 0.05, "present_seconds": 0.05},
        settings={"profile": "presenter-gs-e"},
        pace=Pace.AS_RECORDED,  # it listens whether a lone byte stays alone
    ),
    Journey(
        "smart-card-reader",
        "pcsc",
        lambda device: device.read(10),
        lambda result: result.holder.name,
        "章试纸",
        (("put_card", {}),),
    ),
    Journey(
        "card-dispenser",
        "crt591",
        lambda device: device.dispense(10),
        lambda result: result.place.value,
        "at_gate",
        simulator={"feed_seconds": 0.05, "move_seconds": 0.05},
    ),
)


def toml(values: Mapping[str, object]) -> str:
    return "{ " + ", ".join(f"{name} = {json.dumps(value)}" for name, value in values.items()) + " }"


@dataclass
class RunningHost:
    control: Path
    ports: Path


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHost]:
    folder = tmp_path_factory.mktemp("host")
    spec, control, ports = folder / "spec.toml", folder / "control.sock", folder / "ports"
    spec.write_text(
        "".join(
            f'[[simulator]]\ndevice = "{one.name}"\nkind = "{one.kind}"\ndriver = "{one.driver}"\n'
            f"settings = {toml(one.simulator)}\n"
            for one in JOURNEYS
        )
    )
    command = [sys.executable, "-m", "drivers.simulators.host", "--end-with-stdin"]
    command += ["--spec", str(spec), "--control", str(control), "--ports", str(ports)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None and process.stdout is not None
        try:
            assert json.loads(process.stdout.readline())["ready"]
            yield RunningHost(control, ports)
        finally:
            with contextlib.suppress(BrokenPipeError):
                process.stdin.close()
            try:
                process.wait(30)
            finally:
                process.kill()


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.name)
def test_it_is_driven_unplugged_plugged_in_again_and_its_traffic_plays_again(
    host: RunningHost, journey: Journey, tmp_path: Path
) -> None:
    path = tmp_path / "traffic.jsonl"
    clock = LoopClock()

    async def on_the_wire() -> object:
        recorders: list[Recorder] = []

        def recorded(wire: Any) -> Recorder:
            recorders.append(Recorder(wire, path, clock))
            return recorders[0]

        port = str(host.ports / journey.name)
        device: Any = build(journey.kind, journey.driver, port, journey.settings, clock, recorded)
        opened = await device.open(10)
        assert opened.succeeded, opened.detail
        for command, args in journey.commands:
            await send_async(host.control, journey.name, command, **args)
        completion = await journey.operation(device)
        assert completion.succeeded, completion.detail
        recorders[0].finish()
        await send_async(host.control, journey.name, "fault", name="unplugged")
        assert (await device.refresh(5)).code is Code.DEVICE_NOT_READY
        await send_async(host.control, journey.name, "clear_faults")
        assert (await device.open(10)).succeeded
        await device.close()
        return journey.seen(completion.result)

    async def again() -> object:
        device: Any = entry(journey.kind, journey.driver).build(
            Replayer(load(path), clock, journey.pace), clock, journey.settings
        )
        assert (await device.open(10)).succeeded
        completion = await journey.operation(device)
        await device.close()
        assert completion.succeeded, completion.detail
        return journey.seen(completion.result)

    assert asyncio.run(on_the_wire()) == journey.expected
    assert asyncio.run(again()) == journey.expected
