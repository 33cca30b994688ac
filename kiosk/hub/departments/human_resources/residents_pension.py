"""人社, 社保中心: the pension insurance of residents without employment (城乡居保: Q06, Q07, B01)."""

from __future__ import annotations

from typing import Any

from kiosk.backend.answers import RefusalType
from kiosk.backend.models import Table, ValueKind
from kiosk.hub.departments import wording as w
from kiosk.hub.departments.forms import today_of
from kiosk.hub.departments.human_resources import kinds
from kiosk.hub.departments.human_resources.ledger import Year, ledger
from kiosk.hub.departments.human_resources.pension import CENTRE, NO_RECORD, PensionPayments, award_of
from kiosk.hub.departments.human_resources.rights import balance_facts, year_asked
from kiosk.hub.departments.registry import Handler, ProofLine, ProofText, Question, Reply
from kiosk.hub.problems import Refusal


def contributions_of(question: Question) -> list[dict[str, Any]]:
    """What was paid for each year, oldest first."""
    return question.records.all(kinds.RESIDENTS_CONTRIBUTION)


def account_years(question: Question, last_year: int) -> list[Year]:
    """The ledger of the account: own payments and what the government added."""
    award = award_of(question, kinds.RESIDENTS_AWARD)
    payments = award.payments(today_of(question)) if award is not None else []
    payouts = [(one.month, award.account) for one in payments] if award is not None else []
    credits = [(one["paid_on"][:7], one["level"] + one["subsidy"]) for one in contributions_of(question)]
    return ledger(credits, payouts, last_year)


class ResidentsContributions(Handler):
    """Q06: year by year, newest first."""

    matter = "Q06"
    department = CENTRE

    def answer(self, question: Question) -> Reply | Refusal:
        known = contributions_of(question)
        if not known:
            return NO_RECORD
        asked = question.form.get("year", "")
        chosen = [one for one in reversed(known) if asked in ("", one["year"])]
        if not chosen:
            return Refusal(RefusalType.NO_RECORD, {"scope": "year", "year": asked})
        text = w.Wording(self.matter)
        own, added = (sum(one[part] for one in chosen) for part in ("level", "subsidy"))
        first, last = chosen[-1]["year"], chosen[0]["year"]
        return Reply(
            headline=text.text(
                "headline",
                sum=w.money(own),
                years=w.number(len(chosen)),
                from_=w.plain(first),
                to=w.plain(last),
            ),
            facts=(
                text.fact("years", w.number(len(chosen))),
                text.fact("own", w.money(own)),
                text.fact("added", w.money(added)),
                text.fact("sum", w.money(own + added)),
                text.fact("years_in_all", w.number(len(known))),
            ),
            table=Table(
                columns=(
                    text.column("year", ValueKind.TEXT),
                    text.column("own", ValueKind.MONEY),
                    text.column("added", ValueKind.MONEY),
                    text.column("paid_on", ValueKind.DATE),
                ),
                rows=tuple(
                    (one["year"], w.yuan(one["level"]), w.yuan(one["subsidy"]), one["paid_on"])
                    for one in chosen
                ),
            ),
            proof=ProofText(
                title_zh="城乡居民基本养老保险缴费情况",
                title_en="Residents' pension insurance: contributions",
                lines=(
                    ProofLine("起止年度", "Years", f"{first} – {last}"),
                    ProofLine("缴费年数", "Years paid", str(len(chosen))),
                    ProofLine("个人缴费合计（元）", "Own contributions (CNY)", w.yuan(own)),
                ),
            ),
        )


class ResidentsPayments(PensionPayments):
    """Q07: as Q02, for the residents' pension."""

    matter = "Q07"
    award_kind = kinds.RESIDENTS_AWARD
    parts = ("basic", "account")
    title = ("享受城乡居民基本养老金情况", "Residents' pension: benefits received")


class ResidentsStatement(Handler):
    """B01: the year's contribution, interest and balance."""

    matter = "B01"
    department = CENTRE

    def answer(self, question: Question) -> Reply | Refusal:
        asked = year_asked(question)
        years = account_years(question, int(asked))
        if not contributions_of(question):
            return NO_RECORD
        found = next((year for year in years if str(year.year) == asked), None)
        if found is None:
            return Refusal(RefusalType.NO_RECORD, {"scope": "year", "year": asked})
        text = w.Wording(self.matter)
        return Reply(
            headline=text.text("headline", year=w.plain(asked), closing=w.money(found.closing)),
            facts=(*balance_facts(text, found), text.fact("years", w.number(sum(y.months for y in years)))),
            table=Table(
                columns=(
                    text.column("year", ValueKind.TEXT),
                    text.column("credited", ValueKind.MONEY),
                    text.column("interest", ValueKind.MONEY),
                    text.column("paid_out", ValueKind.MONEY),
                    text.column("closing", ValueKind.MONEY),
                ),
                rows=tuple(
                    (
                        str(year.year),
                        w.yuan(year.credited),
                        w.yuan(year.interest),
                        w.yuan(year.paid_out) if year.paid_out else None,
                        w.yuan(year.closing),
                    )
                    for year in reversed(years)
                ),
            ),
            proof=ProofText(
                title_zh="养老保险个人权益记录单（城乡居保）",
                title_en="Pension rights statement (residents' insurance)",
                lines=(
                    ProofLine("年度", "Year", asked),
                    ProofLine("年末个人账户储存额（元）", "Balance at the end (CNY)", w.yuan(found.closing)),
                ),
            ),
        )
