"""规划资源: what of the real estate register is in one's own name (B33)."""

from __future__ import annotations

from kiosk.backend.models import Table, ValueKind
from kiosk.hub.departments import wording as w
from kiosk.hub.departments.public_list import NOTHING
from kiosk.hub.departments.registry import Department, Handler, ProofLine, ProofText, Question, Reply
from kiosk.hub.departments.simple import WithGivenRecords
from kiosk.hub.problems import Refusal

ESTATE = "estate"


class EstateRegister(Handler):
    """A number that is typed narrows the own entries; it never opens another person's."""

    matter = "B33"
    department = "上海市自然资源确权登记事务中心"

    def answer(self, question: Question) -> Reply | Refusal:
        asked = question.form.get("number", "").strip()
        found = [one for one in question.records.all(ESTATE) if not asked or one["number"] == asked]
        if not found:
            return NOTHING
        text = w.Wording(self.matter)
        return Reply(
            headline=text.text("headline", count=w.number(len(found))),
            table=Table(
                columns=(
                    text.column("number", ValueKind.TEXT),
                    text.column("place", ValueKind.TEXT),
                    text.column("area", ValueKind.NUMBER),
                    text.column("use", ValueKind.KEY),
                    text.column("limits", ValueKind.KEY),
                ),
                rows=tuple(
                    (
                        str(one["number"]),
                        str(one["place"]),
                        str(one["area"]),
                        text.key(f"value.{one['use']}"),
                        text.key(f"value.{one['limits']}"),
                    )
                    for one in found
                ),
            ),
            proof=ProofText(
                "不动产登记信息", "Real estate register", (ProofLine("不动产数", "Entries", str(len(found))),)
            ),
        )


DEPARTMENT: Department = WithGivenRecords("planning-resources", EstateRegister())
