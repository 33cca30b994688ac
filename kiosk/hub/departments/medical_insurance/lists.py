"""What anybody may look up: Q18 药品及床位费支付标准, Q19 医疗机构, B09-B13 where to go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, ClassVar, Final

from kiosk.backend.models import Table, ValueKind
from kiosk.hub.departments import public_data
from kiosk.hub.departments.medical_insurance.records import NO_RECORD, ORGANISATION
from kiosk.hub.departments.medical_insurance.saying import Saying, number, shared
from kiosk.hub.departments.registry import Handler, Level, ProofLine, ProofText, Question, Reply
from kiosk.hub.problems import Refusal

Row = Mapping[str, Any]

# The words of the shared list of hospitals, as texts of both languages.
_GRADES: Final = {"三级甲等": "3a", "三级乙等": "3b", "二级甲等": "2a", "一级": "1"}
_KINDS: Final = {
    "综合医院": "general",
    "中医医院": "traditional",
    "妇幼保健院": "women_children",
    "社区卫生服务中心": "community",
    "儿科": "paediatrics",
    "眼科": "eyes",
    "口腔": "teeth",
    "肿瘤": "cancer",
    "胸科": "chest",
    "精神卫生": "mental",
    "康复": "rehabilitation",
    "皮肤科": "skin",
}


@cache
def hospitals() -> Mapping[str, Row]:
    """The shared list of hospitals by value, in its order."""
    return {
        entry.value: {
            "name": entry.label.zh,
            "name_en": entry.label.en,
            "district": entry.parent,
            **{name: said.zh for name, said in entry.facts},
        }
        for entry in public_data.entries("hospital")
    }


class PublicList(Handler):
    """Rows of public data, found by keyword and narrowed by district."""

    department = ORGANISATION
    level = Level.PUBLIC
    residents_only = False
    columns: ClassVar[tuple[tuple[str, ValueKind], ...]]
    searched: ClassVar[tuple[str, ...]] = ("name",)
    headline: ClassVar[str] = "headline"

    def __init__(self) -> None:
        self._search: public_data.Search | None = None

    def rows(self) -> Sequence[Row]:
        """Everything there is; each with ``district`` where the list can be narrowed."""
        raise NotImplementedError

    def cells(self, row: Row) -> Iterator[str | None]:
        """One row of the table."""
        for name, _ in self.columns:
            yield str(row[name]) if row.get(name) else None

    def admits(self, row: Row, form: Mapping[str, str]) -> bool:
        """Whether a row that the keyword finds is asked for."""
        return not form.get("district") or row.get("district") == form["district"]

    def proof(self, question: Question, found: int) -> ProofText | None:
        """What a printed list confirms; None: it is for the screen alone."""
        return None

    def answer(self, question: Question) -> Reply | Refusal:
        if self._search is None:
            self._search = public_data.Search(self.rows(), self.searched)
        found = [row for row in self._search(question.form.get("kw", "")) if self.admits(row, question.form)]
        if not found:
            return NO_RECORD
        say = Saying(self.matter)
        return Reply(
            headline=say.says(self.headline, count=number(len(found))),
            table=Table(
                columns=tuple(say.column(name, kind) for name, kind in self.columns),
                rows=tuple(tuple(self.cells(row)) for row in found),
            ),
            proof=self.proof(question, len(found)),
        )


class PaymentStandards(PublicList):
    """Q18: drugs by their generic names, and beds."""

    matter = "Q18"
    searched = ("zh", "en")
    columns = (
        ("name", ValueKind.TEXT),
        ("spec", ValueKind.TEXT),
        ("class", ValueKind.KEY),
        ("share", ValueKind.TEXT),
        ("standard", ValueKind.MONEY),
    )

    def rows(self) -> Sequence[Row]:
        data = public_data.read("medical_standards")
        return [*data["drugs"], *data["beds"]]

    def cells(self, row: Row) -> Iterator[str | None]:
        yield row["zh"]
        yield row["spec"]
        yield Saying(self.matter).cell(f"class_{row['class']}")
        yield str(row["share"]) + "%"
        yield row["standard"]


class _Hospitals(PublicList):
    """Hospitals of the shared list, with grade and kind."""

    searched = ("name", "name_en", "kind")
    columns = (
        ("name", ValueKind.TEXT),
        ("kind", ValueKind.KEY),
        ("grade", ValueKind.KEY),
        ("address", ValueKind.TEXT),
        ("phone", ValueKind.TEXT),
    )

    def cells(self, row: Row) -> Iterator[str | None]:
        yield row["name"]
        yield shared(f"hospital.{_KINDS[row['kind']]}")
        yield shared(f"grade.{_GRADES[row['level']]}")
        yield row["address"]
        yield row["phone"]


class Hospitals(_Hospitals):
    """Q19: all that the insurance contracts."""

    matter = "Q19"

    def rows(self) -> Sequence[Row]:
        return list(hospitals().values())

    def proof(self, question: Question, found: int) -> ProofText:
        district = question.form.get("district", "")
        return ProofText(
            "医保定点医疗机构名单",
            "Hospitals under medical insurance",
            (
                ProofLine(
                    "区", "District", public_data.label("sh_district", district) if district else "全市"
                ),
                ProofLine("医疗机构数", "Hospitals", str(found)),
            ),
        )


class HospitalsForVisitors(_Hospitals):
    """B10: those that settle at once for patients of other provinces."""

    matter = "B10"

    def rows(self) -> Sequence[Row]:
        listed = public_data.read("medical_places")["elsewhere"]
        return [hospitals()[value] for line in listed for value in line]


class HospitalsForTreatment(PublicList):
    """B11: a row for each treatment item and hospital."""

    matter = "B11"
    searched = ("item", "item_en")
    columns = (
        ("item", ValueKind.TEXT),
        ("name", ValueKind.TEXT),
        ("grade", ValueKind.KEY),
        ("address", ValueKind.TEXT),
        ("phone", ValueKind.TEXT),
    )

    def rows(self) -> Sequence[Row]:
        items = public_data.read("medical_places")["items"]
        return [
            {**hospitals()[value], "item": item["zh"], "item_en": item["en"]}
            for item in items
            for value in item["hospitals"]
        ]

    def cells(self, row: Row) -> Iterator[str | None]:
        yield row["item"]
        yield row["name"]
        yield shared(f"grade.{_GRADES[row['level']]}")
        yield row["address"]
        yield row["phone"]


_OFFICE: Final = (
    ("name", ValueKind.TEXT),
    ("address", ValueKind.TEXT),
    ("phone", ValueKind.TEXT),
    ("hours", ValueKind.TEXT),
)


class ServicePoints(PublicList):
    """B09: the centres of the districts, and the community service centres that take cases in for them."""

    matter = "B09"
    searched = ("name", "name_en")
    columns = _OFFICE

    def rows(self) -> Sequence[Row]:
        community = [
            {
                "name": entry.label.zh,
                "name_en": entry.label.en,
                "district": entry.parent[:6],  # of the street, GB/T 2260
                **{name: said.zh for name, said in entry.facts},
            }
            for entry in public_data.entries("service_centre")
        ]
        return [*public_data.read("medical_places")["centres"], *community]


class InsurerPoints(PublicList):
    """B12: where commercial insurers serve policies bought with the medical account."""

    matter = "B12"
    columns = _OFFICE

    def rows(self) -> Sequence[Row]:
        found: Sequence[Row] = public_data.read("medical_places")["insurers"]
        return found


class CareInstitutions(PublicList):
    """B13: long-term care, by district and by what is offered."""

    matter = "B13"
    services: ClassVar = ("home", "institution", "day")
    columns = (
        ("name", ValueKind.TEXT),
        *((name, ValueKind.KEY) for name in services),
        ("address", ValueKind.TEXT),
        ("phone", ValueKind.TEXT),
    )

    def rows(self) -> Sequence[Row]:
        found: Sequence[Row] = public_data.read("medical_places")["care"]
        return found

    def admits(self, row: Row, form: Mapping[str, str]) -> bool:
        wanted = form.get("service", "")
        return super().admits(row, form) and (not wanted or wanted in row["services"])

    def cells(self, row: Row) -> Iterator[str | None]:
        offered = Saying(self.matter).cell("offered")
        yield row["name"]
        yield from (offered if name in row["services"] else None for name in self.services)
        yield row["address"]
        yield row["phone"]
