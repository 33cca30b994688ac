"""kiosk.service: how much of the machine the kiosk is exposed to, and that it can live with that."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

# docs/operations/deploying.md explains each point that remains.
EXPOSURE_AT_MOST = 1.5

CONFINED = """
import ctypes, os, sys
libc = ctypes.CDLL(None, use_errno=True)
PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN = 65, 1
if libc.prctl(PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN, 0, 0, 0) != 0:
    print("no MDWE"); sys.exit()
assert ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int)(lambda x: x + 1)(3) == 4
import cv2, dlib, numpy, psycopg, pypdfium2, pyzbar.pyzbar, sqlalchemy, typst, zxingcpp
from PySide6 import QtGui, QtQml, QtQuick
application = QtGui.QGuiApplication([])
sum_up = "var s = 0; function f(n) { for (var i = 0; i < n; i++) s += i % 7; return s }"
print(QtQml.QJSEngine().evaluate(sum_up + "; for (var k = 0; k < 2000; k++) f(500); s").toInt())
"""


@pytest.fixture(scope="module")
def unit(root: Path) -> dict[str, list[str]]:
    """Every setting of the unit with its values, in order."""
    settings: dict[str, list[str]] = {}
    for line in (root / "kiosk.service").read_text("utf-8").splitlines():
        if "=" in line and not line.startswith("#"):
            key, value = line.split("=", 1)
            settings.setdefault(key, []).append(value)
    return settings


def test_exposure_is_low(root: Path) -> None:
    done = subprocess.run(
        [
            "systemd-analyze", "security", "--offline=true", "--no-pager",
            f"--threshold={round(EXPOSURE_AT_MOST * 10)}", str(root / "kiosk.service"),
        ],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    remaining = "\n".join(line for line in done.stdout.splitlines() if line.startswith(("✗", "→")))
    assert done.returncode == 0, f"{remaining}\n{done.stderr}"
    score = re.search(r"exposure level for kiosk\.service: ([\d.]+)", done.stdout)
    assert score is not None, done.stdout
    assert 0 < float(score[1]) <= EXPOSURE_AT_MOST


def test_systemd_understands_every_line(root: Path, tmp_path: Path) -> None:
    """With the command replaced by one that exists here, as the check looks for it."""
    text = (root / "kiosk.service").read_text("utf-8")
    (tmp_path / "kiosk.service").write_text(
        re.sub(r"^ExecStart=\S+", "ExecStart=" + str(shutil.which("true")), text, flags=re.M), "utf-8"
    )
    done = subprocess.run(
        ["systemd-analyze", "verify", str(tmp_path / "kiosk.service")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    complaints = [line for line in done.stderr.splitlines() if "kiosk.service" in line]
    assert (done.returncode, complaints) == (0, [])


def test_it_starts_again_for_ever_and_is_watched(unit: dict[str, list[str]]) -> None:
    assert unit["Restart"] == ["always"]
    assert unit["StartLimitIntervalSec"] == ["0"]
    assert unit["Type"] == ["notify"]
    assert int(unit["WatchdogSec"][0]) <= 30


def test_a_dump_of_memory_is_never_written(unit: dict[str, list[str]]) -> None:
    assert unit["LimitCORE"] == ["0"]


def test_the_libraries_live_without_writable_executable_memory() -> None:
    """What MemoryDenyWriteExecute=yes forbids, forbidden by the kernel in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", CONFINED], capture_output=True, text=True, check=False, timeout=60
    )
    if done.stdout.strip() == "no MDWE":
        pytest.skip("this kernel is older than 6.3 and cannot forbid it")
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [str(2000 * sum(i % 7 for i in range(500)))]
