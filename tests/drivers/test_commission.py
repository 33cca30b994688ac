"""A technician drives one device from the command line: clear answers, nothing personal unless asked for."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

import pytest
from device_bench import CARDS, ZHANG, context
from hypothesis import given
from hypothesis import strategies as st

from drivers.clock import LoopClock
from drivers.code_scanner.gm65 import Gm65Settings, SettingCodes
from drivers.code_scanner.gm65_codec import Suffix
from drivers.commission import main
from drivers.id_card_reader.photo import LicensedLibrary, Turn
from drivers.id_card_reader.sam import AdditionalAddress, SamSettings
from drivers.registry import DRIVERS, NoSuchDriver, build
from drivers.settings import SettingError, settings_from
from drivers.simulators.id_card_reader import SimulatedIdCardReader, physics_without_time
from drivers.transports.replayer import load


@dataclass
class Running:
    """A simulated reader with its own event loop, as in another process."""

    loop: asyncio.AbstractEventLoop
    simulator: SimulatedIdCardReader
    port: str = ""
    ready: threading.Event = field(default_factory=threading.Event)

    def tell(self, command: str, **args: object) -> None:
        asyncio.run_coroutine_threadsafe(self.simulator.handle(command, args), self.loop).result(60)


@pytest.fixture
def reader() -> Iterator[Running]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    simulator = SimulatedIdCardReader(context("reader"), CARDS, physics_without_time())
    running = Running(loop, simulator)
    running.port = asyncio.run_coroutine_threadsafe(simulator.start(), loop).result(60).value
    yield running
    asyncio.run_coroutine_threadsafe(simulator.stop(), loop).result(60)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(60)
    loop.close()


def drive(port: str, *words: str) -> int:
    return main(["id-card-reader", "sam", "--port", port, *words])


def test_identify_tells_the_modules_number(reader: Running, capsys: pytest.CaptureFixture[str]) -> None:
    assert drive(reader.port, "identify") == 0
    report = json.loads(capsys.readouterr().out)
    assert report["completion"] == "success"
    assert report["device"]["serial"] == "05.01-20260101-0000000001-0000000002"
    assert set(report) == {"completion", "detail", "device", "result", "ms"}


def test_a_card_is_shown_masked_unless_revealed(reader: Running, capsys: pytest.CaptureFixture[str]) -> None:
    reader.tell("put_card", person="zhang")
    assert drive(reader.port, "read") == 0
    masked = capsys.readouterr().out
    assert ZHANG.name not in masked and ZHANG.number not in masked and ZHANG.birth not in masked
    assert json.loads(masked)["result"]["photo"] == "stand-in, 1024 bytes"
    reader.tell("put_card", person="zhang")
    assert drive(reader.port, "read", "--reveal") == 0
    assert json.loads(capsys.readouterr().out)["result"]["name"] == ZHANG.name


def test_no_card_in_time_is_told_by_the_exit_status(
    reader: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    assert drive(reader.port, "read", "--deadline", "0.3") == 1
    assert json.loads(capsys.readouterr().out)["completion"] == "no_media"


def test_a_port_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert drive(str(tmp_path / "absent"), "status") == 1
    report = json.loads(capsys.readouterr().out)
    assert report["completion"] == "device_not_ready"
    assert "cannot be opened" in report["detail"]


def test_the_traffic_can_be_recorded(
    reader: Running, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "status.jsonl"
    assert drive(reader.port, "status", "--record", str(path)) == 0
    sent = b"".join(record.data for record in load(path) if record.what.value == "out")
    assert bytes.fromhex("AAAAAA9669000311FFED") in sent
    assert drive(reader.port, "status", "--record", str(path)) == 2
    assert "Nothing was sent" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["id-card-reader", "telepathy", "--port", "x", "read"], "There is no driver"),
        (["id-card-reader", "sam", "--port", "x", "dance"], "no command 'dance'"),
        (["id-card-reader", "sam", "--port", "x", "--set", "colour=red", "read"], "no setting 'colour'"),
        (["id-card-reader", "sam", "--port", "x", "--set", "colour", "read"], "KEY=VALUE"),
        (
            ["id-card-reader", "sam", "--port", "x", "--set", "baud=fast", "read"],
            "'baud' must be a whole number",
        ),
        (["id-card-reader", "sam", "--port", "x", "--set", "find_seconds=nan", "read"], "0 or more"),
        (["id-card-reader", "sam", "--port", "tcp:host", "read"], "tcp:HOST:NUMBER"),
        (["code-scanner", "gm65", "--port", "x", "--set", "suffix=LF", "scan"], "one of NONE, CR, CRLF, TAB"),
    ],
)
def test_a_command_line_that_cannot_be_used(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    assert said in capsys.readouterr().err


def test_settings_are_read_from_plain_values() -> None:
    assert settings_from(
        SamSettings, {"find_seconds": 2, "additional_address": "skip", "max_rf_bytes": 80}
    ) == (SamSettings(find_seconds=2.0, additional_address=AdditionalAddress.SKIP, max_rf_bytes=80))
    assert settings_from(Gm65Settings, {"suffix": "CRLF", "setting_codes": "left_alone"}) == Gm65Settings(
        suffix=Suffix.CRLF, setting_codes=SettingCodes.LEFT_ALONE
    )
    library = settings_from(LicensedLibrary, {"path": "/opt/wlt/lib.so", "turn": "upside_down"})
    assert library == LicensedLibrary(Path("/opt/wlt/lib.so"), turn=Turn.UPSIDE_DOWN)


def test_a_library_without_a_path_is_refused() -> None:
    with pytest.raises(SettingError, match="missing"):
        settings_from(LicensedLibrary, {})


@given(st.sampled_from(["find_seconds", "additional_address", "max_rf_bytes"]), st.from_type(object))
def test_no_value_of_a_setting_raises_anything_else(name: str, value: object) -> None:
    try:
        settings = settings_from(SamSettings, {name: value})
    except SettingError as error:
        assert name in str(error)
    else:
        assert isinstance(getattr(settings, name), float | int | Enum)


@pytest.mark.parametrize("name", sorted(DRIVERS))
def test_every_driver_is_built_from_its_name_alone(name: str) -> None:
    kind, driver = name.split("/")
    device = build(kind, driver, "/dev/absent", {}, LoopClock())
    assert (device.identity.kind.value, device.identity.driver) == (kind, driver)
    with pytest.raises(NoSuchDriver):
        build(kind, "telepathy", "/dev/absent", {}, LoopClock())
