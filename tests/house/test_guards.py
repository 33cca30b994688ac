"""The guards of tests/conftest.py do catch what they are there for."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CASES = '''
import logging, os, random, socket, time, warnings
import pytest

def test_unexpected_log():
    logging.getLogger("kiosk.any").warning("paper is low")

def test_expected_log(expected_logs):
    expected_logs.expect(r"paper is \\w+")
    logging.getLogger("kiosk.any").warning("paper is low")

@pytest.mark.expected_logs("reader lost")
def test_marked_log():
    logging.getLogger("kiosk.any").error("reader lost")

@pytest.mark.expected_logs("reader lost")
def test_absent_log():
    pass

@pytest.mark.expected_logs("reader lost")
def test_another_log_beside_the_expected():
    logging.getLogger("kiosk.any").error("reader lost")
    logging.getLogger("kiosk.any").error("scanner lost")

def test_information_is_free():
    logging.getLogger("kiosk.any").info("started")

def test_warning():
    warnings.warn("old")

def test_connects_out():
    socket.create_connection(("192.0.2.1", 80), timeout=1)

def test_asks_for_a_name():
    socket.getaddrinfo("example.org", 443)

def test_sends_out():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(b"x", ("192.0.2.1", 9))

def test_loopback_is_free():
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()

def test_surrounding():
    assert os.environ["QT_QPA_PLATFORM"] == "offscreen" and time.localtime().tm_zone in ("NST", "NDT")

@pytest.mark.anyio
async def test_asynchronous():
    pass

def test_a_thread_dies():
    import threading
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start()
    thread.join()
'''
BAD = {
    "test_unexpected_log", "test_absent_log", "test_another_log_beside_the_expected", "test_warning",
    "test_connects_out", "test_asks_for_a_name", "test_sends_out", "test_a_thread_dies",
}  # fmt: skip


@pytest.fixture(scope="module")
def report(root: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """What pytest says of the cases in a project with our conftest and settings."""
    project = tmp_path_factory.mktemp("project")
    (project / "tests").mkdir()
    shutil.copy(root / "pyproject.toml", project)
    shutil.copy(root / "tests" / "conftest.py", project / "tests")
    (project / "tests" / "test_cases.py").write_text(CASES)
    done = subprocess.run(
        # The tables at the end of a run belong to the real tests.
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:support.tables", "-rA",
         "--tb=short"],
        cwd=project, capture_output=True, text=True, check=False, timeout=100,
    )  # fmt: skip
    return done.stdout


@pytest.mark.parametrize("name", re.findall(r"^(?:async )?def (\w+)", CASES, re.M))
def test_guard(report: str, name: str) -> None:
    outcomes = set(re.findall(rf"^(PASSED|FAILED|ERROR) \S+::{name}\b", report, re.M))
    if name in BAD:
        assert outcomes & {"FAILED", "ERROR"}, report
    else:
        assert outcomes == {"PASSED"}, report


def test_a_complaint_names_the_record(report: str) -> None:
    assert "unexpected WARNING of kiosk.any: paper is low" in report
    assert "no record matches 'reader lost'" in report
