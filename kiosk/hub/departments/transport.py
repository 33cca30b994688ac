"""交通: the balance of a transport card (B34). It speaks for whoever holds it: no name belongs to it."""

from __future__ import annotations

from datetime import timedelta

from kiosk.backend.models import Table, ValueKind
from kiosk.hub.departments import public_data
from kiosk.hub.departments import wording as w
from kiosk.hub.departments.forms import today_of
from kiosk.hub.departments.registry import Department, Handler, Level, Question, Reply, refused
from kiosk.hub.departments.simple import WithoutRecords
from kiosk.hub.problems import Refusal


class CardBalance(Handler):
    matter = "B34"
    department = "上海市交通委员会"
    level = Level.PUBLIC
    residents_only = False

    def answer(self, question: Question) -> Reply | Refusal:
        card = public_data.read("transport_cards")["cards"].get(question.form["card"].upper())
        if card is None:
            return refused("not-a-transport-card")
        today = today_of(question)
        text = w.Wording(self.matter)
        left = int(card["balance"])
        rows = []
        for ride in card["rides"]:
            rows.append(
                (
                    (today - timedelta(days=int(ride["days_ago"]))).isoformat(),
                    str(ride["line"]),
                    w.yuan(-int(ride["fare"])),
                    w.yuan(left),
                )
            )
            left += int(ride["fare"])
        return Reply(
            headline=text.text("headline", balance=w.money(int(card["balance"]))),
            facts=(text.fact("number", w.plain(str(card["number"]))),),
            table=Table(
                columns=(
                    text.column("day", ValueKind.DATE),
                    text.column("line", ValueKind.TEXT),
                    text.column("amount", ValueKind.MONEY),
                    text.column("balance", ValueKind.MONEY),
                ),
                rows=tuple(rows),
            ),
        )


DEPARTMENT: Department = WithoutRecords("transport", CardBalance())
