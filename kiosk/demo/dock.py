"""Opens the dock beside the kiosk: a process of its own that the kiosk does not know."""

from __future__ import annotations

import subprocess
import sys

from kiosk.demo.surroundings import ROOT, Surroundings
from kiosk.flow.display import Language


def start_dock(around: Surroundings, language: Language = Language.CHINESE) -> subprocess.Popen[bytes]:
    """The dock's process. It ends when it is told to or when this process is gone; the demo goes on without
    it when its window is closed. What it complains of is in ``dock.log`` of the demo's folder."""
    with (around.folder / "dock.log").open("ab") as log:
        return subprocess.Popen(
            [
                sys.executable,
                "-m",
                "screens.dock",
                "--control", str(around.control),
                "--hub", around.hub_url,
                "--hub-key", str(around.secrets / "demo.key"),
                "--language", language.value,
                "--end-with-stdin",
            ],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
        )  # fmt: skip
