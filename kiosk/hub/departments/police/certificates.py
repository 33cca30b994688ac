"""Certificates that a police station makes and any terminal prints: household (H13), records (H14)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from kiosk.backend.models import CaseStatus, Fact, Table, ValueKind
from kiosk.domain.known_facts import KnownFact
from kiosk.hub.departments import public_data
from kiosk.hub.departments import wording as w
from kiosk.hub.departments.forms import first, today_of, within
from kiosk.hub.departments.police import kinds
from kiosk.hub.departments.police.standing import (
    ORGANISATION,
    is_examined,
    is_shanghai_household,
    note_request,
)
from kiosk.hub.departments.registry import (
    Decision,
    Handler,
    Opened,
    ProofLine,
    ProofText,
    Question,
    Reply,
    refused,
)
from kiosk.hub.hours import OFFICES, working_days_after
from kiosk.hub.problems import Refusal
from kiosk.hub.register import RELATION, certificates, known_facts
from kiosk.hub.tables import ResidentRow

PLAIN_DAYS: Final = 1
CHECKED_DAYS: Final = 2
"""Working days when something has to be asked elsewhere first."""


class _Certificate(Handler):
    department = ORGANISATION

    def opened(self, question: Question) -> Opened:
        """Outside the stations' office hours this is said before anything is filled in."""
        if OFFICES.is_open(question.now):
            return Opened()
        opens = w.moment(OFFICES.next_opening(question.now))
        return Opened(warnings=(w.Wording(self.matter).text("warning.closed", opens=opens),))

    def accepted(self, question: Question, at: datetime, facts: tuple[Fact, ...], issued: Reply) -> Reply:
        """Handed in; the station decides at that instant."""
        text = w.Wording(self.matter)
        station = public_data.entry("police_station", question.form["station"])
        telephone = station.fact("phone") if station else None
        return Reply(
            headline=text.text("headline", station=w.plain(_station(question.form))),
            facts=(
                *facts,
                text.fact("station", w.plain(_station(question.form))),
                *((text.fact("phone", w.plain(telephone.zh)),) if telephone else ()),
            ),
            status=CaseStatus.ACCEPTED,
            due=text.text("due", at=w.moment(at)),
            decision=Decision(at, issued),
            # What kind of certificate it is, is nobody's business who sees the telephone.
            message="您申请的证明已受理，办好后短信通知您。",
        )


def _station(form: Mapping[str, str]) -> str:
    return public_data.label("police_station", form["station"])


class Household(_Certificate):
    """H13: what the household register says of the person, by the scope that was chosen."""

    matter = "H13"

    def open(self, question: Question) -> Opened | Refusal:
        if not is_shanghai_household(question) or question.records.one(kinds.HOUSEHOLD) is None:
            return refused("not-shanghai-hukou")
        return self.opened(question)

    def submit(self, question: Question) -> Reply | Refusal:
        known = question.records.one(kinds.HOUSEHOLD)
        if known is None or not is_shanghai_household(question):
            return refused("not-shanghai-hukou")
        scope = question.form["scope"]
        if is_examined(question, self.matter, scope):
            return refused("already-applied")
        text = w.Wording(self.matter)
        table = self._table(question, known, scope)
        if table is not None and not table.rows:
            return refused("nothing-on-record")
        at = working_days_after(question.now, PLAIN_DAYS)
        note_request(question, self.matter, at, scope)
        asked = text.fact("scope", text.word(f"value.{scope}"))
        facts = (
            text.fact("number", w.plain(known["number"])),
            text.fact("address", w.plain(known_facts(question.records).get(KnownFact.HUKOU_ADDRESS, ""))),
            text.fact("role", text.word(f"role.{known['role']}")),
            text.fact("since", w.day(known["since"])),
        )
        issued = Reply(
            headline=text.text(f"headline.{scope}", name_=w.plain(question.holder.name)),
            facts=(asked, *facts),
            table=table,
            status=CaseStatus.ISSUED,
            proof=ProofText(
                title_zh="户籍证明",
                title_en="Household registration certificate",
                lines=(ProofLine("出具单位", "Issued by", _station(question.form)),),
            ),
            message="您申请的证明已开好，请到任意自助终端打印。",
        )
        return self.accepted(question, at, (asked,), issued)

    def _table(self, question: Question, known: Mapping[str, Any], scope: str) -> Table | None:
        """The lines that a scope asks for; None where the facts say it all."""
        match scope:
            case "relatives":
                return self._relatives(question)
            case "changes":
                return self._changes(known)
            case "deceased" | "moved":
                return self._cancelled(known, scope)
            case _:
                return None

    def _relatives(self, question: Question) -> Table:
        text = w.Wording(self.matter)
        rows = []
        for relation in question.records.all(RELATION):
            other = question.session.get_one(ResidentRow, relation["to"])
            rows.append((other.name, text.key(f"relation.{relation['kind']}"), other.birth.isoformat()))
        return Table(
            columns=(
                text.column("name", ValueKind.TEXT),
                text.column("relation", ValueKind.KEY),
                text.column("born", ValueKind.DATE),
            ),
            rows=tuple(rows),
        )

    def _changes(self, known: Mapping[str, Any]) -> Table:
        text = w.Wording(self.matter)
        return Table(
            columns=(
                text.column("what", ValueKind.KEY),
                text.column("was", ValueKind.TEXT),
                text.column("now", ValueKind.TEXT),
                text.column("on", ValueKind.DATE),
            ),
            rows=tuple(
                (text.key(f"what.{one['what']}"), one["was"], one["now"], one["on"])
                for one in known["former"]
            ),
        )

    def _cancelled(self, known: Mapping[str, Any], scope: str) -> Table:
        text = w.Wording(self.matter)
        return Table(
            columns=(
                text.column("name", ValueKind.TEXT),
                text.column("relation", ValueKind.KEY),
                text.column("cancelled", ValueKind.DATE),
            ),
            rows=tuple(
                (one["name"], text.key(f"relation.{one['relation']}"), one["on"]) for one in known[scope]
            ),
        )


