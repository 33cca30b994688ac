"""F02 办件进度查询: what became of a person's cases, of whatever department, and what can be done now."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from kiosk.backend.answers import RefusalType
from kiosk.backend.case_models import Offer
from kiosk.backend.models import Column, Table, ValueKind
from kiosk.flow.words import Said
from kiosk.hub.case_store import cases_of, events_of, reply_of
from kiosk.hub.clock import SHANGHAI
from kiosk.hub.departments.registry import Handler, Opened, Question, Reply, invalid
from kiosk.hub.departments.wording import Wording, moment, plain
from kiosk.hub.problems import Refusal
from kiosk.hub.tables import CaseRow

MOST: Final = 30
"""Cases offered at once, the newest; older ones are known at the window."""
_SAYS: Final = Wording("F02")
_COLUMNS: Final[tuple[Column, ...]] = (
    _SAYS.column("at", ValueKind.TIME),
    _SAYS.column("status", ValueKind.KEY),
)


class CaseProgress(Handler):
    """F02: the cases that were handed in, newest first. ``title`` names a matter in both languages."""

    matter = "F02"
    department = "上海市大数据中心"

    def __init__(self, title: Callable[[str], Said]) -> None:
        self._title = title

    def open(self, question: Question) -> Opened | Refusal:
        mine = _mine(question)
        if not mine:
            return Refusal(RefusalType.NO_RECORD)
        return Opened(offered={"case": tuple(self._offer(case) for case in mine)})

    def _offer(self, case: CaseRow) -> Offer:
        when = f"{case.opened_at.astimezone(SHANGHAI):%Y-%m-%d}"
        title = self._title(case.matter)
        return Offer(value=case.id, zh=f"{title.zh}（{when}）", en=f"{title.en} ({when})")

    def answer(self, question: Question) -> Reply | Refusal:
        chosen = question.form.get("case", "")
        case = next((case for case in _mine(question) if case.id == chosen), None)
        if case is None:
            return invalid("case", "not_an_option")
        stands = reply_of(case)
        events = events_of(question.session, case.id)
        return Reply(
            headline=stands.headline,
            facts=(
                _SAYS.fact("number", plain(case.id)),
                _SAYS.fact("received_by", plain(case.received_by)),
                _SAYS.fact("accepted_by", plain(case.accepted_by)),
                *stands.facts,
            ),
            table=Table(
                columns=_COLUMNS,
                rows=tuple((moment(one.at).value, _SAYS.key(f"value.{one.status}")) for one in events),
            ),
            due=stands.due,
            missing=stands.missing,
            deposit=stands.deposit,
            onward=stands.onward,
            case=case.id,
        )


def _mine(question: Question) -> list[CaseRow]:
    return cases_of(question.session, question.holder.key)[:MOST]
