"""From the back end's answer to paper: the whole way, with the words of the project."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from support.paper_samples import MOMENT, NAME, NUMBER, text_of, words

from kiosk.backend.models import Fact, Proof, QueryResult, Table, TextRef, Value, ValueKind
from kiosk.catalogue.loader import load
from kiosk.catalogue.matter import Matter
from kiosk.domain.credentials import CredentialKind
from kiosk.flow.display import Language
from kiosk.flow.words import Said
from kiosk.hub.departments.social_insurance import COLUMNS
from kiosk.paper.maker import DocumentMaker, PaperPlace
from kiosk.paper.sheet import Standing
from kiosk.texts import Texts


@dataclass(frozen=True)
class Person:
    kind: CredentialKind
    name: str
    number: str


PERSON = Person(CredentialKind.RESIDENT_CARD, NAME, NUMBER)
ANSWER = QueryResult(
    case="SH-261121-000017",
    matter="Q01",
    answered_at=MOMENT,
    received_by="某某街道自助服务区",
    accepted_by="上海市人力资源和社会保障局",
    headline=TextRef(key="matter.Q01.headline"),
    facts=(
        Fact(label="matter.Q01.fact.months", value=Value(kind=ValueKind.NUMBER, value="2")),
        Fact(label="matter.Q01.fact.personal_sum", value=Value(kind=ValueKind.MONEY, value="1969.12")),
    ),
    table=Table(
        columns=COLUMNS,
        rows=(
            (
                "2026-10",
                "上海某某软件技术有限公司",
                "12307.00",
                "1969.12",
                "984.56",
                "matter.Q01.kind.normal",
            ),
            ("2026-09", "上海某某软件技术有限公司", "12307.00", None, "984.56", "matter.Q01.kind.normal"),
        ),
    ),
    proof_offered=True,
)
PROOF = Proof(
    serial="Q01-261121-K7WMP4",
    verification_code="ABCDEFGHJKLMNPQR",
    verify_url="https://hub.invalid/verify/ABCDEFGHJKLMNPQR",
    issued_at=MOMENT,
)


@cache
def texts() -> Texts:
    """With the words of the matters' definitions."""
    known = Texts()
    known.learn(load(Path(__file__).resolve().parents[2] / "config", "personal")[0].texts())
    return known


def maker(matter: Matter | None = None, standing: Standing = Standing.SAMPLE) -> DocumentMaker:
    place = PaperPlace(
        "ZWZZ-0001", Said("某某街道自助服务区", "Example zone"), "12345", standing, "https://hub.invalid/case"
    )
    return DocumentMaker(place, texts(), lambda _: matter, lambda: MOMENT)


def test_the_proof_shows_the_answer_in_chinese_and_knows_its_pages() -> None:
    pdf, pages = asyncio.run(maker().proof("Q01", PERSON, ANSWER, PROOF, Language.ENGLISH))
    shown = text_of(pdf).replace(" ", "")
    assert pages == 1
    for part in (
        NAME,
        NUMBER,
        "居民身份证",
        "SH-261121-000017",
        "2026年10月",
        "12,307.00",
        "1,969.12",
        "—",
        "金额单位：元",
        "ABCD-EFGH-JKLM-NPQR",
        "上海市人力资源和社会保障局",
    ):
        assert part in shown, part
    assert not re.search(r"\[(matter|paper)\.", shown), "no text is missing"


def test_the_title_is_the_official_name_without_what_stands_in_brackets() -> None:
    official = Said("参加个人城镇基本养老保险缴费情况（城保缴费情况打印）", "Urban pension insurance")

    @dataclass(frozen=True)
    class Listed:
        official: Said
        title: Said
        definition: None = None

    sheet = maker(Listed(official, Said("城保缴费情况", "Pension record"))).sheet(  # type: ignore[arg-type]
        "Q01", PERSON, ANSWER, PROOF
    )
    assert sheet.title == "参加个人城镇基本养老保险缴费情况"
    assert sheet.title_en == "Urban pension insurance"


def test_an_answer_without_a_table_is_a_proof_of_its_facts() -> None:
    pdf, pages = asyncio.run(
        maker().proof("Q01", PERSON, ANSWER.model_copy(update={"table": None}), PROOF, Language.CHINESE)
    )
    assert pages == 1
    assert "金额单位" not in text_of(pdf) and "1,969.12" in text_of(pdf)


def test_the_receipt_speaks_the_persons_language_and_leads_to_the_case() -> None:
    chinese, english = (
        words(maker().receipt("Q01", PERSON, ANSWER, PROOF, language)) for language in Language
    )
    assert "办件编号" in chinese and "Case number" in english
    for shown in (chinese, english):
        assert "https://hub.invalid/case/SH-261121-000017" in shown
        assert "Q01-261121-K7WMP4" in shown
        assert NAME not in shown and NUMBER not in shown


def test_personal_data_have_no_readable_form() -> None:
    sheet = maker().sheet("Q01", PERSON, ANSWER, PROOF)
    assert NAME not in repr(sheet) and NUMBER not in repr(sheet)
    assert NAME not in repr(maker().receipt("Q01", PERSON, ANSWER, PROOF, Language.CHINESE))
