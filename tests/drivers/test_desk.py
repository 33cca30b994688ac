"""A desk with two terminals: a simulator started by hand in one, its device driven from the other."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from drivers.commands import told
from drivers.commission import main
from drivers.contract import (
    CardUid,
    HolderAccess,
    Key,
    KeyPress,
    SocialCardGeneration,
    SocialCardHolder,
    SocialSecurityCard,
)
from drivers.simulators.command import fault, plain_value, simulate

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Desk:
    """The simulator's terminal."""

    port: str
    socket: Path
    process: subprocess.Popen[str]
    output: pytest.CaptureFixture[str]
    kind: str
    driver: str

    def device(self, *words: str) -> tuple[int, dict[str, Any]]:
        status = main([self.kind, self.driver, "--port", self.port, *words, "--json"])
        captured = self.output.readouterr()
        assert not captured.err, captured.err
        return status, json.loads(captured.out)

    def fault(self, *words: str) -> dict[str, Any]:
        assert fault([str(self.socket), *words]) == 0
        state: dict[str, Any] = json.loads(self.output.readouterr().out)
        return state


class Desks:
    def __init__(self, folder: Path, output: pytest.CaptureFixture[str]) -> None:
        self._folder = folder
        self._output = output
        self._processes: list[subprocess.Popen[str]] = []

    def start(self, kind: str, driver: str, *settings: str) -> Desk:
        socket = self._folder / "control"
        words = [word for setting in settings for word in ("--set", setting)]
        code = "from drivers.simulators.command import simulate; raise SystemExit(simulate())"
        process = subprocess.Popen(
            [sys.executable, "-c", code, kind, driver, *words, "--control", str(socket)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        self._processes.append(process)
        assert process.stdout is not None
        return Desk(process.stdout.readline().strip(), socket, process, self._output, kind, driver)

    def end(self) -> None:
        for process in self._processes:
            process.send_signal(signal.SIGTERM)
            assert process.wait(60) == 0
            assert process.stdout is not None
            process.stdout.close()


@pytest.fixture
def desks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Desks]:
    desks = Desks(tmp_path, capsys)
    yield desks
    desks.end()


def test_a_locker_is_driven_from_the_command_line(desks: Desks) -> None:
    settings = ("board=1", "locks=24", "contact=closed_when_open")
    desk = desks.start("locker", "board-8a", *settings)
    words = [word for setting in settings for word in ("--set", setting)]
    status, report = desk.device(*words, "doors")
    assert status == 0
    assert set(report) == {"completion", "detail", "device", "result", "ms"}
    assert report["result"] == {str(number): "closed" for number in range(1, 25)}
    status, report = desk.device(*words, "open", "3")
    assert (status, report["completion"], report["result"]) == (0, "success", {"3": "open"})
    assert desk.fault("state")["pulses"] == {"3": 1}
    desk.fault("do", "close_door", "compartment=3")
    desk.fault("stuck", "3")
    status, report = desk.device("open", *words, "3")
    assert (status, report["completion"]) == (1, "hardware_error")
    assert desk.fault("clear")["faults"] == {}


def test_a_lost_answer_after_the_pulse_is_made_good(desks: Desks) -> None:
    desk = desks.start("locker", "kerong-cu16")
    assert desk.device("doors")[0] == 0
    desk.fault("drop", "--count", "1")
    status, report = desk.device("--set", "reply_seconds=0.3", "identify")
    assert (status, report["completion"]) == (0, "success")
    desk.fault("silent")
    status, report = desk.device("--set", "reply_seconds=0.1", "open", "3")
    assert (status, report["completion"]) == (1, "time_out"), "nobody answers, so nothing is opened"
    desk.fault("clear", "silent")
    assert desk.fault("state").get("pulses") == {}


def test_a_door_is_driven_from_the_command_line(desks: Desks) -> None:
    desk = desks.start("door", "modbus-relay")
    words = ("--set", "pulse_seconds=0.3", "--set", "inputs=door=0")
    status, report = desk.device(*words, "pulse")
    assert (status, report["result"]) == (0, "board_timer")
    status, report = desk.device(*words, "contacts")
    assert report["result"] == {"door": "closed", "exit_button": "unknown", "alarm": "unknown"}
    assert desk.device(*words, "self-test")[0] == 0
    assert desk.fault("state")["switched_on"] == 1


def test_a_relay_without_a_timer_is_refused_from_the_command_line(desks: Desks) -> None:
    desk = desks.start("door", "lcus")
    status, report = desk.device("pulse")
    assert (status, report["completion"]) == (1, "unsupported")
    assert desk.fault("state")["triggers"] == 0
    status, report = desk.device("--set", "hardware_timer=fitted", "pulse")
    assert (status, report["completion"]) == (1, "outcome_unknown")
    assert desk.fault("state")["triggers"] == 1


def test_lamps_and_sensors_are_driven_from_the_command_line(desks: Desks) -> None:
    desk = desks.start("signals", "modbus-io")
    words = ("--set", "lamps=tower_red=2", "--set", "sensors=presence=1")
    assert desk.device(*words, "lamp", "tower_red", "on")[1]["result"] == "on"
    assert desk.fault("state")["relays"] == [2]
    desk.fault("do", "set_input", "input=1", "on=1")
    assert desk.device(*words, "sensors")[1]["result"] == {"presence": "present"}


def test_a_power_supply_is_asked_over_tcp(desks: Desks) -> None:
    desk = desks.start("signals", "nut")
    assert desk.port.startswith("tcp:127.0.0.1:")
    status, report = desk.device("power")
    assert (status, report["device"]["serial"]) == (0, "SIM-0001")
    assert report["result"]["source"] == "mains" and report["result"]["words"] == ["OL"]
    desk.fault("do", "cut_mains")
    assert desk.device("self-test")[1]["result"]["source"] == "battery"
    desk.fault("unplugged")
    assert desk.device("power")[1]["completion"] == "device_not_ready"
    desk.fault("clear")
    assert desk.device("power")[0] == 0


def test_the_new_port_is_told_when_the_device_is_plugged_in_again(desks: Desks) -> None:
    desk = desks.start("locker", "wkly", "locks=2")
    desk.fault("unplugged")
    status, report = desk.device("--set", "locks=2", "doors")
    assert (status, report["completion"]) == (1, "device_not_ready")
    desk.fault("clear", "unplugged")
    assert desk.process.stdout is not None
    desk.port = desk.process.stdout.readline().strip()
    assert desk.device("--set", "locks=2", "doors")[0] == 0


def test_the_trace_shows_the_traffic_on_standard_error(
    desks: Desks, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = desks.start("locker", "board-8a", "locks=8")
    assert main(["locker", "board-8a", "--port", desk.port, "--set", "locks=8", "--trace", "doors"]) == 0
    captured = capsys.readouterr()
    assert "out 80 01 00 33 b2" in captured.err and "in  80 01 ff 33 4d" in captured.err
    assert json.loads(captured.out)["completion"] == "success"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["locker", "telepathy"], "There is no simulator"),
        (["locker", "board-8a", "--set", "colour=red"], "no setting 'colour'"),
        (["locker", "board-8a", "--set", "colour"], "KEY=VALUE"),
    ],
)
def test_a_simulator_that_cannot_be_is_refused(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert simulate(words) == 2
    assert said in capsys.readouterr().err


def test_a_fault_that_cannot_be_is_refused(desks: Desks, capsys: pytest.CaptureFixture[str]) -> None:
    desk = desks.start("locker", "board-8a")
    for words, status, said in (
        (["telepathy"], 1, "no fault 'telepathy'"),
        (["late", "soon"], 2, "is a number"),
        (["late", "1", "2"], 2, "one number"),
        (["do", "paint"], 1, "does not know 'paint'"),
    ):
        assert fault([str(desk.socket), *words]) == status
        assert said in capsys.readouterr().err
    assert fault([str(desk.socket) + ".absent", "silent"]) == 1
    assert "does not answer" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["open"], "needs 1 words"),
        (["open", "3", "4"], "needs 1 words"),
        (["open", "three"], "is a number"),
        (["doors", "3"], "needs 0 words"),
        (["pulse"], "no command 'pulse'"),
    ],
)
def test_words_that_make_no_sense_send_nothing_to_a_lock(
    desks: Desks, words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = desks.start("locker", "board-8a")
    assert main(["locker", "board-8a", "--port", desk.port, *words]) == 2
    captured = capsys.readouterr()
    assert said in captured.err and "Nothing was sent" in captured.err and not captured.out
    assert desk.fault("state")["pulses"] == {}


def test_receipts_and_pages_are_printed_from_the_command_line(desks: Desks, tmp_path: Path) -> None:
    receipt = tmp_path / "receipt.txt"
    receipt.write_text("自检\n\n𬭎㛃䶮\n", encoding="utf-8")
    desk = desks.start("receipt-printer", "escpos")
    status, report = desk.device("print", str(receipt), "--deadline", "30")
    assert (status, report["completion"]) == (0, "success")
    assert report["result"]["confirmed_by"]


def test_a_page_is_printed_from_the_command_line(desks: Desks) -> None:
    desk = desks.start("page-printer", "ipp")
    status, report = desk.device("identify")
    assert (status, report["completion"]) == (0, "success")
    assert desk.device("status")[0] == 0


def test_a_card_dispenser_is_driven_from_the_command_line(desks: Desks) -> None:
    desk = desks.start("card-dispenser", "crt591")
    status, report = desk.device("dispense", "--deadline", "30")
    assert (status, report["completion"], report["result"]["place"]) == (0, "success", "at_gate")


def test_a_key_and_the_status_of_a_keypad_are_told(desks: Desks) -> None:
    """The status is that of the device: the question itself keeps nobody busy."""
    desk = desks.start("keypad", "evdev")
    told = desk.device("--set", "node=stand_in", "status")[1]["result"]
    assert told["state"] == "online"
    desk.fault("do", "keep_pressing", "key=7")
    status, report = desk.device("--set", "node=stand_in", "key", "--reveal")
    assert (status, report["result"]) == (0, "7")


@pytest.mark.parametrize(
    ("text", "value"), [("7", 7), ("0123", "0123"), ("1.5", 1.5), ("1.50", "1.50"), ("2.0", 2.0), ("-3", -3)]
)
def test_what_is_no_plain_number_stays_a_text(text: str, value: object) -> None:
    assert plain_value(text) == value


def test_a_paper_on_the_desk_is_captured_into_a_file_of_its_own(desks: Desks, tmp_path: Path) -> None:
    desk = desks.start("document-camera", "mjpeg", "width=640", "height=480")
    desk.fault("do", "lay_paper", "sample=lease-1", "rotation=85")
    file = tmp_path / "page.jpg"
    status, report = desk.device("capture", str(file))
    assert (status, report["completion"], report["device"]["serial"]) == (0, "success", "SIM-DOC-0001")
    assert (report["result"]["width"], report["result"]["height"]) == (640, 480)
    assert file.read_bytes()[:2] == b"\xff\xd8"
    assert file.stat().st_mode & 0o777 == 0o600
    main([desk.kind, desk.driver, "--port", desk.port, "capture", str(file)])
    assert "cannot be created" in desk.output.readouterr().err, "no file is written over"


def test_a_code_held_before_a_camera_is_scanned_from_the_command_line(desks: Desks) -> None:
    desk = desks.start("camera", "mjpeg", "width=640", "height=480", "seconds=0.5")
    desk.kind, desk.driver = "code-scanner", "camera"
    words = ("--set", "camera=mjpeg")
    status, report = desk.device(*words, "identify")
    assert (status, report["completion"], report["device"]["serial"]) == (0, "success", "SIM-CAM-0001")
    assert (report["device"]["kind"], report["device"]["driver"]) == ("code-scanner", "camera")
    for word in ("status", "self-test"):
        status, report = desk.device(*words, word)
        assert (status, report["result"]["state"], bool(report["result"]["source"])) == (0, "online", True)
    status, report = desk.device(*words, "--deadline", "1", "scan")
    assert (status, report["completion"]) == (1, "time_out"), "no code was shown"
    desk.fault("do", "show_code", "text=token=0123456789")
    status, report = desk.device(*words, "scan")
    assert (status, report["completion"]) == (0, "success")
    assert "0123456789" not in json.dumps(report)
    assert desk.device(*words, "scan", "--reveal")[1]["result"]["text"] == "token=0123456789"
    desk.fault("unplugged")
    status, report = desk.device(*words, "scan")
    assert (status, report["completion"]) == (1, "device_not_ready")


def test_a_social_security_card_is_masked_unless_revealed() -> None:
    holder = SocialCardHolder("99999919900101002X", "章试纸", "2", "01", "999999", "19900101")
    card = SocialSecurityCard(
        SocialCardGeneration.SECOND, "3B", "99", "999999", "1", "2.00", "01", "20200101", "20300101", "Z1",
        HolderAccess.READ, holder,
    )  # fmt: skip
    masked = json.dumps(told(card, reveal=False), ensure_ascii=False)
    assert "章试纸" not in masked and "99999919900101002X" not in masked and "19900101" not in masked
    assert json.loads(masked)["valid_to"] == "20300101"
    assert "章试纸" in json.dumps(told(card, reveal=True), ensure_ascii=False)
    assert told(CardUid("04A1B2C3"), reveal=False) == "********"
    assert told(KeyPress(Key.DIGIT_7), reveal=False) == "*"


def test_a_file_that_cannot_be_read_prints_nothing(
    desks: Desks, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = desks.start("receipt-printer", "escpos")
    binary = tmp_path / "binary"
    binary.write_bytes(b"\xff\xfe\x00")
    for name, said in ((str(tmp_path / "absent"), "cannot be read"), (str(binary), "no text")):
        assert main(["receipt-printer", "escpos", "--port", desk.port, "print", name]) == 2
        assert said in capsys.readouterr().err
