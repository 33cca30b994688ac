"""How long a face decision takes, measured on the real processes against the simulated camera."""

from __future__ import annotations

import asyncio
import math
import time
from pathlib import Path

from drivers.camera.settings import CameraDriver, CameraSettings
from drivers.simulators import people
from drivers.simulators.base import SimulatorContext
from drivers.simulators.camera import create
from kiosk.vision.client import VisionProcess
from kiosk.vision.port import FaceResult, ReferenceKind
from kiosk.vision.settings import VisionSettings

Figures = dict[str, int | float | str | dict[str, int]]

LIMIT_MS = 700


def percentile(values: list[int], share: float) -> int:
    """The smallest value that at least ``share`` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


async def bench_face_async(checks: int = 20, width: int = 1280, height: int = 720) -> Figures:
    """Run ``checks`` face checks of the right person, each in a session and a process of its own.

    ``decision_*_ms``: from the first usable picture to the decision. ``check_*_ms``: from the request to the
    result, with the photo's own embedding and the camera's first picture. ``process_*_kb`` are proportional
    set sizes (shared pages are divided among those who share them).
    """
    camera = create({"width": width, "height": height}, SimulatorContext("camera"))
    address = await camera.start()
    await camera.handle("stand_before", {"person": people.load()[0].key})
    photo = people.card_photo(people.load()[0])
    vision = VisionProcess(VisionSettings(CameraDriver.MJPEG, CameraSettings(address.value, width, height)))
    began = time.monotonic()
    await vision.start()
    started_ms = _ms_since(began)
    decisions: list[int] = []
    whole: list[int] = []
    begins: list[int] = []
    verdicts: dict[str, int] = {}
    memory: dict[str, int] = {}
    try:
        # Not counted: the simulator draws its pictures when they are first asked for.
        await _one_check(vision, 0, photo)
        for number in range(1, checks + 1):
            began = time.monotonic()
            await vision.begin(number)
            begins.append(_ms_since(began))
            began = time.monotonic()
            result = await _check(vision, number, photo)
            whole.append(_ms_since(began))
            verdicts[result.verdict.value] = verdicts.get(result.verdict.value, 0) + 1
            if result.decision_ms is not None:
                decisions.append(result.decision_ms)
            memory = {name: _pss_kb(pid) for name, pid in vision.pids().items()}
            await vision.end(number)
    finally:
        await vision.stop()
        await camera.stop()
    return {
        "checks": checks,
        "picture": f"{width}x{height}",
        "verdicts": verdicts,
        "decision_median_ms": percentile(decisions, 0.5) if decisions else -1,
        "decision_p95_ms": percentile(decisions, 0.95) if decisions else -1,
        "limit_ms": LIMIT_MS,
        "check_median_ms": percentile(whole, 0.5),
        "check_p95_ms": percentile(whole, 0.95),
        "begin_p95_ms": percentile(begins, 0.95),
        "engine_start_ms": started_ms,
        "memory_pss_kb": memory,
    }


def bench_face(checks: int = 20, width: int = 1280, height: int = 720) -> Figures:
    """See `bench_face_async`; for a caller without an event loop."""
    return asyncio.run(bench_face_async(checks, width, height))


async def _one_check(vision: VisionProcess, session: int, photo: bytes) -> None:
    await vision.begin(session)
    await _check(vision, session, photo)
    await vision.end(session)


async def _check(vision: VisionProcess, session: int, photo: bytes) -> FaceResult:
    return await vision.check_face(session, photo, ReferenceKind.ENCODED, lambda hint: None, 15.0)


def _ms_since(began: float) -> int:
    return round((time.monotonic() - began) * 1000)


def _pss_kb(pid: int) -> int:
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii")
    except PermissionError:
        return -1  # a session's process is sealed against everybody but root
    for line in rollup.splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return -1
