"""Lists that anybody may look up: rows found by a keyword, narrowed by district."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from kiosk.backend.answers import RefusalType
from kiosk.backend.models import Table, ValueKind
from kiosk.hub.departments import public_data
from kiosk.hub.departments import wording as w
from kiosk.hub.departments.registry import Handler, Level, ProofText, Question, Reply
from kiosk.hub.problems import Refusal

Row = Mapping[str, Any]
NOTHING = Refusal(RefusalType.NO_RECORD)


class PublicList(Handler):
    """``columns`` are shown, ``searched`` is what the keyword ``kw`` may mean."""

    level = Level.PUBLIC
    residents_only = False
    columns: ClassVar[tuple[tuple[str, ValueKind], ...]]
    searched: ClassVar[tuple[str, ...]] = ("name",)

    def __init__(self) -> None:
        self._search: public_data.Search | None = None

    def rows(self) -> Sequence[Row]:
        """Everything there is; each with ``district`` where the list can be narrowed."""
        raise NotImplementedError

    def admits(self, row: Row, form: Mapping[str, str]) -> bool:
        """Whether a row that the keyword finds is asked for."""
        return not form.get("district") or row.get("district") == form["district"]

    def cells(self, question: Question, row: Row) -> Iterator[str | None]:
        """One row of the table."""
        for name, kind in self.columns:
            value = str(row[name]) if row.get(name) else None
            yield w.Wording(self.matter).key(f"value.{value}") if kind is ValueKind.KEY and value else value

    def proof(self, question: Question, found: Sequence[Row]) -> ProofText | None:
        """What a printed list confirms; None: it is for the screen alone."""
        return None

    def answer(self, question: Question) -> Reply | Refusal:
        if self._search is None:
            self._search = public_data.Search(self.rows(), self.searched)
        asked = self._search(question.form.get("kw", ""))
        found = [row for row in asked if self.admits(row, question.form)]
        if not found:
            return NOTHING
        text = w.Wording(self.matter)
        return Reply(
            headline=text.text("headline", count=w.number(len(found))),
            table=Table(
                columns=tuple(text.column(name, kind) for name, kind in self.columns),
                rows=tuple(tuple(self.cells(question, row)) for row in found),
            ),
            proof=self.proof(question, found),
        )


PLACE = (("name", ValueKind.TEXT), ("address", ValueKind.TEXT), ("phone", ValueKind.TEXT))
PLACE_WITH_HOURS = (*PLACE, ("hours", ValueKind.TEXT))


def of_dictionary(name: str) -> Sequence[Row]:
    """The places of a shared list, with their district's code."""
    districts = {entry.value for entry in public_data.entries("sh_district")}
    return [
        {
            "name": entry.label.zh,
            "district": entry.parent if entry.parent in districts else entry.parent[:6],
            **{fact: said.zh for fact, said in entry.facts},
        }
        for entry in public_data.entries(name)
    ]
