"""A document camera that is lost while a paper lies below it is looked through again by itself."""

from __future__ import annotations

from dataclasses import replace

from support.visits import CASE, Visit

from kiosk.flow import events as ev
from kiosk.flow.effects import StartCapture
from kiosk.flow.errand import CaptureHint, Capturing


def before_the_camera() -> Visit:
    visit = Visit.ready()
    visit.sign_in()
    visit.state = replace(visit.state, stage=Capturing(CASE, "invoice"))
    return visit


def test_what_was_lost_is_started_again_a_moment_later() -> None:
    visit = before_the_camera()
    effects = visit.send(ev.CaptureSeen(visit.serial, "invoice", CaptureHint.LOST.value))
    (again,) = [one for one in effects if isinstance(one, StartCapture)]
    assert (again.matter, again.material) == (CASE, "invoice")
    assert again.after > 0


def test_what_is_seen_starts_nothing() -> None:
    visit = before_the_camera()
    effects = visit.send(ev.CaptureSeen(visit.serial, "invoice", CaptureHint.GOOD.value))
    assert not [one for one in effects if isinstance(one, StartCapture)]
