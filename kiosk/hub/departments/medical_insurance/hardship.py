"""B14 帮困补助进度, B15 帮困登记缴费进度: how far an application for help is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from kiosk.backend.models import Column, Table, ValueKind
from kiosk.hub.departments.medical_insurance.records import NO_RECORD, ORGANISATION, Kind
from kiosk.hub.departments.medical_insurance.saying import Saying, day, number, text, yuan
from kiosk.hub.departments.registry import Handler, Question, Reply
from kiosk.hub.problems import Refusal

Row = Mapping[str, Any]


class _Progress(Handler):
    """The person's own applications, newest first; never another's by a typed number."""

    department = ORGANISATION
    kind: ClassVar[Kind]
    columns: ClassVar[tuple[tuple[str, ValueKind], ...]]

    def cells(self, row: Row) -> tuple[str | None, ...]:
        raise NotImplementedError

    def answer(self, question: Question) -> Reply | Refusal:
        asked = question.form.get("number", "").strip().upper()
        found = [row for row in question.records.all(self.kind) if not asked or row["number"] == asked]
        if not found:
            return NO_RECORD
        found.sort(key=lambda row: str(row["applied"]), reverse=True)
        newest = found[0]
        say = Saying(self.matter)
        columns: tuple[Column, ...] = tuple(say.column(name, kind) for name, kind in self.columns)
        return Reply(
            headline=say.says(f"headline.{newest['state']}", number=text(newest["number"])),
            facts=(
                say.fact("applications", number(len(found))),
                say.fact("applied", day(newest["applied"])),
                say.fact("state", say.value(newest["state"])),
            ),
            table=Table(columns=columns, rows=tuple(self.cells(row) for row in found)),
        )


class AidProgress(_Progress):
    """B14: aid with medical costs, from application to payment."""

    matter = "B14"
    kind = Kind.AID
    columns = (
        ("number", ValueKind.TEXT),
        ("kind", ValueKind.KEY),
        ("applied", ValueKind.DATE),
        ("state", ValueKind.KEY),
        ("decided", ValueKind.DATE),
        ("paid", ValueKind.DATE),
        ("amount", ValueKind.MONEY),
    )

    def cells(self, row: Row) -> tuple[str | None, ...]:
        say = Saying(self.matter)
        amount = yuan(row["amount"]) if row["state"] == "paid" else None
        return (
            row["number"],
            say.cell(row["kind"]),
            row["applied"],
            say.cell(row["state"]),
            row.get("decided"),
            row.get("paid"),
            amount,
        )


class AidEnrolmentProgress(_Progress):
    """B15: enrolment of who needs help in the residents' scheme, and whose premium is paid for them."""

    matter = "B15"
    kind = Kind.AID_ENROLMENT
    columns = (
        ("number", ValueKind.TEXT),
        ("year", ValueKind.TEXT),
        ("applied", ValueKind.DATE),
        ("state", ValueKind.KEY),
        ("decided", ValueKind.DATE),
        ("paid", ValueKind.DATE),
        ("premium", ValueKind.MONEY),
    )

    def cells(self, row: Row) -> tuple[str | None, ...]:
        return (
            row["number"],
            str(row["year"]),
            row["applied"],
            Saying(self.matter).cell(row["state"]),
            row.get("decided"),
            row.get("paid"),
            yuan(row["premium"]),
        )
