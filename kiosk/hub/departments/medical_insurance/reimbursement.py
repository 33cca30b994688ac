"""H06 零星报销: costs that the person has paid are claimed back; Q17: how far each claim is."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from kiosk.backend.models import CaseStatus, Deposit, Fact, Missing, Table, ValueKind
from kiosk.domain.identifiers import normalise
from kiosk.hub.departments import public_data
from kiosk.hub.departments.forms import own_account
from kiosk.hub.departments.medical_insurance.account import basics
from kiosk.hub.departments.medical_insurance.records import (
    NO_RECORD,
    ORGANISATION,
    Account,
    Kind,
    Standing,
    account_of,
    visits_in,
)
from kiosk.hub.departments.medical_insurance.saying import (
    Saying,
    day,
    fen,
    money,
    number,
    text,
    today,
    yuan,
)
from kiosk.hub.departments.medical_insurance.sharing import Level, Setting, rule_of, share
from kiosk.hub.departments.registry import Decision, Handler, Opened, Question, Reply, invalid, refused
from kiosk.hub.hours import working_days_after
from kiosk.hub.problems import Refusal

WORKING_DAYS = 20
DEPOSIT_DAYS = 15
"""Originals, and what is missing, are handed in within so many days."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """What one claim comes to, in fen."""

    total: int
    paid: int


def settle(account: Account, invoices: Sequence[Mapping[str, str]], borne: Mapping[Setting, int]) -> Claimed:
    """What the fund pays for these invoices, in the order of their dates; ``borne`` of the year's
    deductibles has been borne already. Rates are those of a level-2 hospital: what the papers say of the
    hospital is examined by hand.
    """
    rules = public_data.read("medical_rules")
    counted = dict(borne)
    total = paid = fund = 0
    for invoice in sorted(invoices, key=lambda one: (one["date"], one["number"])):
        setting = Setting.INPATIENT if invoice["kind"] == "inpatient" else Setting.OUTPATIENT
        amount = fen(invoice["amount"])
        shares = share(
            rule_of(rules, account.group, setting, Level.SECONDARY), amount, counted[setting], paid
        )
        counted[setting] += shares.deductible
        fund += shares.fund
        total += amount
        paid += shares.fund + shares.beyond_ceiling
    return Claimed(total, paid)


class Reimbursement(Handler):
    """H06: taken in with pictures of the invoices; the originals follow through the locker."""

    matter = "H06"
    department = ORGANISATION
    saying = Saying("H06")

    def open(self, question: Question) -> Opened | Refusal:
        found = self._entitled(question)
        return found if isinstance(found, Refusal) else Opened()

    def submit(self, question: Question) -> Reply | Refusal:
        account = self._entitled(question)
        if isinstance(account, Refusal):
            return account
        if (refusal := own_account(question, "account", "bank")) is not None:
            return refusal
        invoices = [_canonical(row) for row in question.lists.get("invoices", ())]
        if not invoices:
            return invalid("invoices", "required")
        numbers = {invoice["number"] for invoice in invoices}
        if len(numbers) < len(invoices):
            return invalid("invoices", "same_as_other")
        claims = question.records.all(Kind.REIMBURSEMENT)
        if any(numbers.intersection(claim.get("numbers", ())) for claim in claims):
            return refused("invoice-already-claimed")
        if not question.given("invoice"):
            return invalid("invoice", "required")
        settled = settle(account, invoices, self._borne(question))
        say = self.saying
        facts: tuple[Fact, ...] = (
            basics(account)[0],
            say.fact("invoices", number(len(invoices))),
            say.fact("total", money(settled.total)),
            say.fact("bank", text(public_data.label("bank", question.form["bank"]))),
            say.fact("account", text("****" + question.form["account"][-4:])),
            say.fact("center", text(public_data.label("service_centre", question.form.get("center", "")))),
        )
        stays = any(invoice["kind"] == "inpatient" for invoice in invoices)
        if stays and not question.given("history"):
            return self._incomplete(question, facts)
        now = today(question)
        claim = f"LB{now:%Y%m%d}{secrets.randbelow(10**6):06d}"
        decided = working_days_after(question.now, WORKING_DAYS)
        question.records.add(
            Kind.REIMBURSEMENT,
            {
                "number": claim,
                "received": now.isoformat(),
                "numbers": sorted(numbers),
                "invoices": len(invoices),
                "total": settled.total,
                "paid": 0,
                "state": "received",
                "outcome": {"paid": settled.paid, "decided": decided.date().isoformat()},
            },
        )
        facts = (say.fact("number", text(claim)), *facts)
        until = now + timedelta(DEPOSIT_DAYS)
        return Reply(
            status=CaseStatus.ACCEPTED,
            headline=say.says("headline", count=number(len(invoices)), total=money(settled.total)),
            facts=facts,
            due=say.says("due", date=day(decided.date())),
            deposit=Deposit(number=claim, until=until),
            decision=Decision(decided, self._decided(facts, settled)),
            message=f"您的医药费报销已受理，请于{until:%m月%d日}前交原件。详询12393。",
        )

    def _decided(self, facts: tuple[Fact, ...], settled: Claimed) -> Reply:
        say = self.saying
        if settled.paid == 0:
            return Reply(
                status=CaseStatus.NOT_ACCEPTED,
                headline=say.says("headline.nothing", total=money(settled.total)),
                facts=facts,
                message="您的医药费报销已审核，结果请查询。详询12393。",
            )
        return Reply(
            status=CaseStatus.ISSUED,
            headline=say.says("headline.issued", paid=money(settled.paid)),
            facts=(*facts, say.fact("paid", money(settled.paid))),
            message="您的医药费报销已审核通过，款项将转入您的银行卡。详询12393。",
        )

    def _incomplete(self, question: Question, facts: tuple[Fact, ...]) -> Reply:
        """A stay in hospital is examined with its discharge summary; nothing is kept until it is there."""
        say = self.saying
        until = today(question) + timedelta(DEPOSIT_DAYS)
        return Reply(
            status=CaseStatus.SUPPLEMENT,
            headline=say.says("headline.supplement"),
            facts=facts,
            missing=(Missing(material="history", reason=say.key("missing.history"), until=until),),
            due=say.says("due.supplement", date=day(until)),
            message=f"您的医药费报销还缺材料，请于{until:%m月%d日}前补交。详询12393。",
        )

    def _borne(self, question: Question) -> dict[Setting, int]:
        """Of this year's deductibles."""
        borne = dict.fromkeys(Setting, 0)
        for visit in visits_in(question, today(question).year):
            setting = Setting.INPATIENT if visit["kind"] == "inpatient" else Setting.OUTPATIENT
            borne[setting] += int(visit["deductible"])
        return borne

    def _entitled(self, question: Question) -> Account | Refusal:
        account = account_of(question)
        if account is None:
            return NO_RECORD
        return refused("account-closed") if account.standing is Standing.CLOSED else account


