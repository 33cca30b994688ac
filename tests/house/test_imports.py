"""Who may import what: the lines of docs/design.md, held."""

import ast
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import pytest

# The only places that join the kiosk, the drivers and the screens.
COMPOSITION_ROOTS = (
    "kiosk/app.py",
    "kiosk/app",
    "kiosk/app",
    "kiosk/demo.py",
    "kiosk/__main__.py",
    "kiosk/bench",
    "kiosk/walkthrough.py",
    "kiosk/walkthrough",
    "kiosk/demo",
)
# What reads clocks, files, sockets or processes, or writes logs.
DOES_IO = {
    "asyncio", "concurrent", "cv2", "evdev", "fcntl", "ftplib", "glob", "http", "httpx", "io", "logging",
    "mmap", "multiprocessing", "os", "pathlib", "psycopg", "random", "requests", "secrets", "select",
    "selectors", "serial", "shutil", "signal", "smartcard", "socket", "sqlalchemy", "sqlite3", "ssl",
    "subprocess", "sys", "tempfile", "threading", "time", "urllib", "usb", "uvicorn", "yaml",
}  # fmt: skip
PURE = ("kiosk/domain", "kiosk/flow")
# A process of its own, which opens the camera itself: faces must not leave it.
OWNS_A_CAMERA = ("kiosk/vision",)
SPEAKS_HTTP = ("kiosk/backend/client.py", "drivers/page_printer", "drivers/transports", "drivers/simulators")


def imports(source: str, file: str) -> Iterator[tuple[int, str]]:
    """Line and full dotted name of every module that the source imports, wherever in the file."""
    package = PurePosixPath(file).parent.parts
    for node in ast.walk(ast.parse(source, file)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*base, *([node.module] if node.module else [])])
            # `from kiosk import flow` imports kiosk.flow
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)


def within(file: str, places: tuple[str, ...]) -> bool:
    return any(file == place or file.startswith(place + "/") for place in places)


def faults(source: str, file: str) -> list[str]:
    """What the file imports against the rules, as sentences."""
    found = []
    area = file.split("/")[0]
    joins = within(file, COMPOSITION_ROOTS)
    for line, name in imports(source, file):
        top = name.split(".")[0]
        where = f"{file}:{line} imports {name}: "
        if top in ("PySide6", "shiboken6") and area != "screens" and not joins:
            found.append(where + "Qt is known to screens and the composition roots only")
        if area == "drivers" and top in ("kiosk", "screens"):
            found.append(where + "drivers know neither the kiosk nor the screens")
        if area == "kiosk" and top == "screens" and not joins:
            found.append(where + "only composition roots join the kiosk and the screens")
        if area == "kiosk" and top == "drivers" and not joins and not _known_to_kiosk(name, file):
            found.append(where + "outside composition roots the kiosk knows the drivers' contract only")
        if area == "screens" and top == "drivers":
            found.append(where + "screens draw what the core shows and know no drivers")
        if within(file, PURE) and top in DOES_IO:
            found.append(where + "kiosk.domain and kiosk.flow do no I/O")
        if within(file, PURE) and top == "kiosk" and not within(name.replace(".", "/"), PURE):
            found.append(where + "kiosk.domain and kiosk.flow know nothing around them")
        if top == "httpx" and not within(file, SPEAKS_HTTP):
            found.append(where + "HTTP is spoken in kiosk/backend/client.py and by network devices only")
    return found


def _known_to_kiosk(name: str, file: str) -> bool:
    """The vocabulary of all devices, and documents as data, which a printer's driver takes."""
    parts = name.split(".")
    if within(file, OWNS_A_CAMERA) and parts[1:2] == ["camera"]:
        return True
    return "contract" in parts[1:3] or "document" in parts[-2:]


@pytest.mark.parametrize("area", ["kiosk", "drivers", "screens"])
def test_every_import_keeps_the_rules(root: Path, area: str) -> None:
    files = sorted((root / area).rglob("*.py"))
    assert files
    found = [
        fault
        for path in files
        for fault in faults(path.read_text("utf-8"), path.relative_to(root).as_posix())
    ]
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("file", "source"),
    [
        ("kiosk/flow/session.py", "import time"),
        ("kiosk/domain/cases.py", "def f():\n    from os import path"),
        ("kiosk/flow/session.py", "from ..journal import store"),
        ("kiosk/flow/session.py", "from kiosk.runtime.vault import Vault"),
        ("kiosk/runtime/core.py", "from PySide6.QtCore import QObject"),
        ("kiosk/runtime/core.py", "from screens import bridge"),
        ("kiosk/runtime/core.py", "from drivers.code_scanner.gm65 import Scanner"),
        ("kiosk/hub/api.py", "import httpx"),
        ("drivers/supervisor.py", "import kiosk.settings"),
        ("drivers/supervisor.py", "from PySide6 import QtSerialPort"),
        ("screens/bridge.py", "from drivers.contract import Status"),
    ],
)
def test_a_forbidden_import_is_found(file: str, source: str) -> None:
    assert faults(source, file)


@pytest.mark.parametrize(
    ("file", "source"),
    [
        ("kiosk/flow/session.py", "from ..domain import cases\nfrom dataclasses import dataclass"),
        ("kiosk/flow/session.py", "from . import events"),
        ("kiosk/runtime/core.py", "from drivers.contract import Status"),
        ("kiosk/runtime/core.py", "from drivers.receipt_printer.document import Line"),
        ("kiosk/app.py", "from drivers.supervisor import Supervisor\nimport screens.bridge, PySide6"),
        ("screens/bridge.py", "from PySide6.QtCore import QObject\nfrom kiosk.flow import display"),
        ("kiosk/backend/client.py", "import httpx"),
    ],
)
def test_a_permitted_import_passes(file: str, source: str) -> None:
    assert faults(source, file) == []
