"""Q13 医保就医明细: every visit, what it cost, and who paid."""

from __future__ import annotations

from kiosk.backend.models import Table, ValueKind
from kiosk.domain.dates import Precision
from kiosk.hub.departments import public_data
from kiosk.hub.departments.forms import first, within
from kiosk.hub.departments.medical_insurance.records import NO_RECORD, ORGANISATION, account_of, visits_of
from kiosk.hub.departments.medical_insurance.saying import (
    Saying,
    money,
    month,
    number,
    shared,
    today,
    yuan,
)
from kiosk.hub.departments.registry import Handler, ProofLine, ProofText, Question, Reply, invalid
from kiosk.hub.problems import Refusal

AMOUNTS = ("total", "fund", "account", "cash")


class VisitDetails(Handler):
    """Q13: newest first, with the sums."""

    matter = "Q13"
    department = ORGANISATION
    saying = Saying("Q13")

    def answer(self, question: Question) -> Reply | Refusal:
        if account_of(question) is None:
            return NO_RECORD
        form = question.form
        now = today(question)
        begins, ends = form.get("from", ""), form.get("to", "")
        wrong = first(
            *(within(form, name, latest=now, precision=Precision.MONTH) for name in ("from", "to")),
            invalid("to", "before_start") if begins and ends and ends < begins else None,
        )
        if wrong is not None:
            return wrong
        visits = [
            visit
            for visit in visits_of(question)
            if (not begins or visit["date"][:7] >= begins) and (not ends or visit["date"][:7] <= ends)
        ]
        if not visits:
            return NO_RECORD
        newest, oldest = visits[0]["date"][:7], visits[-1]["date"][:7]
        sums = {name: sum(int(visit[name]) for visit in visits) for name in AMOUNTS}
        say = self.saying
        columns = (
            say.column("date", ValueKind.DATE),
            say.column("kind", ValueKind.KEY),
            say.column("hospital"),
            say.column("clinic", ValueKind.KEY),
            *(say.column(name, ValueKind.MONEY) for name in AMOUNTS),
        )
        rows = tuple(
            (
                visit["date"],
                shared(f"visit.{visit['kind']}"),
                public_data.label("hospital", visit["hospital"]),
                say.cell(visit["clinic"]),
                *(yuan(visit[name]) for name in AMOUNTS),
            )
            for visit in visits
        )
        return Reply(
            headline=say.says("headline", visits=number(len(visits)), from_=month(oldest), to=month(newest)),
            facts=tuple(say.fact(name, money(sums[name])) for name in AMOUNTS),
            table=Table(columns=columns, rows=rows),
            proof=ProofText(
                "医保就医明细",
                "Medical visits and charges",
                (
                    ProofLine("起止年月", "Months", f"{oldest} – {newest}"),
                    ProofLine("就医次数", "Visits", str(len(visits))),
                    ProofLine("费用合计（元）", "Total (CNY)", yuan(sums["total"])),
                ),
            ),
        )
