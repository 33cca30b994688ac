"""What every matter puts on paper: its first visit played at the hub, its sheet set and read."""

from __future__ import annotations

import asyncio
import io
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy
import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from support.matter_papers import Papers, Person, Played, definition, maker, proof_for, texts, visits
from support.paper_samples import text_of, words

from kiosk.backend.models import CaseStatus, ValueKind
from kiosk.catalogue import OutputKind
from kiosk.demo.visits import Visit
from kiosk.flow.display import Language
from kiosk.paper.a4 import render
from kiosk.paper.sheet import ProofSheet
from kiosk.runtime.presenter.values import cell

A4 = (OutputKind.A4_CERTIFICATE, OutputKind.A4_STATEMENT)
MISSING = re.compile(r"\[[a-z]+\.|\{[a-z_]+\}")
VISITS = visits()
MARGIN = 18.0 / 210.0  # of the page's width: nothing is set nearer to its edges
LONG_NAME = "阿卜杜拉·买买提艾力·吐尔逊江·阿不都热依木·库尔班江·艾沙"  # 30 characters
RARE = "欧阳𬭎㛃䶮𠅤"


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Papers]:
    kept = Papers(tmp_path_factory.mktemp("papers"))
    yield kept
    kept.close()


@pytest.fixture(scope="module")
def played(papers: Papers) -> dict[str, Played]:
    async def all_of_them() -> list[Played]:
        return [await papers.play(visit) for visit in VISITS]

    return dict(zip((named(visit) for visit in VISITS), asyncio.run(all_of_them()), strict=True))


@pytest.fixture(scope="module")
def certificates(papers: Papers) -> list[Played]:
    return asyncio.run(papers.certificates())


def named(visit: Visit) -> str:
    return f"{visit.matter} {visit.name}"


def sheet_of(one: Played) -> ProofSheet:
    assert one.answer is not None
    return maker().sheet(one.visit.matter, one.person, one.answer, proof_for(one.visit.matter))


def pages_of(pdf: bytes) -> list[Image.Image]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.render(scale=2.0).to_pil().convert("RGB") for page in document]
    finally:
        document.close()


