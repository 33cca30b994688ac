"""Traffic: violations of a vehicle of one's own (Q21), and the points of one's own licence (B16)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from kiosk.backend.models import Table, ValueKind
from kiosk.domain.dates import add_months
from kiosk.domain.identifiers import normalise
from kiosk.domain.known_facts import KnownFact
from kiosk.domain.masks import mask_id
from kiosk.hub.departments import wording as w
from kiosk.hub.departments.forms import today_of
from kiosk.hub.departments.police import kinds
from kiosk.hub.departments.registry import Handler, Opened, Question, Reply, invalid, refused
from kiosk.hub.problems import Refusal

TRAFFIC: Final = "上海市公安局交通警察总队"
MOST_POINTS: Final = 12
"""In one cycle of twelve months; who reaches them has to learn and be examined again (道路交通安全法
第二十四条)."""


class VehicleViolations(Handler):
    """Q21: only vehicles that are registered in the person's own name."""

    matter = "Q21"
    department = TRAFFIC

    def answer(self, question: Question) -> Reply | Refusal:
        plate = _plate(question.form["plate"])
        own = {_plate(one["plate"]): one for one in question.records.all(kinds.VEHICLE)}
        if plate not in own:
            return refused("not-own-vehicle")
        if own[plate]["type"] != question.form["plate_type"]:
            return invalid("plate_type", "mismatch")
        found = _newest_first(one for one in _violations(question) if _plate(one["plate"]) == plate)
        text = w.Wording(self.matter)
        shown = w.plain(plate)
        if not found:
            return Reply(headline=text.text("headline.none", plate=shown))
        waiting = [one for one in found if not one["handled"]]
        fines = w.money(sum(one["fine"] for one in waiting))
        if waiting:
            headline = text.text("headline.waiting", plate=shown, count=w.number(len(waiting)), fines=fines)
        else:
            headline = text.text("headline.handled", plate=shown, count=w.number(len(found)))
        return Reply(
            headline=headline,
            facts=(
                text.fact("waiting", w.number(len(waiting))),
                text.fact("fines", fines),
                text.fact("points", w.number(sum(one["points"] for one in waiting))),
            ),
            table=_table(text, found),
        )


class LicenceViolations(Handler):
    """B16: what was counted against the person's own licence; the cycle begins on the day of its first issue
    each year."""

    matter = "B16"
    department = TRAFFIC

    def open(self, question: Question) -> Opened | Refusal:
        licence = question.records.one(kinds.LICENCE)
        if licence is None:
            return refused("no-licence")
        return Opened(
            prefill={
                # The number of a licence is the person's own.
                KnownFact.DRIVING_LICENCE.value: mask_id(question.holder.number),
                KnownFact.DRIVING_FILE.value: licence["file"],
            }
        )

    def answer(self, question: Question) -> Reply | Refusal:
        licence = question.records.one(kinds.LICENCE)
        if licence is None:
            return refused("no-licence")
        begins = cycle_of(date.fromisoformat(licence["issued"]), today_of(question))
        found = _newest_first(one for one in _violations(question) if one["driver"] == "self")
        points = sum(one["points"] for one in found if one["handled"] >= begins.isoformat())
        waiting = sum(not one["handled"] for one in found)
        text = w.Wording(self.matter)
        return Reply(
            headline=text.text("headline", points=w.number(points)) if points else text.text("headline.none"),
            facts=(
                text.fact("points", w.number(points)),
                text.fact("left", w.number(max(0, MOST_POINTS - points))),
                text.fact("ends", w.day(add_months(begins, 12))),
                text.fact("waiting", w.number(waiting)),
                text.fact("classes", w.plain(licence["classes"])),
                text.fact("valid_to", w.day(licence["valid_to"])),
            ),
            table=_table(text, found) if found else None,
        )


def cycle_of(issued: date, today: date) -> date:
    """The first day of the cycle (记分周期) in which ``today`` lies."""
    years = today.year - issued.year
    begins = add_months(issued, 12 * years)
    return begins if begins <= today else add_months(issued, 12 * (years - 1))


def _violations(question: Question) -> list[dict[str, Any]]:
    return question.records.all(kinds.VIOLATION)


def _newest_first(found: Any) -> list[dict[str, Any]]:
    return sorted(found, key=lambda one: str(one["on"]), reverse=True)


def _plate(text: str) -> str:
    """As it is compared: the dot on the plate is no character of it."""
    return normalise(text).replace("·", "")


def _table(text: w.Wording, found: Sequence[dict[str, Any]]) -> Table:
    return Table(
        columns=(
            text.column("on", ValueKind.DATE),
            text.column("place", ValueKind.TEXT),
            text.column("act", ValueKind.KEY),
            text.column("points", ValueKind.NUMBER),
            text.column("fine", ValueKind.MONEY),
            text.column("state", ValueKind.KEY),
        ),
        rows=tuple(
            (
                one["on"],
                one["place"],
                text.key(f"act.{one['act']}"),
                str(one["points"]),
                w.yuan(one["fine"]),
                text.key("value.handled" if one["handled"] else "value.waiting"),
            )
            for one in found
        ),
    )
