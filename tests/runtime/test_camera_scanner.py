"""Codes held before the camera, where there is no scanner."""

from __future__ import annotations

import asyncio

import pytest

from drivers.contract import Code, ScannedCode
from kiosk.app.no_vision import NoVision
from kiosk.runtime.camera_scanner import NOBODYS_SESSION, CameraScanner
from kiosk.vision.port import CodeRefusal, OnCode


class SeeingVision(NoVision):
    """A vision that sees what it is told to see, and keeps who began and ended."""

    def __init__(self, shown: ScannedCode | CodeRefusal | None) -> None:
        super().__init__()
        self._shown = shown
        self.sessions: list[tuple[str, int]] = []

    async def begin(self, session: int) -> None:
        self.sessions.append(("begin", session))

    async def end(self, session: int) -> None:
        self.sessions.append(("end", session))

    async def watch_codes(self, session: int, on_code: OnCode) -> None:
        if self._shown is None:
            await asyncio.Event().wait()
        else:
            on_code(self._shown)


def scan(vision: SeeingVision, session: int | None, deadline: float = 0.05):  # type: ignore[no-untyped-def]
    return asyncio.run(CameraScanner(vision, lambda: session).scan(deadline))


def test_a_code_before_the_camera_is_read() -> None:
    vision = SeeingVision(ScannedCode("https://suishenma.invalid/?token=x"))
    assert scan(vision, None).succeeded
    assert vision.sessions == [("begin", NOBODYS_SESSION), ("end", NOBODYS_SESSION)]


def test_inside_a_session_its_own_process_watches() -> None:
    vision = SeeingVision(ScannedCode("x"))
    assert scan(vision, 7).succeeded
    assert vision.sessions == []


def test_no_code_is_a_time_out_and_the_camera_is_left() -> None:
    vision = SeeingVision(None)
    assert scan(vision, None).code is Code.TIME_OUT
    assert vision.sessions[-1] == ("end", NOBODYS_SESSION)


@pytest.mark.parametrize("refusal", CodeRefusal)
def test_what_is_no_login_code_is_invalid(refusal: CodeRefusal) -> None:
    found = scan(SeeingVision(refusal), None)
    assert found.code is Code.INVALID_DATA
    assert ("longer than" in found.detail) == (refusal is CodeRefusal.TOO_LONG)
