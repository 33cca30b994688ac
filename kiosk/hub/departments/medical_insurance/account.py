"""Q11 医保个人信息, Q12 待遇, Q14 帐户清算, Q15 年度累计: what the account says."""

from __future__ import annotations

from kiosk.backend.models import Fact, Table, ValueKind
from kiosk.hub.departments import public_data
from kiosk.hub.departments.medical_insurance.records import (
    NO_RECORD,
    ORGANISATION,
    Account,
    Kind,
    Standing,
    account_of,
    visits_in,
    visits_of,
)
from kiosk.hub.departments.medical_insurance.saying import (
    Saying,
    day,
    money,
    number,
    percent,
    same,
    shared,
    text,
    today,
    yuan,
)
from kiosk.hub.departments.medical_insurance.sharing import Level, Setting, rule_of
from kiosk.hub.departments.registry import Handler, ProofLine, ProofText, Question, Reply, invalid
from kiosk.hub.problems import Refusal

ZH_SCHEME = {"employee": "职工基本医疗保险", "resident": "城乡居民基本医疗保险"}
ZH_STANDING = {"normal": "正常", "suspended": "暂停", "closed": "已撤销清算"}


def year_asked(question: Question) -> int | Refusal:
    """The year of the form, this one by default; refused when it is no year or lies ahead."""
    this_year = today(question).year
    asked = question.form.get("year", "")
    if not asked:
        return this_year
    if not (len(asked) == 4 and asked.isascii() and asked.isdigit()):
        return invalid("year", "not_a_date")
    return invalid("year", "too_late") if int(asked) > this_year else int(asked)


def basics(account: Account) -> tuple[Fact, ...]:
    """What stands above every answer about the account."""
    return (
        Fact(label=shared("scheme"), value=same(f"scheme.{account.scheme}")),
        Fact(label=shared("standing"), value=same(f"standing.{account.standing}")),
    )


class PersonalData(Handler):
    """Q11: number, scheme, standing, card, balances."""

    matter = "Q11"
    department = ORGANISATION
    saying = Saying("Q11")

    def answer(self, question: Question) -> Reply | Refusal:
        account = account_of(question)
        if account is None:
            return NO_RECORD
        say = self.saying
        settlements = question.records.all(Kind.SETTLEMENT)
        balance = int(settlements[-1]["closing"]) if settlements else 0
        this_year = self._this_year(question)
        facts = [
            Fact(label=shared("number"), value=text(account.number) if account.number else same("no_number")),
            *basics(account),
            Fact(label=shared("group"), value=same(f"group.{account.group}")),
            say.fact("since", day(account.since)),
        ]
        if account.employer:
            facts.append(say.fact("employer", text(account.employer)))
        if (card := question.records.one(Kind.CARD)) is not None:
            facts.append(say.fact("card", same(f"card.{card['standing']}")))
        if settlements:
            facts += [
                say.fact("this_year", money(this_year)),
                say.fact("past_years", money(balance - this_year)),
                say.fact("balance", money(balance)),
            ]
        books = [book for book in question.records.all(Kind.BOOK) if book["standing"] == "valid"]
        facts.append(say.fact("book", text(books[-1]["number"]) if books else say.value("no_book")))
        if account.standing is Standing.CLOSED:
            headline = say.says("headline.closed")
        elif settlements:
            headline = say.says("headline", balance=money(balance))
        else:
            headline = say.says("headline.resident")
        return Reply(
            headline=headline,
            facts=tuple(facts),
            table=self._table(question),
            proof=ProofText(
                "医保个人信息",
                "Medical insurance: personal data",
                (
                    ProofLine("参保险种", "Scheme", ZH_SCHEME[account.scheme]),
                    ProofLine("账户状态", "Standing", ZH_STANDING[account.standing]),
                    ProofLine("账户余额（元）", "Balance (CNY)", yuan(balance)),
                ),
            ),
        )

    def _this_year(self, question: Question) -> int:
        """What is left of this year's credit: it is spent before what earlier years left."""
        for row in question.records.all(Kind.SETTLEMENT):
            if row["year"] == today(question).year:
                return max(0, int(row["credited"]) - int(row["spent"]))
        return 0

    def _table(self, question: Question) -> Table | None:
        rows = tuple(
            (
                str(row["year"]),
                yuan(row["credited"]),
                yuan(row["spent"]),
                yuan(row["closing"]),
            )
            for row in reversed(question.records.all(Kind.SETTLEMENT))
        )
        say = self.saying
        columns = (
            say.column("year"),
            say.column("credited", ValueKind.MONEY),
            say.column("spent", ValueKind.MONEY),
            say.column("closing", ValueKind.MONEY),
        )
        return Table(columns=columns, rows=rows) if rows else None


