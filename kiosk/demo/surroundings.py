"""What stands around the kiosk in the demo: simulators and the hub, each a process of its own."""

from __future__ import annotations

import json
import logging
import os
import queue
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Self

from drivers.simulators.control import send
from drivers.simulators.host import SimulatorSpec, load_spec
from kiosk.demo.photos import draw, photo_folder

_log = logging.getLogger(__name__)
ROOT = Path(__file__).parent.parent.parent
DEMO = ROOT / "config" / "demo"
DEVICES = DEMO / "simulators.toml"
READY_S = 30.0
END_S = 5.0
TERMINAL = "DEMO-01"


class DemoFailed(RuntimeError):
    """A part of the demo did not start; one sentence."""


@dataclass(slots=True)
class Surroundings:
    """Started by ``start``; ``stop`` ends every process and removes the folder if it was made here."""

    folder: Path
    own_folder: bool
    hub_port: int
    devices: Path = DEVICES
    _processes: list[subprocess.Popen[str]] = field(default_factory=list)

    @classmethod
    def in_folder(cls, folder: Path | None, devices: Path = DEVICES) -> Self:
        """``devices``: the simulators' specification."""
        chosen = folder or Path(tempfile.mkdtemp(prefix="kiosk-demo-"))
        chosen.mkdir(parents=True, exist_ok=True)
        return cls(chosen, folder is None, _free_port(), devices)

    @property
    def control(self) -> Path:
        return self.folder / "simulators.sock"

    @property
    def ports(self) -> Path:
        return self.folder / "ports"

    @property
    def hub_url(self) -> str:
        return f"http://127.0.0.1:{self.hub_port}"

    @property
    def secrets(self) -> Path:
        return self.folder / "secrets"

    @property
    def printed(self) -> Path:
        """Where the page printer keeps what it printed."""
        return self.ports / "page-printer.files"

    @property
    def tickets(self) -> Path:
        return self.ports / "receipt-printer.files"

    @property
    def books(self) -> Path:
        """Where the book printer keeps its pages."""
        return self.ports / "book-printer.files"

    @property
    def overlay(self) -> Path:
        """The settings that lead the kiosk to this demo's devices and hub."""
        return self.folder / "demo.toml"

    def start(self) -> None:
        """``begin`` and ``await_ready``."""
        self.begin()
        self.await_ready()

    def begin(self) -> None:
        """Start every process. On return they may still be getting ready."""
        self._run(
            "simulators",
            "drivers.simulators.host",
            "--spec", str(self.devices),
            "--control", str(self.control),
            "--ports", str(self.ports),
            "--end-with-stdin",
        )  # fmt: skip
        photos = self._photos()  # drawn while the simulators start, if they were never drawn before
        self._run(
            "hub",
            "kiosk.hub",
            "--secrets", str(self.secrets),
            "--make-secrets", TERMINAL,
            "--port", str(self.hub_port),
            "--database", f"sqlite:///{self.folder / 'hub.db'}",
            "--residents", str(DEMO / "residents.yaml"),
            "--register", str(DEMO / "hub.yaml"),
            "--records", str(DEMO / "records"),
            "--photos", str(photos),
            "--demo-controls",
            "--end-with-stdin",
        )  # fmt: skip

    def await_ready(self) -> None:
        """Errors: ``DemoFailed``. On return every device and the hub answer."""
        simulators, hub = self._processes
        ready = _first_line(simulators, "simulators")
        assert json.loads(ready)["ready"]
        self._write_overlay()
        _await_port(self.hub_port, hub)

    def _photos(self) -> Path:
        try:
            return photo_folder()
        except OSError as error:
            _log.info("The residents' photographs are not kept for the next time: %s.", error.strerror)
        photos = self.folder / "photos"
        photos.mkdir(exist_ok=True)
        draw(photos)
        return photos

    def tell(self, device: str, command: str, /, **args: object) -> Mapping[str, object]:
        """Do something to a simulated device, as the dock does."""
        return send(self.control, device, command, 5.0, **args)

    def stop(self) -> None:
        for process in reversed(self._processes):
            process.terminate()
        for process in reversed(self._processes):
            try:
                process.wait(END_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    stream.close()
        if self.own_folder:
            shutil.rmtree(self.folder, ignore_errors=True)

    def pids(self) -> list[int]:
        return [process.pid for process in self._processes]

    def _run(self, name: str, module: str, *arguments: str) -> subprocess.Popen[str]:
        with (self.folder / f"{name}.log").open("a", encoding="utf-8") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", module, *arguments],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
            )
        self._processes.append(process)
        return process

    def _write_overlay(self) -> None:
        tables = [self._table(spec) for spec in load_spec(self.devices)]
        self.overlay.write_text(
            f"""\
[terminal]
id = "{TERMINAL}"
data_dir = {json.dumps(str(self.folder / "data"))}

[hub]
url = "{self.hub_url}"
key_file = {json.dumps(str(self.secrets / "terminal.key"))}

{"".join(tables)}""",
            "utf-8",
        )

    def _table(self, spec: SimulatorSpec) -> str:
        """How the kiosk reaches one simulated device; an address stands in a file beside its port."""
        address = self.ports / f"{spec.device}.url"
        where = f"port = {json.dumps(str(self.ports / spec.device))}"
        if spec.kind.endswith("camera"):  # it reads the file at each connection
            where = f"port = {json.dumps(str(address))}"
        elif address.exists():
            where = f"url = {json.dumps(address.read_text('ascii').strip())}"
        model = spec.settings.get("model")
        profile = f"settings = {{ profile = {json.dumps(model)} }}\n" if model else ""
        return (
            f"[devices.{spec.device}]\nkind = {json.dumps(spec.kind)}\ndriver = {json.dumps(spec.driver)}\n"
            f"{where}\nsimulator = true\n{profile}\n"
        )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _first_line(process: subprocess.Popen[str], name: str) -> str:
    """What the process says when it is ready; it is read on in the background so that it never blocks."""
    lines: queue.Queue[str] = queue.Queue()
    assert process.stdout is not None
    threading.Thread(target=_drain, args=(process.stdout, lines), daemon=True).start()
    try:
        line = lines.get(timeout=READY_S)
    except queue.Empty:
        line = ""
    if not line:
        raise DemoFailed(f"The {name} did not get ready; see {name}.log in the demo's folder.")
    return line


def _drain(stream: IO[str], lines: queue.Queue[str]) -> None:
    for line in stream:
        lines.put(line)
    lines.put("")


def _await_port(port: int, process: subprocess.Popen[str]) -> None:
    """Come back when the hub accepts connections."""
    pause = threading.Event()
    for _ in range(int(READY_S / 0.05)):
        if process.poll() is not None:
            break
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        pause.wait(0.05)
    raise DemoFailed("The hub did not start; see hub.log in the demo's folder.")
