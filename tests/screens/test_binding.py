"""The Qt binding itself: it holds the objects that it is given exactly as long as it should.

PySide6 6.12.0 on Python 3.11 drops one reference to an object on every ``Signal.emit()`` with it, and the
process aborts after about 560 of them. An abort kills the interpreter, so the check runs in one of its own.
"""

import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

EMISSIONS = 4_000

EMITTER = f"""
import gc
import sys
from dataclasses import dataclass
from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal, Slot

@dataclass(frozen=True)
class Snapshot:
    page: str

class Bridge(QObject):
    shown = Signal(object)

class Screen(QObject):
    seen = 0

    @Slot(object)
    def show(self, snapshot):
        self.seen += 1

application = QCoreApplication([])
bridge, screen = Bridge(), Screen()
types = {{"direct": Qt.ConnectionType.DirectConnection, "queued": Qt.ConnectionType.QueuedConnection}}
bridge.shown.connect(screen.show, types[sys.argv[1]])
snapshot = Snapshot("attract")
for _ in range(10):  # what the first calls allocate
    bridge.shown.emit(snapshot)
application.processEvents()
gc.collect()
before = sys.getrefcount(snapshot)
for count in range({EMISSIONS}):
    bridge.shown.emit(snapshot)
    if count % 100 == 99:
        application.processEvents()
application.processEvents()
gc.collect()
print(screen.seen - 10, sys.getrefcount(snapshot) - before, snapshot.page)
"""


@pytest.mark.parametrize("connection", ["direct", "queued"])
def test_an_emitted_object_keeps_its_references(connection: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", EMITTER, connection], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, f"the process ended with {done.returncode}: {done.stderr[-2000:]}"
    seen, gained, page = done.stdout.split()
    assert (int(seen), page) == (EMISSIONS, "attract")
    assert int(gained) == 0, f"{gained} references after {EMISSIONS} emissions: leaked if > 0, dropped if < 0"


def test_the_binding_is_the_pinned_one(root: Path) -> None:
    lock = (root / "requirements.lock").read_text()
    pins = dict(re.findall(r"^(pyside6-essentials|shiboken6)==(\S+)", lock, re.M))
    assert {name: metadata.version(name) for name in pins} == pins
    assert len(set(pins.values())) == 1, "Qt's binding and its generator belong together"
    assert f'"PySide6-Essentials=={pins["pyside6-essentials"]}"' in (root / "pyproject.toml").read_text()


def test_the_binding_is_no_first_release(root: Path) -> None:
    """A release x.y.0 of the binding is never used: 6.12.0 is the reason."""
    assert not metadata.version("PySide6-Essentials").endswith(".0")
