"""B18 非上海生源高校毕业生落户查询: how far the application of a graduate has come."""

from __future__ import annotations

from kiosk.backend.models import Table, ValueKind
from kiosk.hub.departments import wording as w
from kiosk.hub.departments.police import kinds
from kiosk.hub.departments.police.standing import NO_RECORD, ORGANISATION
from kiosk.hub.departments.registry import Handler, Question, Reply
from kiosk.hub.problems import Refusal


class GraduateSettlement(Handler):
    matter = "B18"
    department = ORGANISATION

    def answer(self, question: Question) -> Reply | Refusal:
        known = question.records.one(kinds.SETTLEMENT)
        if known is None:
            return NO_RECORD
        text = w.Wording(self.matter)
        newest = known["steps"][-1]
        return Reply(
            headline=text.text(f"headline.{newest['step']}", on=w.day(newest["on"])),
            facts=(
                text.fact("number", w.plain(known["number"])),
                text.fact("university", w.plain(known["university"])),
                text.fact("year", w.number(known["year"])),
                text.fact("state", text.word(f"step.{newest['step']}")),
            ),
            table=Table(
                columns=(text.column("on", ValueKind.DATE), text.column("step", ValueKind.KEY)),
                rows=tuple((one["on"], text.key(f"step.{one['step']}")) for one in reversed(known["steps"])),
            ),
        )
