"""``kiosk bench entry``: from card to name on the screen, and from camera to face decision."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtQml import QQmlComponent
from PySide6.QtQuick import QQuickItem

from drivers.simulators import people
from kiosk.bench.spread import Spread, heading, spread_line, value_line
from kiosk.bench.terminal import PERSON, BenchTerminal, surroundings, terminal
from kiosk.domain.masks import mask_name
from kiosk.vision.port import FaceResult, OnHint, ReferenceKind
from screens import access

NAME_TARGET = "p95 ≤ 50"
DECISION_TARGET = "p95 ≤ 700"
FRAMES_TARGET = "median ≥ 50"

# Something that must be painted anew in every frame: without it a page that stands still needs none.
MOVING = b"""\
import QtQuick
Rectangle {
    width: 240; height: 240; y: 1200; color: "#1a66c8"
    NumberAnimation on x { from: 0; to: 800; duration: 2000; loops: Animation.Infinite }
}
"""


@dataclass(slots=True)
class Series:
    """Milliseconds; one value a round."""

    name_delivered: list[float] = field(default_factory=list)
    name_painted: list[float] = field(default_factory=list)
    decision: list[float] = field(default_factory=list)
    face_check: list[float] = field(default_factory=list)
    frames_per_second: list[float] = field(default_factory=list)
    frame_gap: list[float] = field(default_factory=list)
    rounds_without_name: int = 0
    verdicts: dict[str, int] = field(default_factory=dict)


def bench_entry(rounds: int) -> tuple[list[str], dict[str, Any]]:
    """The table's lines and the figures. One round more is gone first and not counted."""
    series = Series()
    with surroundings() as around, terminal(around) as bench:
        results = _watch_results(bench)
        bench.do("camera", "stand_before", person=PERSON)
        moving = _something_moving(bench)
        for number in range(rounds + 1):
            _round(bench, results, Series() if number == 0 else series)
        moving.deleteLater()
    return _lines(series), _figures(series, rounds)


def _round(bench: BenchTerminal, results: list[FaceResult], series: Series) -> None:
    painted = len(bench.stopwatch.shown)
    bench.do("id-card-reader", "put_card", person=PERSON)
    consent = bench.await_painted("Consent", painted)
    series.name_delivered.append((consent.delivered - consent.cause) * 1000)
    series.name_painted.append((consent.painted - consent.cause) * 1000)
    if mask_name(people.find(PERSON).name) not in access.dump(bench.kiosk.view):
        series.rounds_without_name += 1
    checked = len(results)
    bench.walker.press_key("action.agree")
    face = bench.await_painted("Face", painted)
    menu = bench.await_painted("Menu", painted)
    for result in results[checked:]:
        series.verdicts[result.verdict.value] = series.verdicts.get(result.verdict.value, 0) + 1
        if result.decision_ms is not None:
            series.decision.append(result.decision_ms)
    series.face_check.append((menu.delivered - face.delivered) * 1000)
    gaps = bench.stopwatch.frame_gaps(face.painted, menu.delivered)
    if gaps:
        series.frames_per_second.append(len(gaps) / sum(gaps))
        series.frame_gap += [gap * 1000 for gap in gaps]
    bench.leave()


def _watch_results(bench: BenchTerminal) -> list[FaceResult]:
    """What the vision process says of each check from now on."""
    service = bench.kiosk.service
    assert service is not None
    vision, results = service.vision, list[FaceResult]()
    check = vision.check_face

    async def checked(
        session: int, reference: bytes, reference_kind: ReferenceKind, on_hint: OnHint, deadline: float
    ) -> FaceResult:
        result = await check(session, reference, reference_kind, on_hint, deadline)
        results.append(result)
        return result

    vision.check_face = checked  # type: ignore[method-assign]  # the only tap on what the core is told
    return results


def _something_moving(bench: BenchTerminal) -> QQuickItem:
    component = QQmlComponent(bench.kiosk.view.engine(), bench.kiosk.view)
    component.setData(MOVING, QUrl())
    item = component.createWithInitialProperties({"parent": bench.kiosk.view.contentItem()})
    assert isinstance(item, QQuickItem), component.errorString()
    item.setParent(bench.kiosk.view)
    return item


def _lines(series: Series) -> list[str]:
    return [
        heading(),
        spread_line("card's last byte → name given to the screen", Spread.of(series.name_delivered), "ms"),
        spread_line("card's last byte → name painted", Spread.of(series.name_painted), "ms", NAME_TARGET),
        spread_line("usable picture → face decision", Spread.of(series.decision), "ms", DECISION_TARGET, 0),
        spread_line("face page → menu, all in all", Spread.of(series.face_check), "ms", digits=0),
        spread_line("frames a second meanwhile", Spread.of(series.frames_per_second), "/s", FRAMES_TARGET),
        spread_line("between two frames meanwhile", Spread.of(series.frame_gap), "ms"),
        value_line("rounds in which the name did not stand there", series.rounds_without_name, "", "0", 0),
    ]


def _figures(series: Series, rounds: int) -> dict[str, Any]:
    return {
        "bench": "entry",
        "rounds": rounds,
        "name_delivered_ms": Spread.of(series.name_delivered).row(),
        "name_painted_ms": Spread.of(series.name_painted).row(),
        "rounds_without_name": series.rounds_without_name,
        "decision_ms": Spread.of(series.decision).row(),
        "verdicts": series.verdicts,
        "face_check_ms": Spread.of(series.face_check).row(),
        "frames_per_second": Spread.of(series.frames_per_second).row(),
        "frame_gap_ms": Spread.of(series.frame_gap).row(),
    }
