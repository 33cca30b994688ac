"""税务: the property tax on homes (Q31)."""

from __future__ import annotations

from kiosk.backend.models import Table, ValueKind
from kiosk.hub.departments import wording as w
from kiosk.hub.departments.forms import today_of
from kiosk.hub.departments.public_list import NOTHING
from kiosk.hub.departments.registry import Department, Handler, ProofLine, ProofText, Question, Reply
from kiosk.hub.departments.simple import WithGivenRecords
from kiosk.hub.problems import Refusal

HOME = "taxed_home"


class PropertyTax(Handler):
    matter = "Q31"
    department = "国家税务总局上海市税务局"

    def answer(self, question: Question) -> Reply | Refusal:
        this_year = today_of(question).year
        year = int(question.form.get("year") or this_year - 1)
        homes = [one for one in question.records.all(HOME) if int(one["since"]) <= year]
        if not homes:
            return NOTHING
        text = w.Wording(self.matter)
        rows, due_in_all, paid_in_all = [], 0, 0
        for home in homes:
            due = int(home["yearly"])
            paid = due if year < this_year else 0
            state = "exempt" if not due else "paid" if paid == due else "open"
            due_in_all, paid_in_all = due_in_all + due, paid_in_all + paid
            rows.append(
                (str(home["place"]), str(home["area"]), w.yuan(due), w.yuan(paid), text.key(f"value.{state}"))
            )
        return Reply(
            headline=text.text(
                "headline", year=w.plain(str(year)), due=w.money(due_in_all), paid=w.money(paid_in_all)
            ),
            table=Table(
                columns=(
                    text.column("home", ValueKind.TEXT),
                    text.column("area", ValueKind.NUMBER),
                    text.column("due", ValueKind.MONEY),
                    text.column("paid", ValueKind.MONEY),
                    text.column("state", ValueKind.KEY),
                ),
                rows=tuple(rows),
            ),
            proof=ProofText(
                "个人住房房产税缴纳情况",
                "Property tax on homes",
                (
                    ProofLine("年份", "Year", str(year)),
                    ProofLine("已缴（元）", "Paid (CNY)", w.yuan(paid_in_all)),
                ),
            ),
        )


DEPARTMENT: Department = WithGivenRecords("taxation", PropertyTax())