class ReimbursementProgress(Handler):
    """Q17: the person's own claims, never another's by a typed number."""

    matter = "Q17"
    department = ORGANISATION
    saying = Saying("Q17")

    def answer(self, question: Question) -> Reply | Refusal:
        claims = [
            _as_of(claim, today(question).isoformat()) for claim in question.records.all(Kind.REIMBURSEMENT)
        ]
        asked = question.form.get("number", "").strip().upper()
        found = [claim for claim in claims if not asked or claim["number"] == asked]
        if not found:
            return NO_RECORD
        found.sort(key=lambda claim: str(claim["received"]), reverse=True)
        newest = found[0]
        say = self.saying
        columns = (
            say.column("number"),
            say.column("received", ValueKind.DATE),
            say.column("invoices", ValueKind.NUMBER),
            say.column("total", ValueKind.MONEY),
            say.column("state", ValueKind.KEY),
            say.column("decided", ValueKind.DATE),
            say.column("paid", ValueKind.MONEY),
        )
        rows = tuple(
            (
                claim["number"],
                claim["received"],
                str(claim["invoices"]),
                yuan(claim["total"]),
                say.cell(claim["state"]),
                claim.get("decided"),
                yuan(claim["paid"]) if claim["state"] in ("approved", "paid") else None,
            )
            for claim in found
        )
        return Reply(
            headline=say.says(
                f"headline.{newest['state']}", number=text(newest["number"]), total=money(newest["total"])
            ),
            facts=(
                say.fact("claims", number(len(found))),
                say.fact("paid", money(sum(int(claim["paid"]) for claim in found))),
            ),
            table=Table(columns=columns, rows=rows),
        )


def _canonical(row: Mapping[str, str]) -> dict[str, str]:
    """Numbers in half width, without spaces and the commas of thousands."""
    typed = {name: normalise(row[name]).replace(",", "") for name in ("number", "amount")}
    return {**row, **typed}


def _as_of(claim: dict[str, Any], day_iso: str) -> dict[str, Any]:
    """A claim as it stands on a day: what was computed when it was taken in counts from its decision on."""
    outcome = claim.get("outcome")
    if outcome is None or day_iso <= outcome["decided"]:
        return claim
    return {**claim, **outcome, "state": "approved" if outcome["paid"] else "refused"}
