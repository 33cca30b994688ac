"""The simulators' host as a process of its own: ports, control socket, and its end."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from device_bench import CARDS, context

from drivers.clock import LoopClock
from drivers.code_scanner.gm65 import Gm65Scanner
from drivers.contract import Code
from drivers.simulators.control import ControlError, ControlServer, send, send_async
from drivers.simulators.host import SpecError, main, parse_spec
from drivers.simulators.id_card_reader import SimulatedIdCardReader, physics_without_time
from drivers.simulators.registry import NoSuchSimulator, factory
from drivers.simulators.wires import MemoryWire
from drivers.transports.memory import MemoryLine
from drivers.transports.serial import SerialSettings, SerialTransport

SPEC = """
[[simulator]]
device = "scanner"
kind = "code-scanner"
driver = "gm65"
settings = { timing = "none" }
"""


@dataclass
class RunningHost:
    process: subprocess.Popen[bytes]
    control: Path
    ports: Path
    ready: Mapping[str, object]


@pytest.fixture
def host(tmp_path: Path) -> Iterator[RunningHost]:
    spec, control, ports = tmp_path / "spec.toml", tmp_path / "control.sock", tmp_path / "ports"
    spec.write_text(SPEC)
    command = [sys.executable, "-m", "drivers.simulators.host", "--end-with-stdin"]
    command += ["--spec", str(spec), "--control", str(control), "--ports", str(ports)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None and process.stdout is not None
        try:
            yield RunningHost(process, control, ports, json.loads(process.stdout.readline()))
        finally:
            with contextlib.suppress(BrokenPipeError):
                process.stdin.close()
            try:
                process.wait(30)
            finally:
                process.kill()


def test_a_scanner_in_another_process_is_driven_unplugged_and_plugged_in_again(host: RunningHost) -> None:
    port = host.ports / "scanner"

    async def scenario() -> None:
        scanner = Gm65Scanner(SerialTransport(SerialSettings(str(port), baud=9600)), LoopClock())
        assert (await scanner.open(10)).succeeded
        await send_async(host.control, "scanner", "show_code", text="随申码")
        completion = await scanner.scan(10)
        assert completion.result is not None and completion.result.text == "随申码"
        await send_async(host.control, "scanner", "fault", name="unplugged")
        assert not port.is_symlink(), "the port is gone, as udev would have it"
        assert (await scanner.scan(5)).code is Code.DEVICE_NOT_READY
        await send_async(host.control, "scanner", "clear_faults")
        assert (await scanner.open(10)).succeeded
        await scanner.close()

    asyncio.run(scenario())


def test_the_host_says_what_is_ready_and_where(host: RunningHost) -> None:
    assert host.ready == {"ready": True, "devices": {"scanner": os.readlink(host.ports / "scanner")}}


def test_the_control_socket_belongs_to_its_user_alone(host: RunningHost) -> None:
    assert stat.S_IMODE(host.control.stat().st_mode) == 0o600


def test_no_simulator_outlives_the_program_that_started_it(host: RunningHost) -> None:
    assert host.process.stdin is not None
    host.process.stdin.close()
    assert host.process.wait(30) == 0
    assert not host.control.exists()
    assert not (host.ports / "scanner").is_symlink()


def test_sigterm_ends_the_host_in_good_order(host: RunningHost) -> None:
    host.process.terminate()
    assert host.process.wait(30) == 0
    assert not host.control.exists()


def test_a_refusal_is_one_sentence_and_nothing_happens(host: RunningHost) -> None:
    before = send(host.control, "scanner", "state")
    for device, command, args in [
        ("scanner", "dance", {}),
        ("scanner", "fault", {"name": "tired"}),
        ("scanner", "fault", {}),
        ("scanner", "fault", {"name": "late", "argument": "long"}),
        ("scanner", "fault", {"name": "late", "count": 0}),
        ("scanner", "show_code", {}),
        ("scanner", "show_code", {"text": "x", "encoding": "nonsense"}),
        ("scanner", "show_code", {"hex": "zz"}),
        ("toaster", "state", {}),
    ]:
        with pytest.raises(ControlError, match=r"\.$"):
            send(host.control, device, command, **args)  # type: ignore[arg-type]
    assert send(host.control, "scanner", "state") == before


def test_nonsense_on_the_control_socket_harms_nobody(host: RunningHost) -> None:
    for line in (
        b"\n",
        b"{\n",
        b"[]\n",
        b"1\n",
        b'{"command": 1}\n',
        b'{"command": "x", "args": 1}\n',
        b"\xff\n",
    ):
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(host.control))
            connection.sendall(line)
            assert json.loads(connection.makefile("rb").readline())["ok"] is False
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(host.control))
        with contextlib.suppress(ConnectionError):
            connection.sendall(b"x" * 200_000)
    assert send(host.control, "scanner", "state")["scans"] == 0


def test_without_a_host_the_client_says_so(tmp_path: Path) -> None:
    with pytest.raises(ControlError, match="does not answer"):
        send(tmp_path / "absent.sock", "scanner", "state")
    with pytest.raises(ControlError, match="does not answer"):
        asyncio.run(send_async(tmp_path / "absent.sock", "scanner", "state"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "at least one"),
        ("simulator = 1", "at least one"),
        ("[[simulator]", "not TOML"),
        ("[[simulator]]\ndevice = 'a'", "needs the texts"),
        ("[[simulator]]\ndevice = '../a'\nkind = 'k'\ndriver = 'd'", "file's name"),
        ("[[simulator]]\ndevice = 'a'\nkind = 'k'\ndriver = 'd'\ncolour = 1", "unknown keys: colour"),
        ("[[simulator]]\ndevice = 'a'\nkind = 'k'\ndriver = 'd'\nsettings = 1", "no table"),
        ("[[simulator]]\ndevice='a'\nkind='k'\ndriver='d'\n" * 2, "same 'device'"),
    ],
)
def test_a_spec_that_cannot_be_used_is_refused_with_what_to_change(text: str, said: str) -> None:
    with pytest.raises(SpecError, match=said):
        parse_spec(text)


@pytest.mark.parametrize(
    ("kind", "driver", "settings", "said"),
    [
        ("toaster", "x", "{}", "There is no simulator for toaster/x"),
        ("code-scanner", "gm65", "{ colour = 'red' }", "has no settings colour"),
        ("code-scanner", "gm65", "{ suffix = 'XX' }", "no suffix"),
        ("id-card-reader", "sam", "{ people = '/absent' }", "cannot be used"),
    ],
)
def test_the_host_does_not_start_with_a_simulator_that_cannot_be(
    kind: str, driver: str, settings: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = tmp_path / "spec.toml"
    spec.write_text(f"[[simulator]]\ndevice='a'\nkind='{kind}'\ndriver='{driver}'\nsettings={settings}")
    arguments = ["--spec", str(spec), "--control", str(tmp_path / "c"), "--ports", str(tmp_path / "p")]
    assert main(arguments) == 2
    assert said in capsys.readouterr().err


def test_a_control_socket_that_cannot_be_made_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = tmp_path / "spec.toml"
    spec.write_text(SPEC)
    control = tmp_path / ("x" * 120)  # longer than the name of a socket may be
    assert main(["--spec", str(spec), "--control", str(control), "--ports", str(tmp_path / "p")]) == 2
    assert "cannot run here" in capsys.readouterr().err


def test_every_registered_simulator_can_be_made_or_is_unknown() -> None:
    with pytest.raises(NoSuchSimulator):
        factory("id-card-reader", "telepathy")
    assert callable(factory("id-card-reader", "sam"))
    assert callable(factory("code-scanner", "gm65"))


def test_the_demos_residents_can_all_put_their_card_on_the_reader() -> None:
    async def scenario() -> None:
        simulator = factory("id-card-reader", "sam")({"timing": "none"}, context("reader"))
        people = simulator.state()["people"]
        assert isinstance(people, list) and people
        await simulator.handle("put_card", {"person": people[0]})
        assert simulator.state()["card"] == people[0]

    asyncio.run(scenario())


def test_a_bug_in_one_simulator_does_not_silence_the_host(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue("expected_logs").expect("simulator reader failed")

    async def scenario() -> None:
        reader = SimulatedIdCardReader(
            context("reader"), CARDS, physics_without_time(), MemoryWire(MemoryLine())
        )
        broken = {"reader": reader}
        reader.put_card = None  # type: ignore[assignment, method-assign]
        server = ControlServer(tmp_path / "c.sock", broken)
        await server.start()
        with pytest.raises(ControlError, match="its log says why"):
            await send_async(tmp_path / "c.sock", "reader", "put_card", person="zhang")
        assert (await send_async(tmp_path / "c.sock", "reader", "state"))["card"] is None
        await server.stop()

    asyncio.run(scenario())
