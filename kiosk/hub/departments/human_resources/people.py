"""人社: progress (Q08), points of a residence permit (Q09), social security card (Q10), own data (B02)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sqlalchemy import select

from kiosk.backend.answers import RefusalType
from kiosk.backend.models import CaseStatus, Table, ValueKind
from kiosk.domain.identifiers import normalise
from kiosk.domain.known_facts import KnownFact
from kiosk.domain.masks import mask_phone
from kiosk.hub.clock import SHANGHAI
from kiosk.hub.departments import wording as w
from kiosk.hub.departments.forms import accounts
from kiosk.hub.departments.human_resources import kinds
from kiosk.hub.departments.human_resources.pension import CENTRE, NO_RECORD, account_text
from kiosk.hub.departments.human_resources.standing import SERVICE
from kiosk.hub.departments.registry import Handler, Opened, ProofLine, ProofText, Question, Reply
from kiosk.hub.problems import Refusal
from kiosk.hub.tables import CaseRow

APPLICATIONS: Final = ("B03", "B04", "B05", "H16", "H17", "H18", "H19", "H20", "H21", "H22", "H23")
_STATES: Final = frozenset(CaseStatus) - {CaseStatus.ANSWERED}
PERMIT_STANDARD: Final = 120
"""Points from which the family of a permit's holder is treated as residents (上海市居住证积分管理办法)."""


class Progress(Handler):
    """Q08: the person's own applications, newest first. A number that is not theirs finds nothing."""

    matter = "Q08"
    department = CENTRE

    def answer(self, question: Question) -> Reply | Refusal:
        known = sorted(self._known(question), key=lambda row: row[2], reverse=True)
        if not known:
            return NO_RECORD
        asked = normalise(question.form.get("number", "")).upper()
        rows = [row for row in known if not asked or normalise(row[0]).upper() == asked]
        if not rows:
            return Refusal(RefusalType.NO_RECORD, {"scope": "number"})
        text = w.Wording(self.matter)
        running = sum(row[3] in (_state(text, "accepted"), _state(text, "supplement")) for row in rows)
        return Reply(
            headline=text.text("headline", all=w.number(len(rows)), running=w.number(running)),
            facts=(
                text.fact("all", w.number(len(rows))),
                text.fact("running", w.number(running)),
                text.fact("newest", w.day(rows[0][2])),
            ),
            table=Table(
                columns=(
                    text.column("number", ValueKind.TEXT),
                    text.column("business", ValueKind.KEY),
                    text.column("on", ValueKind.DATE),
                    text.column("state", ValueKind.KEY),
                ),
                rows=tuple(rows),
            ),
            proof=ProofText(
                title_zh="社会保险业务审核办结情况",
                title_en="Social insurance applications",
                lines=(
                    ProofLine("业务件数", "Applications", str(len(rows))),
                    ProofLine("办理中", "Under way", str(running)),
                ),
            ),
        )

    def _known(self, question: Question) -> Iterator[tuple[str, str, str, str]]:
        """Number, business, day and state of what came in at counters, and at terminals."""
        text = w.Wording(self.matter)
        for one in question.records.all(kinds.APPLICATION):
            yield (
                one["number"],
                text.key(f"business.{one['business']}"),
                one["on"],
                _state(text, one["state"]),
            )
        chosen = (
            select(CaseRow)
            .where(CaseRow.resident == question.holder.key)
            .where(CaseRow.matter.in_(APPLICATIONS))
            .where(CaseRow.status.in_([state.value for state in _STATES]))
        )
        for row in question.session.scalars(chosen):
            day = row.opened_at.astimezone(SHANGHAI).date().isoformat()
            yield row.id, text.key(f"business.{row.matter.lower()}"), day, _state(text, row.status or "")


def _state(text: w.Wording, state: str) -> str:
    return text.key(f"state.{state}")


