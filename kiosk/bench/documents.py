"""How well papers on a desk are told apart, and how long it takes, over seeded scenes."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import cv2
import numpy as np

from drivers.camera.contract import Pixels
from drivers.camera.picture import decode_jpeg
from drivers.camera.settings import CameraDriver, CameraSettings
from drivers.simulators import sample_papers
from drivers.simulators.base import SimulatorContext
from drivers.simulators.document_camera import create
from kiosk.bench.desk_scenes import PosedScene, pose
from kiosk.bench.spread import Spread, heading, spread_line, value_line
from kiosk.vision.client import VisionProcess
from kiosk.vision.documents.limits import Limits, load_limits
from kiosk.vision.documents.quality import deskew, judge
from kiosk.vision.documents.settings import CaptureSettings
from kiosk.vision.documents.sheets import look_for_sheet
from kiosk.vision.documents.words import DeskFinding, DeskReason, TakenPage
from kiosk.vision.preview import preview_picture
from kiosk.vision.settings import VisionSettings
from kiosk.vision.words import Mirroring

FIRST_SEED = 50_000
"""No limit was chosen by looking at these scenes."""

_T = TypeVar("_T")
_SAID_WITHIN = 20.0


@dataclass
class _Measured:
    said: Counter[tuple[DeskReason, DeskReason]] = field(default_factory=Counter)
    off_mm: list[float] = field(default_factory=list)
    steps: dict[str, list[float]] = field(default_factory=dict)
    frames: list[float] = field(default_factory=list)


def bench_documents(rounds: int) -> tuple[list[str], dict[str, Any]]:
    """``rounds`` scenes of each reason. Times are of the processor, one core, of the looking alone."""
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        measured = _scenes(rounds)
    finally:
        cv2.setNumThreads(threads)
    offers, memory = asyncio.run(_process(min(rounds, 10)))
    return _lines(measured, offers, memory), _figures(measured, offers, memory)


def _scenes(rounds: int) -> _Measured:
    limits, measured = load_limits(), _Measured()
    for seed in range(FIRST_SEED, FIRST_SEED + rounds):
        for reason in DeskReason:
            if reason is not DeskReason.MOVING:
                _one(pose(reason, seed), limits, measured)
    return measured


def _one(posed: PosedScene, limits: Limits, measured: _Measured) -> None:
    jpeg = posed.jpeg()
    begun = time.thread_time()

    def timed(step: str, work: Callable[[], _T]) -> _T:
        before = time.thread_time()
        done = work()
        measured.steps.setdefault(step, []).append((time.thread_time() - before) * 1000)
        return done

    frame = timed("decode", lambda: _decoded(jpeg))
    timed("preview", lambda: preview_picture(frame, None, (), Mirroring.AS_SEEN))
    look = timed("find the sheet", lambda: look_for_sheet(frame, limits.sheet))
    said, quad = look.trouble, look.quad
    if quad is not None:
        page = timed("straighten", lambda: deskew(frame, quad, posed.camera.field))
        said = timed("judge", lambda: judge(frame, quad, page, limits.page)).reason
    measured.frames.append((time.thread_time() - begun) * 1000)
    assert said is not None
    measured.said[posed.reason, said] += 1
    if quad is not None and posed.corners is not None:
        apart = np.linalg.norm(quad.corners[:, None] - posed.corners[None], axis=2).min(axis=0)
        measured.off_mm.append(float(apart.max()) * posed.camera.field / posed.camera.width)


def _decoded(jpeg: bytes) -> Pixels:
    frame = decode_jpeg(jpeg)
    assert frame is not None
    return frame


async def _process(rounds: int) -> tuple[list[float], dict[str, int]]:
    """From a paper's being laid (the picture of it drawn) to its being offered, in seconds, through camera,
    process and core; and the memory (PSS, kB) while pages are kept.
    """
    camera = create({}, SimulatorContext("document-camera"))
    address = await camera.start()
    capture = CaptureSettings(CameraDriver.MJPEG, CameraSettings(address.value, 2048, 1536))
    # Faces are not looked for: their camera is never opened.
    vision = VisionProcess(
        VisionSettings(CameraDriver.MJPEG, CameraSettings("http://127.0.0.1:9/"), documents=capture),
        probe_every=3600,
    )
    await vision.start()
    offers: list[float] = []
    memory: dict[str, int] = {}
    try:
        await vision.begin(1)
        papers = sample_papers.names()
        for number in range(rounds):
            offered, seen_at = asyncio.Event(), [0.0]

            def listen(
                finding: object, offered: asyncio.Event = offered, seen_at: list[float] = seen_at
            ) -> None:
                if not isinstance(finding, DeskFinding):
                    return
                if finding.outline is not None and not seen_at[0]:
                    seen_at[0] = time.monotonic()
                if finding.good:
                    offered.set()

            await camera.handle("lay_paper", {"sample": papers[number % len(papers)]})
            await vision.documents.start_capture(1, listen)
            await asyncio.wait_for(offered.wait(), _SAID_WITHIN)
            offers.append(time.monotonic() - seen_at[0])
            if not isinstance(await vision.documents.take(1), TakenPage):
                raise RuntimeError("a sheet that was offered could not be taken")
            memory = _memory(vision)
            await vision.documents.stop_capture(1)
    finally:
        await vision.stop()
        await camera.stop()
    return offers, memory


def _memory(vision: VisionProcess) -> dict[str, int]:
    pids = {**vision.pids(), "documents": vision.documents.pid() or 0}
    return {role: _pss_kb(pid) for role, pid in pids.items()}


def _pss_kb(pid: int) -> int:
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii")
    except OSError:
        return -1  # sealed against everybody but root
    return next((int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")), -1)


def _rates(measured: _Measured) -> dict[str, tuple[float, float, int]]:
    """Precision, recall and number of scenes by reason."""
    rates = {}
    for reason in DeskReason:
        scenes = sum(n for (true, _), n in measured.said.items() if true is reason)
        told = sum(n for (_, said), n in measured.said.items() if said is reason)
        right = measured.said[reason, reason]
        if scenes:
            rates[reason.value] = (right / told if told else 0.0, right / scenes, scenes)
    return rates


def _lines(measured: _Measured, offers: list[float], memory: dict[str, int]) -> list[str]:
    lines = [f"{'scenes of':<52} {'precision':>9} {'recall':>9} {'':>9} {'':<4} {'n':>4}"]
    lines += [
        f"{name:<52} {precision:>9.3f} {recall:>9.3f} {'':>9} {'':<4} {scenes:>4}"
        for name, (precision, recall, scenes) in _rates(measured).items()
    ]
    lines += [
        f"  {true.value} was called {said.value}: {n}"
        for (true, said), n in sorted(measured.said.items())
        if true is not said
    ]
    lines += ["", heading()]
    lines += [spread_line("the worst corner is off by", Spread.of(measured.off_mm), "mm", digits=2)]
    lines += [spread_line(step, Spread.of(times), "ms") for step, times in measured.steps.items()]
    lines += [spread_line("a frame, all in all", Spread.of(measured.frames), "ms")]
    lines += [spread_line("sheet first seen → offered", Spread.of(offers), "s", digits=2)]
    lines += [value_line(f"memory (PSS): {role}", kb / 1000, "MB", digits=0) for role, kb in memory.items()]
    return lines


def _figures(measured: _Measured, offers: list[float], memory: dict[str, int]) -> dict[str, Any]:
    return {
        "reasons": {
            name: {"precision": round(precision, 4), "recall": round(recall, 4), "scenes": scenes}
            for name, (precision, recall, scenes) in _rates(measured).items()
        },
        "corner_off_mm": Spread.of(measured.off_mm).row(2),
        "frame_ms": Spread.of(measured.frames).row(),
        "steps_ms": {step: Spread.of(times).row() for step, times in measured.steps.items()},
        "seen_to_offered_s": Spread.of(offers).row(2),
        "memory_pss_kb": memory,
    }
