"""Where people live: away from their household (H10, H11), and with a residence permit (H12)."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from kiosk.backend.models import CaseStatus
from kiosk.domain.dates import add_months
from kiosk.domain.known_facts import KnownFact
from kiosk.hub.departments import wording as w
from kiosk.hub.departments.forms import today_of
from kiosk.hub.departments.police import kinds
from kiosk.hub.departments.police.standing import ORGANISATION, is_shanghai_household
from kiosk.hub.departments.registry import Decision, Handler, Opened, Question, Reply, invalid, refused
from kiosk.hub.hours import working_days_after
from kiosk.hub.problems import Refusal
from kiosk.hub.register import known_facts

DAYS: Final = 5
"""Working days in which a registration, its end, or an endorsement is examined."""


def running(question: Question) -> dict[str, Any] | None:
    """The registration that is in force, or being examined."""
    known = question.records.one(kinds.RESIDENCE)
    if known is None or (known["until"] and known["until"] < today_of(question).isoformat()):
        return None
    return known


class Registration(Handler):
    """H10: adults of a Shanghai household, in a home of their own or with a registered lease."""

    matter = "H10"
    department = ORGANISATION

    def open(self, question: Question) -> Opened | Refusal:
        return self._hindrance(question) or Opened()

    def _hindrance(self, question: Question) -> Refusal | None:
        if not is_shanghai_household(question):
            return refused("not-shanghai-hukou")
        return refused("already-registered") if running(question) else None

    def submit(self, question: Question) -> Reply | Refusal:
        refusal = self._hindrance(question)
        if refusal is not None:
            return refusal
        form, text = question.form, w.Wording(self.matter)
        registered = known_facts(question.records).get(KnownFact.HUKOU_ADDRESS, "")
        if form["live_street"] == form["hukou_street"] and _plain(registered) in _plain(form["live_addr"]):
            return invalid("live_addr", "same_as_other")
        today = today_of(question)
        number = f"JZ{today:%Y%m%d}{1 + len(question.records.all(kinds.RESIDENCE)):02d}"
        question.records.add(kinds.RESIDENCE, {"number": number, "since": today.isoformat(), "until": ""})
        at = working_days_after(question.now, DAYS)
        facts = (
            text.fact("number", w.plain(number)),
            text.fact("address", w.plain(form["live_addr"])),
            text.fact("home", text.word(f"value.{form['type']}")),
            text.fact("delivery", text.word(f"value.{form['delivery']}")),
        )
        return Reply(
            headline=text.text("headline"),
            facts=facts,
            status=CaseStatus.ACCEPTED,
            due=text.text("due", date=w.day(at.date())),
            decision=Decision(
                at,
                Reply(
                    headline=text.text("headline.issued", how=text.word(f"value.{form['delivery']}")),
                    facts=facts,
                    status=CaseStatus.ISSUED,
                    message="您的居住登记已审核通过，请按您选的方式领取凭证。",
                ),
            ),
            message="您的居住登记申请已受理，审核后短信通知您。",
        )


def _plain(address: str) -> str:
    return "".join(address.split())


class Cancellation(Handler):
    """H11: the registration ends when it has been examined."""

    matter = "H11"
    department = ORGANISATION

    def open(self, question: Question) -> Opened | Refusal:
        known = self._registration(question)
        return known if isinstance(known, Refusal) else Opened()

    def _registration(self, question: Question) -> dict[str, Any] | Refusal:
        known = running(question)
        if known is None:
            return refused("not-registered")
        return refused("already-applied") if known["until"] else known

    def submit(self, question: Question) -> Reply | Refusal:
        known = self._registration(question)
        if isinstance(known, Refusal):
            return known
        at = working_days_after(question.now, DAYS)
        question.records.put(kinds.RESIDENCE, {**known, "until": at.date().isoformat()})
        text = w.Wording(self.matter)
        facts = (
            text.fact("number", w.plain(known["number"])),
            text.fact("since", w.day(known["since"])),
            text.fact("reason", text.word(f"value.{question.form['reason']}")),
        )
        return Reply(
            headline=text.text("headline"),
            facts=facts,
            status=CaseStatus.ACCEPTED,
            due=text.text("due", date=w.day(at.date())),
            decision=Decision(
                at,
                Reply(
                    headline=text.text("headline.issued", date=w.day(at.date())),
                    facts=facts,
                    status=CaseStatus.ISSUED,
                    message="您的居住登记已注销。",
                ),
            ),
            message="您注销居住登记的申请已受理，审核后短信通知您。",
        )


class Endorsement(Handler):
    """H12: once a year, in the month before it runs out, or later (居住证暂行条例 第十条): then the permit
    rests until it is endorsed again, and the years of residence count anew."""

    matter = "H12"
    department = ORGANISATION

    def open(self, question: Question) -> Opened | Refusal:
        until = self._until(question)
        if isinstance(until, Refusal):
            return until
        if until >= today_of(question):
            return Opened()
        return Opened(warnings=(w.Wording(self.matter).text("warning.late", until=w.day(until)),))

    def _until(self, question: Question) -> date | Refusal:
        """The day up to which the permit is endorsed, if that can be prolonged now."""
        permit = question.records.one(kinds.PERMIT)
        if permit is None:
            return refused("no-permit")
        until = date.fromisoformat(permit["until"])
        return refused("too-early") if today_of(question) < add_months(until, -1) else until

    def submit(self, question: Question) -> Reply | Refusal:
        until = self._until(question)
        if isinstance(until, Refusal):
            return until
        if question.form["addr_same"] == "no":
            return refused("address-changed")
        permit = question.records.one(kinds.PERMIT)
        assert permit is not None
        at = working_days_after(question.now, DAYS)
        # A year more; who comes late begins anew with the decision. From now on it is too early for another.
        prolonged = add_months(at.date() if until < today_of(question) else until, 12)
        question.records.put(kinds.PERMIT, {**permit, "until": prolonged.isoformat()})
        text = w.Wording(self.matter)
        facts = (
            text.fact("number", w.plain("****" + permit["number"][-4:])),
            text.fact("until", w.day(until)),
            text.fact("prolonged", w.day(prolonged)),
        )
        return Reply(
            headline=text.text("headline"),
            facts=facts,
            status=CaseStatus.ACCEPTED,
            due=text.text("due", date=w.day(at.date())),
            decision=Decision(
                at,
                Reply(
                    headline=text.text("headline.issued", until=w.day(prolonged)),
                    facts=facts,
                    status=CaseStatus.ISSUED,
                    message=f"您的居住证已签注，有效期至{prolonged:%Y年%m月%d日}。",
                ),
            ),
            message="您的居住证签注申请已受理，核定后短信通知您。",
        )
