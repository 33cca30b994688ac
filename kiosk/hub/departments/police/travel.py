"""Q20 出入境记录查询: every exit and entry in a period, newest first."""

from __future__ import annotations

from typing import Final

from kiosk.backend.models import Table, ValueKind
from kiosk.hub.departments import wording as w
from kiosk.hub.departments.police import kinds
from kiosk.hub.departments.police.standing import NO_RECORD
from kiosk.hub.departments.registry import Handler, ProofLine, ProofText, Question, Reply
from kiosk.hub.problems import Refusal

BORDER: Final = "上海市公安局出入境管理局"


class Crossings(Handler):
    matter = "Q20"
    department = BORDER

    def answer(self, question: Question) -> Reply | Refusal:
        known = question.records.one(kinds.CROSSINGS)
        rows: list[list[str]] = known["rows"] if known else []
        begins, ends = question.form.get("from", ""), question.form.get("to", "")
        # Months compare as text; without an end everything up to now is meant.
        chosen = [row for row in rows if begins <= row[0][:7] and (not ends or row[0][:7] <= ends)]
        if not chosen:
            return NO_RECORD
        text = w.Wording(self.matter)
        exits = sum(row[1] == "exit" for row in chosen)
        entries = len(chosen) - exits
        newest, oldest = chosen[0][0], chosen[-1][0]
        return Reply(
            headline=text.text("headline", exits=w.number(exits), entries=w.number(entries)),
            facts=(
                text.fact("exits", w.number(exits)),
                text.fact("entries", w.number(entries)),
                text.fact("newest", w.day(newest)),
                text.fact("oldest", w.day(oldest)),
            ),
            table=Table(
                columns=(
                    text.column("on", ValueKind.DATE),
                    text.column("direction", ValueKind.KEY),
                    text.column("document", ValueKind.KEY),
                    text.column("port", ValueKind.KEY),
                    text.column("place", ValueKind.KEY),
                ),
                rows=tuple(
                    (
                        on,
                        text.key(f"value.{direction}"),
                        text.key(f"document.{document}"),
                        text.key(f"port.{port}"),
                        text.key(f"place.{place}"),
                    )
                    for on, direction, document, port, place in chosen
                ),
            ),
            proof=ProofText(
                title_zh="出入境记录查询结果",
                title_en="Exit and entry records",
                lines=(
                    ProofLine("最早记录", "Oldest record", oldest),
                    ProofLine("最近记录", "Newest record", newest),
                    ProofLine("出境次数", "Exits", str(exits)),
                    ProofLine("入境次数", "Entries", str(entries)),
                ),
            ),
        )
