"""Q16 医保综合减负试算, B08 医疗费用分担模拟计算器: what would come out, step by step; binding nobody."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.backend.models import Table, ValueKind
from kiosk.hub.departments import public_data
from kiosk.hub.departments.medical_insurance.account import year_asked
from kiosk.hub.departments.medical_insurance.records import NO_RECORD, ORGANISATION, account_of, visits_in
from kiosk.hub.departments.medical_insurance.saying import (
    Saying,
    fen,
    money,
    percent,
    same,
    text,
    yuan,
)
from kiosk.hub.departments.medical_insurance.sharing import Group, Level, Setting, rule_of, share
from kiosk.hub.departments.registry import (
    Handler,
    ProofLine,
    ProofText,
    Question,
    Reply,
    invalid,
    refused,
)
from kiosk.hub.departments.registry import Level as Assurance
from kiosk.hub.problems import Refusal


def steps(say: Saying, rows: list[tuple[str, int]]) -> Table:
    """A calculation shown: what each amount is, and the amount in fen."""
    return Table(
        columns=(say.column("step", ValueKind.KEY), say.column("amount", ValueKind.MONEY)),
        rows=tuple((say.cell(name), yuan(amount)) for name, amount in rows),
    )


@dataclass(frozen=True, slots=True)
class Relief:
    """In fen: from which sum on costs are relieved, how much lies above, and what is relieved of it."""

    threshold: int
    above: int
    relieved: int


def relief(income: int, borne: int, threshold_percent: int, relieved_percent: int) -> Relief:
    """What of the costs ``borne`` in a year is relieved at this ``income`` of the year before; in fen. The
    threshold is rounded up to a fen, the relief down."""
    threshold = -(-income * threshold_percent // 100)
    above = max(0, borne - threshold)
    return Relief(threshold, above, above * relieved_percent // 100)


class ReliefTrial(Handler):
    """Q16: costs borne within the scheme that are high beside the income are relieved in part."""

    matter = "Q16"
    department = ORGANISATION
    saying = Saying("Q16")

    def answer(self, question: Question) -> Reply | Refusal:
        account = account_of(question)
        if account is None:
            return NO_RECORD
        if not account.group.employee:
            return refused("scheme-not-covered")
        if account.income == 0:
            return refused("income-unknown")
        year = year_asked(question)
        if isinstance(year, Refusal):
            return year
        rates = public_data.read("medical_rules")["relief"]
        borne = sum(int(visit["own"]) for visit in visits_in(question, year))
        found = relief(account.income, borne, int(rates["threshold"]), int(rates["relieved"]))
        say = self.saying
        name = "headline" if found.relieved else "headline.below"
        still = max(0, found.threshold - borne)
        return Reply(
            headline=say.says(
                name,
                year=text(str(year)),
                **({"relieved": money(found.relieved)} if found.relieved else {"still": money(still)}),
            ),
            facts=(
                say.fact("threshold", percent(int(rates["threshold"]))),
                say.fact("relieved", percent(int(rates["relieved"]))),
            ),
            table=steps(
                say,
                [
                    ("income", account.income),
                    ("threshold", found.threshold),
                    ("borne", borne),
                    ("above", found.above),
                    ("relieved", found.relieved),
                    ("left", borne - found.relieved),
                ],
            ),
            proof=ProofText(
                "医保综合减负试算（仅供参考）",
                "Cost relief: trial calculation, binding nobody",
                (
                    ProofLine("年份", "Year", str(year)),
                    ProofLine("试算减负金额（元）", "Relief by trial (CNY)", yuan(found.relieved)),
                ),
            ),
        )


class SharingCalculator(Handler):
    """B08: who would bear how much of a bill."""

    matter = "B08"
    department = ORGANISATION
    level = Assurance.PUBLIC
    residents_only = False
    saying = Saying("B08")

    def answer(self, question: Question) -> Reply | Refusal:
        form = question.form
        try:
            group, setting, level = Group(form["group"]), Setting(form["setting"]), Level(form["level"])
        except (KeyError, ValueError):
            return invalid("group", "not_an_option")
        rule = rule_of(public_data.read("medical_rules"), group, setting, level)
        counted = min(fen(form["borne"]), rule.deductible) if form.get("borne") else 0
        shares = share(rule, fen(form["amount"]), counted)
        say = self.saying
        rows = [
            ("within", shares.within),
            ("deductible", shares.deductible),
            ("above", shares.within - shares.deductible),
            ("fund", shares.fund),
        ]
        if shares.beyond_ceiling:
            rows.append(("beyond", shares.beyond_ceiling))
        rows += [("own_share", shares.own_share), ("own", shares.own)]
        return Reply(
            headline=say.says(
                "headline", own=money(shares.own), fund=money(shares.fund + shares.beyond_ceiling)
            ),
            facts=(
                say.fact("group", same(f"group.{group}")),
                say.fact("setting", same(f"setting.{setting}")),
                say.fact("level", same(f"level.{level}")),
                say.fact("deductible", money(rule.deductible)),
                say.fact("rate", percent(rule.rate)),
            ),
            table=steps(say, rows),
        )
