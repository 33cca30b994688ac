"""A kiosk killed between any two steps of printing never prints twice, and learns later what came out."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from support import ledger
from support.hub_hand import HubHand
from support.kiosk_child import THROUGH, Point
from support.prints import Prints
from support.terminal import Terminal

from kiosk.demo.surroundings import ROOT, Surroundings

KILLED = -9
CHILD_S = 120


@dataclass
class Crash:
    """One kiosk after the other on the same data folder."""

    around: Surroundings
    prints: Prints

    def begin(self, point: Point) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [
                sys.executable,
                "-m",
                "support.kiosk_child",
                str(self.around.folder),
                str(self.around.hub_port),
                point.value,
            ],
            cwd=ROOT / "tests",
            env={"PATH": "/usr/bin:/bin", "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def die_at(self, point: Point) -> None:
        with self.begin(point) as child:
            out, errors = child.communicate(timeout=CHILD_S)
        assert child.returncode == KILLED, f"{out}\n{errors}"
        assert THROUGH not in out

    def restart(self) -> None:
        """Start a kiosk on what the dead one left, until it is open for the next person, and end it."""
        terminal = Terminal.without_camera(self.around)
        terminal.open()
        try:
            terminal.wait_until(
                lambda: {e.state for e in self.prints.effects("")} <= {"done", "void", "unknown"},
                "what became of every print",
            )
            terminal.wait_until(self._all_told, "the letters to the back end")
        finally:
            terminal.stop()

    def _all_told(self) -> bool:
        return not ledger.waiting_letters(self.prints.journal)


@pytest.fixture
def crash(around: Surroundings) -> Iterator[Crash]:
    for device in ("page-printer", "receipt-printer", "id-card-reader"):
        around.tell(device, "clear_faults")
    around.tell("id-card-reader", "take_card")
    settings = Terminal.without_camera(around).settings
    yield Crash(around, Prints(around, settings.journal.file))
    for device in ("page-printer", "receipt-printer"):
        around.tell(device, "clear_faults")
    around.tell("id-card-reader", "take_card")


def calls_about(hub: HubHand, effect: str) -> list[str]:
    return [kind for kind, about in hub.staff_calls() if about == effect]


@pytest.mark.parametrize("point", [Point.INTENDED, Point.ARMED])
def test_killed_before_the_printer_heard_of_it_nothing_is_printed_and_the_serial_is_void(
    crash: Crash, hub: HubHand, point: Point
) -> None:
    crash.die_at(point)
    (open_effect,) = crash.prints.effects()
    assert open_effect.state == {Point.INTENDED: "intent", Point.ARMED: "armed"}[point]
    crash.restart()
    assert crash.prints.states() == ["void"]
    assert crash.prints.sheets() == 0
    assert hub.proofs()[open_effect.reference] == "void"
    assert calls_about(hub, open_effect.id) == []


@pytest.mark.parametrize("point", [Point.SUBMITTED, Point.BEFORE_DONE])
def test_killed_when_the_printer_had_it_the_paper_that_came_out_counts_and_somebody_is_called_to_it(
    crash: Crash, hub: HubHand, point: Point
) -> None:
    crash.die_at(point)
    crash.prints.wait_for_the_printer()
    crash.restart()
    (proof,) = crash.prints.effects()
    assert proof.state == "done"
    assert len(crash.prints.completed()) == 1
    assert hub.proofs()[proof.reference] == "printed"
    assert calls_about(hub, proof.id) == ["paper_left"]
    crash.restart()
    assert len(crash.prints.completed()) == 1
    assert calls_about(hub, proof.id) == ["paper_left"]


def test_killed_while_the_printer_stood_still_the_job_is_called_back(crash: Crash, hub: HubHand) -> None:
    crash.around.tell("page-printer", "fault", name="paper_out")
    # The sensor is believed before printing; the paper must run out behind its back.
    crash.around.tell("page-printer", "fault", name="lies")
    with crash.begin(Point.NEVER) as child:
        crash.prints.wait_for_job("stopped")
        child.kill()
        child.communicate(timeout=CHILD_S)
    crash.around.tell("page-printer", "clear_fault", name="lies")
    crash.restart()
    (proof,) = crash.prints.effects()
    assert proof.state == "void"
    assert hub.proofs()[proof.reference] == "void"
    crash.around.tell("page-printer", "load_paper")
    crash.restart()
    assert crash.prints.completed() == []
    assert crash.prints.sheets() == 0


def test_killed_between_submitting_and_the_answer_it_is_not_sent_again(crash: Crash, hub: HubHand) -> None:
    crash.around.tell("page-printer", "fault", name="late", argument=1.0)
    with crash.begin(Point.NEVER) as child:
        crash.prints.wait_for_job("processing", "completed")
        child.kill()
        child.communicate(timeout=CHILD_S)
    crash.around.tell("page-printer", "clear_faults")
    crash.prints.wait_for_the_printer()
    crash.restart()
    (proof,) = crash.prints.effects()
    assert proof.state == "done"
    assert len(crash.prints.completed()) == 1
    assert calls_about(hub, proof.id) == ["paper_left"]


@pytest.mark.parametrize(("point", "tickets"), [(Point.RECEIPT_ARMED, 0), (Point.RECEIPT_BEFORE_DONE, 1)])
def test_killed_over_the_receipt_nobody_knows_and_somebody_is_called(
    crash: Crash, hub: HubHand, point: Point, tickets: int
) -> None:
    crash.die_at(point)
    crash.restart()
    (proof,), (receipt,) = crash.prints.effects(), crash.prints.effects("receipt")
    assert (proof.state, receipt.state) == ("done", "unknown")
    assert len(crash.prints.completed()) == 1
    assert len(crash.prints.tickets()) == tickets
    assert calls_about(hub, receipt.id) == ["print_unknown"]


def test_what_nobody_kills_is_printed_once(crash: Crash, hub: HubHand) -> None:
    with crash.begin(Point.NEVER) as child:
        out, errors = child.communicate(timeout=CHILD_S)
    assert child.returncode == 0, errors
    assert THROUGH in out
    assert (crash.prints.states(), crash.prints.states("receipt")) == (["done"], ["done"])
    assert len(crash.prints.completed()) == 1
    assert len(crash.prints.tickets()) == 1
