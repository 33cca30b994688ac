"""卫健: who is licensed to practise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from kiosk.backend.models import ValueKind
from kiosk.hub.departments import public_data
from kiosk.hub.departments.public_list import PublicList, Row
from kiosk.hub.departments.registry import Department
from kiosk.hub.departments.simple import WithoutRecords

__all__ = ["DEPARTMENT"]


class _Licences(PublicList):
    department = "上海市卫生健康委员会"
    kept_under: ClassVar[str]
    columns = (
        ("name", ValueKind.TEXT),
        ("number", ValueKind.TEXT),
        ("scope", ValueKind.TEXT),
        ("place", ValueKind.TEXT),
        ("state", ValueKind.KEY),
    )

    def rows(self) -> Sequence[Row]:
        return list(public_data.read("licences")[self.kept_under])

    def admits(self, row: Row, form: Mapping[str, str]) -> bool:
        number = form.get("number", "")
        return row["name"] == form["name"] and (not number or row["number"] == number)


class Doctors(_Licences):
    matter = "Q32"
    kept_under = "doctors"


class Nurses(_Licences):
    matter = "B20"
    kept_under = "nurses"


DEPARTMENT: Department = WithoutRecords("health", Doctors(), Nurses())