class ResidencePoints(Handler):
    """Q09: what counts, the sum, and whether it reaches the standard."""

    matter = "Q09"
    department = SERVICE

    def answer(self, question: Question) -> Reply | Refusal:
        known = question.records.one(kinds.POINTS)
        if known is None:
            return NO_RECORD
        text = w.Wording(self.matter)
        items = [(one["item"], int(one["points"])) for one in known["items"]]
        total = sum(points for _, points in items)
        reached = total >= PERMIT_STANDARD
        return Reply(
            headline=text.text(
                "headline.reached" if reached else "headline.short",
                total=w.number(total),
                standard=w.number(PERMIT_STANDARD),
                **({} if reached else {"missing": w.number(PERMIT_STANDARD - total)}),
            ),
            facts=(
                text.fact("total", w.number(total)),
                text.fact("standard", w.number(PERMIT_STANDARD)),
                text.fact("approved_on", w.day(known["approved_on"])),
                text.fact("until", w.day(known["until"])),
            ),
            table=Table(
                columns=(text.column("item", ValueKind.KEY), text.column("points", ValueKind.NUMBER)),
                rows=tuple((text.key(f"item.{item}"), str(points)) for item, points in items),
            ),
            proof=ProofText(
                title_zh="上海市居住证积分查询结果",
                title_en="Residence permit points",
                lines=(
                    ProofLine("总积分", "Points", str(total)),
                    ProofLine("标准分值", "Standard", str(PERMIT_STANDARD)),
                    ProofLine("有效期至", "Valid until", str(known["until"])),
                ),
            ),
        )


class SocialCard(Handler):
    """Q10: the card's data and state; a new card that waits to be activated leads on to H09."""

    matter = "Q10"
    department = CENTRE

    def answer(self, question: Question) -> Reply | Refusal:
        card = question.records.one(kinds.SOCIAL_CARD)
        if card is None:
            return NO_RECORD
        text = w.Wording(self.matter)
        state = card["state"]
        ready = state == "ready"
        cards = [one for one in accounts(question.records) if one.is_card]
        account = account_text(cards[0].bank, cards[0].number) if cards else ""
        return Reply(
            headline=text.text(f"headline.{state}"),
            facts=(
                text.fact("number", w.plain(card["number"])),
                text.fact("state", text.word(f"state.{state}")),
                *((text.fact("account", w.plain(account)),) if account else ()),
                *((text.fact("issued_on", w.day(card["issued_on"])),) if card["issued_on"] else ()),
                text.fact("insurance", text.word(f"function.{'open' if state == 'active' else 'closed'}")),
            ),
            onward=("H09",) if ready else (),
        )


class WorkersData(Handler):
    """B02: telephone, address and education as the offices know them, and what is to be changed."""

    matter = "B02"
    department = SERVICE

    def open(self, question: Question) -> Opened | Refusal:
        known = question.records.one(kinds.WORKER)
        if known is None:
            return NO_RECORD
        prefill = {
            KnownFact.PHONE.value: known["mobile"],
            KnownFact.LIVE_ADDRESS.value: known["address"],
            KnownFact.EDUCATION.value: known["education"],
        }
        return Opened(prefill={fact: value for fact, value in prefill.items() if value})

    def submit(self, question: Question) -> Reply | Refusal:
        known = question.records.one(kinds.WORKER)
        if known is None:
            return NO_RECORD
        changes = {
            key: question.form[key]
            for key in ("mobile", "address", "education")
            if question.form.get(key) and question.form[key] != known[key]
        }
        now = {**known, **changes}
        if changes:
            question.records.put(kinds.WORKER, now)
        text = w.Wording(self.matter)
        phone = now["mobile"] or question.holder.phone or ""
        return Reply(
            headline=text.text("headline", changed=w.number(len(changes)))
            if changes
            else text.text("headline.unchanged"),
            facts=(
                *((text.fact("mobile", w.plain(mask_phone(phone))),) if phone else ()),
                *((text.fact("address", w.plain(now["address"])),) if now["address"] else ()),
                text.fact("education", text.word(f"value.{now['education']}")),
            ),
            status=CaseStatus.DONE,
        )