def is_sound(pdf: bytes, folder: Path) -> None:
    file = folder / "sheet.pdf"
    file.write_bytes(pdf)
    done = subprocess.run(["qpdf", "--check", str(file)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def is_complete(pdf: bytes, sheet: ProofSheet) -> None:
    """Number, code and terminal on each page; the code at the end confirms it; nothing beyond."""
    texts_of_pages = text_of(pdf).split("\f")[:-1]
    pictures = pages_of(pdf)
    assert len(pictures) == len(texts_of_pages)
    for number, page in enumerate(texts_of_pages, start=1):
        flat = re.sub(r"\s", "", page)
        assert f"第{number}页共{len(pictures)}页" in flat
        assert f"编号{sheet.serial}" in flat and f"验证码{sheet.verification_code}" in flat
        assert "终端编号ZWZZ-0001" in flat
        assert not MISSING.search(page), MISSING.search(page)
    assert [code.text for code in zxingcpp.read_barcodes(pictures[-1])] == [sheet.verify_url]
    for picture in pictures:
        assert ink_at_the_edges(picture) == 0


def ink_at_the_edges(picture: Image.Image) -> int:
    """Dark dots outside the margins; the pale ground of a sample is none."""
    dark = numpy.asarray(picture.convert("L")) < 150
    edge = int(picture.width * MARGIN)
    return int(dark[:, :edge].sum() + dark[:, -edge:].sum())


def flat_text(pdf: bytes) -> str:
    """In the order of the sheet's cells, so that a text over two lines stands together."""
    done = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return re.sub(r"\s", "", done.stdout.decode())


@pytest.mark.parametrize("name", [named(visit) for visit in VISITS])
def test_a_matter_prints_the_a4_that_it_offers(played: dict[str, Played], name: str, tmp_path: Path) -> None:
    one = played[name]
    known = definition(one.visit.matter)
    assert known is not None and one.answer is not None, "the first visit is not refused"
    offers = any(output.kind in A4 for output in known.outputs)
    assert one.answer.proof_offered == offers
    if not offers:
        return
    sheet = sheet_of(one)
    pdf = render(sheet.template, sheet.data())
    is_sound(pdf, tmp_path)
    is_complete(pdf, sheet)
    keeps_its_numbers(pdf, one)
    shown = flat_text(pdf)
    assert re.sub(r"\s", "", sheet.title) in shown or sheet.subject in shown
    assert one.answer.case in shown
    if sheet.template != "statement":
        assert re.sub(r"\s", "", sheet.organisation) in shown, "who answers for it"
    for fact in sheet.facts:
        assert re.sub(r"\s", "", fact.label) in shown
    if one.person is None:
        assert not any(fact.label == "姓名" for fact in sheet.facts), "nobody is named without a login"
        assert "个人信息" not in shown
    elif sheet.template != "e-certificate":
        assert one.person.name in shown and one.person.number in shown


def keeps_its_numbers(pdf: bytes, one: Played) -> None:
    """No number, date or sum of the table is broken or lost; texts may go over two lines."""
    assert one.answer is not None
    table = one.answer.table
    shown = set(text_of(pdf).split())
    for i, column in enumerate(table.columns if table is not None else ()):
        if column.kind in (ValueKind.TEXT, ValueKind.KEY):
            continue
        for row in table.rows if table is not None else ():
            wanted = cell(column.kind, row[i], Language.CHINESE, texts()).split()
            assert shown.issuperset(wanted), (column.label, row[i])


@pytest.mark.parametrize("name", [named(visit) for visit in VISITS])
def test_a_paper_for_others_does_not_speak_to_its_reader(played: dict[str, Played], name: str) -> None:
    one = played[name]
    if one.answer is not None and one.answer.proof_offered:
        sheet = sheet_of(one)
        assert sheet.template in ("statement", "e-certificate") or "您" not in sheet.lead


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("name", [named(visit) for visit in VISITS])
def test_a_matters_receipt_misses_no_word(played: dict[str, Played], name: str, language: Language) -> None:
    one = played[name]
    assert one.answer is not None
    proof = proof_for(one.visit.matter) if one.answer.proof_offered else None
    document = maker().receipt(one.visit.matter, one.person, one.answer, proof, language)
    shown = words(document)
    assert not MISSING.search(shown), shown
    assert one.answer.case in shown
    assert all(line.strip() and not line.endswith(" ") for line in shown.splitlines()), "no empty line"
    if one.person is not None:
        assert one.person.name not in shown and one.person.number not in shown
    if one.answer.status is CaseStatus.ACCEPTED:
        assert one.answer.due is not None
    if one.answer.deposit is not None:
        assert one.person is not None
        slip = words(maker().slip(one.visit.matter, one.person, one.answer, language))
        assert one.answer.deposit.number in slip and not MISSING.search(slip)


def test_ten_kinds_of_certificates_and_more_are_printed(certificates: list[Played]) -> None:
    assert len(certificates) >= 10
    kinds = {sheet_of(one).subject for one in certificates}
    assert len(kinds) == len(certificates)


def test_each_kind_of_certificate_is_a_sound_sheet_with_its_own_name(
    certificates: list[Played], tmp_path: Path
) -> None:
    for one in certificates:
        sheet = sheet_of(one)
        assert sheet.template == "e-certificate" and sheet.subject
        pdf = render(sheet.template, sheet.data())
        is_sound(pdf, tmp_path)
        is_complete(pdf, sheet)
        shown = flat_text(pdf)
        assert shown.count(sheet.subject) >= 1 and one.person is not None and one.person.name in shown
        for fact in sheet.facts:
            assert re.sub(r"\s", "", fact.value) in shown, fact.label


@pytest.mark.parametrize("name", [LONG_NAME, RARE])
@pytest.mark.parametrize("matter", ["Q24", "Q01", "Q14"])
def test_a_long_or_rare_name_is_whole_on_each_kind_of_sheet(
    played: dict[str, Played], matter: str, name: str
) -> None:
    one = next(one for one in played.values() if one.visit.matter == matter)
    assert one.person is not None
    person = Person(one.person.kind, name, one.person.number)
    sheet = sheet_of(Played(one.visit, person, one.answer))
    pdf = render(sheet.template, sheet.data())
    assert name in flat_text(pdf)
    assert all(ink_at_the_edges(page) == 0 for page in pages_of(pdf))


@pytest.mark.parametrize("name", [LONG_NAME, RARE])
def test_a_long_or_rare_name_is_whole_on_a_certificate(certificates: list[Played], name: str) -> None:
    one = certificates[0]
    assert one.person is not None
    sheet = sheet_of(Played(one.visit, Person(one.person.kind, name, one.person.number), one.answer))
    pdf = render(sheet.template, sheet.data())
    assert name in flat_text(pdf)
    assert all(ink_at_the_edges(page) == 0 for page in pages_of(pdf))


@pytest.mark.parametrize("matter", ["H01", "H02", "H03"])
@pytest.mark.parametrize("name", ["", LONG_NAME, RARE])
def test_a_record_book_shows_whose_it_is_and_its_number(
    played: dict[str, Played], matter: str, name: str, tmp_path: Path
) -> None:
    one = next(one for one in played.values() if one.visit.matter == matter)
    assert one.person is not None and one.answer is not None and one.answer.book is not None
    person = Person(one.person.kind, name or one.person.name, one.person.number)
    pdf = asyncio.run(maker().book(matter, person, one.answer))
    is_sound(pdf, tmp_path)
    shown = flat_text(pdf)
    assert person.name in shown and one.answer.book.number in shown and "样张" in shown
    assert shown.count(one.answer.book.number) == shown.count("制册日期") == 1, "nothing stands there twice"
    assert not MISSING.search(shown)
    (page,) = pages_of(pdf)
    edge = page.width // 20
    dark = numpy.asarray(page.convert("L")) < 150
    assert not dark[:, :edge].any() and not dark[:, -edge:].any()


def test_a_preview_says_on_the_sheet_that_it_is_none(played: dict[str, Played]) -> None:
    one = next(one for one in played.values() if one.visit.matter == "Q24")
    assert one.answer is not None
    pages = asyncio.run(maker().preview("Q24", one.person, one.answer, Language.ENGLISH))
    assert pages and all(page.startswith(b"\x89PNG") for page in pages)
    assert proof_for("Q24").verification_code not in [
        code.text for code in zxingcpp.read_barcodes(Image.open(io.BytesIO(pages[-1])))
    ]


def test_a_trial_calculation_says_on_paper_that_it_binds_nobody(played: dict[str, Played]) -> None:
    trials = [
        one
        for one in played.values()
        if one.answer is not None
        and one.answer.proof_offered
        and (known := definition(one.visit.matter)) is not None
        and known.disclaimer is not None
    ]
    assert trials
    for one in trials:
        known = definition(one.visit.matter)
        assert known is not None and known.disclaimer is not None
        sheet = sheet_of(one)
        assert sheet.notes[0].rstrip("。") == known.disclaimer.zh.rstrip("。")
        assert sheet.template == "statement"