_PERMITS: Final = frozenset({"residence-permit", "residence-registration"})


class Records(_Certificate):
    """H14: whether there are records of the kinds that were asked for, in a period. What has to be asked of
    another province, or read in the files, takes a day more."""

    matter = "H14"

    def open(self, question: Question) -> Opened | Refusal:
        return self._hindrance(question) or self.opened(question)

    def _hindrance(self, question: Question) -> Refusal | None:
        if not is_shanghai_household(question) and not self._lives_here(question):
            return refused("not-a-resident")
        return refused("already-applied") if is_examined(question, self.matter) else None

    def _lives_here(self, question: Question) -> bool:
        held = certificates(question.records, today_of(question))
        return any(one.kind in _PERMITS for one in held)

    def submit(self, question: Question) -> Reply | Refusal:
        form = question.form
        birth = question.holder.birth
        refusal = first(self._hindrance(question), within(form, "from", earliest=birth))
        if refusal is not None:
            return refusal
        asked_for = form["types"].split(",")
        known = question.records.all(kinds.PENALTY)
        found = sorted(
            (one for one in known if one["kind"] in asked_for and form["from"] <= one["on"] <= form["to"]),
            key=lambda one: str(one["on"]),
        )
        needs_check = bool(known) or not is_shanghai_household(question)
        at = working_days_after(question.now, CHECKED_DAYS if needs_check else PLAIN_DAYS)
        note_request(question, self.matter, at)
        text = w.Wording(self.matter)
        period = {"from_": w.day(form["from"]), "to": w.day(form["to"])}
        name = w.plain(question.holder.name)
        facts = (
            text.fact("from", period["from_"]),
            text.fact("to", period["to"]),
        )
        kinds_found = {one["kind"] for one in found}
        by_kind = tuple(
            text.fact(kind, text.word("value.some" if kind in kinds_found else "value.none"))
            for kind in asked_for
        )
        table = Table(
            columns=(
                text.column("on", ValueKind.DATE),
                text.column("kind", ValueKind.KEY),
                text.column("what", ValueKind.TEXT),
            ),
            rows=tuple((one["on"], text.key(f"fact.{one['kind']}"), one["what"]) for one in found),
        )
        issued = Reply(
            headline=text.text("headline.some", name_=name, count=w.number(len(found)), **period)
            if found
            else text.text("headline.none", name_=name, **period),
            facts=(*facts, *by_kind),
            table=table if found else None,
            status=CaseStatus.ISSUED,
            proof=ProofText(
                title_zh="有无违法犯罪记录证明",
                title_en="Certificate of records",
                lines=(
                    ProofLine("查询期间", "Period", f"{form['from']} / {form['to']}"),
                    ProofLine("出具单位", "Issued by", _station(form)),
                ),
            ),
            message="您申请的证明已开好，请到任意自助终端打印。",
        )
        return self.accepted(question, at, facts, issued)
