"""``kiosk bench ui``: how soon the screen is there, how soon pages follow each other, what it all weighs."""

from __future__ import annotations

import os
import queue
import re
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kiosk.bench.memory import Memory, memory_of, with_descendants
from kiosk.bench.spread import Spread, heading, spread_line
from kiosk.bench.stopwatch import Shown
from kiosk.bench.terminal import CONFIG, PERSON, surroundings, terminal
from kiosk.catalogue import load as load_catalogue
from kiosk.demo.surroundings import ROOT, DemoFailed, Surroundings
from kiosk.walkthrough.visit import visit

FIRST_FRAME_S = 0.5
IN_SERVICE_S = 4.0
MEMORY_MB = 600
PATIENCE_S = 60.0
SETTLE_S = 3.0  # the spare vision process and the pages compiled in spare moments belong to the weight
WEIGH_EVERY_S = 0.2
MATTER = "Q01"

_MILESTONE = re.compile(r"(first frame|in service) after ([0-9.]+) s")
_TROUBLE = re.compile(r" (?:ERROR|CRITICAL) .*")


@dataclass(slots=True)
class Weights:
    """By process; ``kiosk`` is all that a terminal and its hub need, the simulators stand for hardware."""

    kiosk: dict[str, Memory] = field(default_factory=dict)
    simulators: Memory = field(default_factory=Memory)

    @property
    def total(self) -> Memory:
        return sum(self.kiosk.values(), Memory())

    def row(self) -> dict[str, Any]:
        return {
            "all": self.total.row(),
            "processes": {name: memory.row() for name, memory in self.kiosk.items()},
            "simulators": self.simulators.row(),
        }


def bench_ui(rounds: int) -> tuple[list[str], dict[str, Any]]:
    """A third as many starts as rounds, and a tenth as many visits; each is slow."""
    first_frames: list[float] = []
    services: list[float] = []
    visits = max(1, rounds // 10)
    with surroundings() as around:
        _start(around, [], [])  # not counted: caches are filled
        at_rest = Weights()
        for _ in range(max(1, rounds // 3)):
            at_rest = _start(around, first_frames, services)
        with terminal(around) as bench:
            title = _title()
            heaviest, ended = Weights(), threading.Event()
            watcher = threading.Thread(target=lambda: _keep_heaviest(around, heaviest, ended))
            watcher.start()
            try:
                for _ in range(visits):
                    visit(bench.walker, PERSON, title)
            finally:
                ended.set()
                watcher.join()
            shown = list(bench.stopwatch.shown)
    switches = _by_page(shown)
    lines = _lines(first_frames, services, switches, at_rest, heaviest)
    return lines, {
        "bench": "ui",
        "first_frame_s": Spread.of(first_frames).row(3),
        "in_service_s": Spread.of(services).row(3),
        "page_switch_ms": {page: Spread.of(values).row() for page, values in switches.items()},
        "memory_at_rest": at_rest.row(),
        "memory_in_session": heaviest.row(),
    }


def _start(around: Surroundings, first_frames: list[float], services: list[float]) -> Weights:
    """One fresh process as on a terminal; its own log tells when it got where. Errors: ``DemoFailed``."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    # A terminal's Python keeps the compiled modules; a machine that forbids it would measure the compiler.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    process = subprocess.Popen(
        [sys.executable, "-m", "kiosk", "run",
         "--config", str(CONFIG / "kiosk.toml"), "--overlay", str(around.overlay)],
        cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    told: queue.Queue[tuple[str, float]] = queue.Queue()
    listener = threading.Thread(target=_listen, args=(process, told), daemon=True)
    listener.start()
    try:
        for milestone, values in (("first frame", first_frames), ("in service", services)):
            try:
                name, seconds = told.get(timeout=PATIENCE_S)
            except queue.Empty:
                raise DemoFailed(f"The kiosk did not say '{milestone}' within {PATIENCE_S:g} s.") from None
            if name != milestone:
                raise DemoFailed(f"The kiosk did not get to '{milestone}': {name}")
            values.append(seconds)
        time.sleep(SETTLE_S)
        return _weigh(process.pid, around)
    finally:
        process.terminate()
        process.wait()
        listener.join()


def _listen(process: subprocess.Popen[str], told: queue.Queue[tuple[str, float]]) -> None:
    assert process.stderr is not None
    with process.stderr as lines:
        for line in lines:
            if (found := _MILESTONE.search(line)) is not None:
                told.put((found[1], float(found[2])))
            elif (trouble := _TROUBLE.search(line)) is not None:
                told.put((trouble[0].strip(), 0.0))
    told.put(("it ended.", 0.0))


def _weigh(kiosk: int, around: Surroundings) -> Weights:
    simulators, hub = around.pids()
    weights = Weights(simulators=memory_of(simulators))
    for pid, name in {**with_descendants(kiosk, (simulators, hub)), hub: "hub"}.items():
        label = "kiosk" if pid == kiosk else name.removeprefix("kiosk.").removeprefix("drivers.")
        weights.kiosk[label] = weights.kiosk.get(label, Memory()) + memory_of(pid)
    return weights


def _keep_heaviest(around: Surroundings, heaviest: Weights, ended: threading.Event) -> None:
    """While visits go on; this process is the kiosk."""
    while not ended.wait(WEIGH_EVERY_S):
        now = _weigh(os.getpid(), around)
        if now.total.pss > heaviest.total.pss:
            heaviest.kiosk, heaviest.simulators = now.kiosk, now.simulators


def _by_page(shown: list[Shown]) -> dict[str, list[float]]:
    """Milliseconds from the snapshot's delivery to the page's first frame."""
    pages: dict[str, list[float]] = {}
    for one in shown:
        pages.setdefault(one.page, []).append((one.painted - one.delivered) * 1000)
    return pages


def _title() -> str:
    catalogue, _ = load_catalogue(Path(CONFIG), "personal")
    matter = catalogue.matter(MATTER)
    assert matter is not None
    return matter.title.zh


def _lines(
    first_frames: list[float],
    services: list[float],
    switches: dict[str, list[float]],
    at_rest: Weights,
    heaviest: Weights,
) -> list[str]:
    lines = [
        heading(),
        spread_line("process start → first frame", Spread.of(first_frames), "s", f"≤ {FIRST_FRAME_S}", 2),
        spread_line("process start → in service", Spread.of(services), "s", f"≤ {IN_SERVICE_S:g}", 2),
        spread_line("page switch, all pages", Spread.of([v for vs in switches.values() for v in vs]), "ms"),
    ]
    lines += [spread_line(f"  to {page}", Spread.of(values), "ms") for page, values in switches.items()]
    for what, weights in (("in service, at rest", at_rest), ("heaviest moment of a visit", heaviest)):
        lines.append(f"{f'memory, {what}':<52} {'PSS':>9} {'RSS':>9}")
        rows = {"all (hub included, simulators not)": weights.total, **weights.kiosk}
        for name, memory in {**rows, "simulators, apart": weights.simulators}.items():
            row = memory.row()
            target = f"≤ {MEMORY_MB}" if name.startswith("all") else ""
            line = f"  {name:<50} {row['pss_mb']:>9.1f} {row['rss_mb']:>9.1f} {'':>9} MB         {target}"
            lines.append(line.rstrip())
    return lines
