"""教育: where children under three are looked after."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.backend.models import ValueKind
from kiosk.hub.departments import public_data
from kiosk.hub.departments.public_list import PublicList, Row
from kiosk.hub.departments.registry import Department
from kiosk.hub.departments.simple import WithoutRecords


class Nurseries(PublicList):
    matter = "B36"
    department = "上海市教育委员会"
    columns = (
        ("name", ValueKind.TEXT),
        ("kind", ValueKind.KEY),
        ("places", ValueKind.NUMBER),
        ("address", ValueKind.TEXT),
        ("phone", ValueKind.TEXT),
    )

    def rows(self) -> Sequence[Row]:
        return list(public_data.read("nurseries")["nurseries"])


DEPARTMENT: Department = WithoutRecords("education", Nurseries())
