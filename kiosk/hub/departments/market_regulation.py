"""市场监管: how clean a restaurant was found (餐饮脸谱)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from kiosk.backend.models import ValueKind
from kiosk.hub.departments import public_data
from kiosk.hub.departments import wording as w
from kiosk.hub.departments.forms import today_of
from kiosk.hub.departments.public_list import PublicList, Row
from kiosk.hub.departments.registry import Department, Question
from kiosk.hub.departments.simple import WithoutRecords


class FoodGrades(PublicList):
    matter = "B35"
    department = "上海市市场监督管理局"
    columns = (
        ("name", ValueKind.TEXT),
        ("face", ValueKind.KEY),
        ("day", ValueKind.DATE),
        ("address", ValueKind.TEXT),
    )

    def rows(self) -> Sequence[Row]:
        return list(public_data.read("food_grades")["restaurants"])

    def cells(self, question: Question, row: Row) -> Iterator[str | None]:
        yield str(row["name"])
        yield w.Wording(self.matter).key(f"value.{row['face']}")
        yield (today_of(question) - timedelta(days=int(row["days_ago"]))).isoformat()
        yield str(row["address"])


DEPARTMENT: Department = WithoutRecords("market-regulation", FoodGrades())