class Benefits(Handler):
    """Q12: whether the insurance pays now, and how much of what."""

    matter = "Q12"
    department = ORGANISATION
    saying = Saying("Q12")

    def answer(self, question: Question) -> Reply | Refusal:
        account = account_of(question)
        if account is None:
            return NO_RECORD
        say = self.saying
        rules = public_data.read("medical_rules")
        rows = []
        for setting in Setting:
            for level in Level:
                rule = rule_of(rules, account.group, setting, level)
                rows.append(
                    (
                        shared(f"setting.{setting}"),
                        shared(f"level.{level}"),
                        yuan(rule.deductible),
                        f"{rule.rate}%",
                    )
                )
        columns = (
            say.column("setting", ValueKind.KEY),
            say.column("level", ValueKind.KEY),
            say.column("deductible", ValueKind.MONEY),
            say.column("rate"),
        )
        active = account.standing is Standing.NORMAL
        ceiling = rule_of(rules, account.group, Setting.INPATIENT, Level.PRIMARY)
        return Reply(
            headline=say.says(f"headline.{account.standing}"),
            facts=(
                *basics(account),
                Fact(label=shared("group"), value=same(f"group.{account.group}")),
                say.fact("benefits", say.value("in_force" if active else "resting")),
                say.fact("ceiling", money(ceiling.ceiling)),
                say.fact("beyond", percent(ceiling.beyond)),
            ),
            table=Table(columns=columns, rows=tuple(rows)) if active else None,
        )


class Settlements(Handler):
    """Q14: the yearly settlement of the personal account."""

    matter = "Q14"
    department = ORGANISATION
    saying = Saying("Q14")

    def answer(self, question: Question) -> Reply | Refusal:
        if account_of(question) is None:
            return NO_RECORD
        year = year_asked(question)
        if isinstance(year, Refusal):
            return year
        every = question.records.all(Kind.SETTLEMENT)
        rows = [row for row in every if not question.form.get("year") or row["year"] == year]
        if not rows:
            return NO_RECORD
        say = self.saying
        rows.reverse()
        newest = rows[0]
        amounts = ("opening", "credited", "interest", "spent", "closing")
        columns = (
            say.column("year"),
            *(say.column(name, ValueKind.MONEY) for name in amounts),
            say.column("state", ValueKind.KEY),
        )
        states = {True: say.cell("settled"), False: say.cell("running")}
        return Reply(
            headline=say.says(
                "headline" if newest["settled"] else "headline.running",
                year=text(str(newest["year"])),
                closing=money(newest["closing"]),
            ),
            facts=tuple(say.fact(name, money(newest[name])) for name in amounts),
            table=Table(
                columns=columns,
                rows=tuple(
                    (str(row["year"]), *(yuan(row[name]) for name in amounts), states[row["settled"]])
                    for row in rows
                ),
            ),
            proof=ProofText(
                "医保个人账户清算信息",
                "Medical account: settlement",
                (
                    ProofLine("年份", "Years", f"{rows[-1]['year']} – {newest['year']}"),
                    ProofLine("余额（元）", "Balance (CNY)", yuan(newest["closing"])),
                ),
            ),
        )


class YearlyExpenses(Handler):
    """Q15: what the year's care cost and who bore it, by kind of care."""

    matter = "Q15"
    department = ORGANISATION
    saying = Saying("Q15")
    kinds = ("outpatient", "emergency", "pharmacy", "inpatient")
    amounts = ("total", "fund", "account", "cash")

    def answer(self, question: Question) -> Reply | Refusal:
        account = account_of(question)
        if account is None:
            return NO_RECORD
        year = year_asked(question)
        if isinstance(year, Refusal):
            return year
        if not question.form.get("year"):
            # In January this year's may not have begun.
            year = max((int(visit["date"][:4]) for visit in visits_of(question)), default=year)
        visits = visits_in(question, year)
        if not visits:
            return NO_RECORD
        say = self.saying
        sums = {
            kind: [sum(int(v[name]) for v in visits if v["kind"] == kind) for name in self.amounts]
            for kind in self.kinds
        }
        counts = {kind: sum(1 for visit in visits if visit["kind"] == kind) for kind in self.kinds}
        totals = [sum(part[at] for part in sums.values()) for at in range(len(self.amounts))]
        columns = (
            say.column("kind", ValueKind.KEY),
            say.column("visits", ValueKind.NUMBER),
            *(say.column(name, ValueKind.MONEY) for name in self.amounts),
        )
        rows = [
            (shared(f"visit.{kind}"), str(counts[kind]), *map(yuan, sums[kind]))
            for kind in self.kinds
            if counts[kind]
        ]
        rows.append((say.cell("sum"), str(len(visits)), *map(yuan, totals)))
        return Reply(
            headline=say.says(
                "headline", year=text(str(year)), total=money(totals[0]), own=money(totals[2] + totals[3])
            ),
            facts=(
                *basics(account),
                say.fact("visits", number(len(visits))),
                say.fact("total", money(totals[0])),
                say.fact("fund", money(totals[1])),
                say.fact("deductible", money(sum(int(visit["deductible"]) for visit in visits))),
                say.fact("excluded", money(sum(int(visit["excluded"]) for visit in visits))),
            ),
            table=Table(columns=columns, rows=tuple(rows)),
            proof=ProofText(
                "年度累计医疗费用信息",
                "Medical expenses accumulated in the year",
                (
                    ProofLine("年份", "Year", str(year)),
                    ProofLine("医疗费用合计（元）", "Total (CNY)", yuan(totals[0])),
                    ProofLine("统筹支付（元）", "Paid by the fund (CNY)", yuan(totals[1])),
                ),
            ),
        )
