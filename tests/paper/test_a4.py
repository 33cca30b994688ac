"""A4 proofs as their readers see them: text, pages, codes, picture."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy
import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from support.paper_samples import NAME, NUMBER, contribution_record, text_of

from kiosk.paper.a4 import PaperError, page_count, qr_rows, render, render_apart, templates
from kiosk.paper.sheet import Standing


@pytest.fixture(scope="module")
def long_proof() -> bytes:
    sheet = contribution_record(130)
    return render(sheet.template, sheet.data())


def pictures(pdf: bytes, scale: float = 2.0) -> Iterator[Image.Image]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        for page in document:
            yield page.render(scale=scale).to_pil()
    finally:
        document.close()


def test_the_pdf_is_sound(long_proof: bytes, tmp_path: Path) -> None:
    file = tmp_path / "proof.pdf"
    file.write_bytes(long_proof)
    done = subprocess.run(["qpdf", "--check", str(file)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_font_is_inside(long_proof: bytes, tmp_path: Path) -> None:
    file = tmp_path / "proof.pdf"
    file.write_bytes(long_proof)
    done = subprocess.run(["pdffonts", str(file)], capture_output=True, text=True, check=True)
    fonts = done.stdout.splitlines()[2:]
    assert fonts and all(" yes yes yes " in line for line in fonts), done.stdout


def test_each_page_carries_head_number_and_code(long_proof: bytes) -> None:
    pages = text_of(long_proof).split("\f")[:-1]
    assert len(pages) == page_count(long_proof) == 4
    for number, page in enumerate(pages, start=1):
        flat = page.replace(" ", "").replace("　", "")
        assert f"第{number}页共4页" in flat
        assert "编号Q01-261121-K7WMP4" in flat
        assert "验证码ABCD-EFGH-JKLM-NPQR" in flat
        assert "打印时间2026-11-2109:30:05" in flat
        assert "终端编号ZWZZ-0001" in flat
        assert flat.count("缴费年月") == 1, "the head of the table is on each page"


def test_every_month_is_there_once_and_in_order(long_proof: bytes) -> None:
    lines = [line.split()[0] for line in text_of(long_proof).splitlines() if " 正常缴费" in line]
    sheet = contribution_record(130)
    assert lines == [row[0] for row in sheet.rows]


def test_the_first_page_says_who_and_the_last_one_how_to_check(long_proof: bytes) -> None:
    pages = text_of(long_proof).split("\f")
    first, last = pages[0].replace(" ", ""), pages[3].replace(" ", "")
    assert "参加个人城镇基本养老保险缴费情况" in first
    assert NAME in first and NUMBER in first
    assert "（以下空白）" in last
    assert "https://hub.invalid/verify" in last
    assert "2026年11月21日" in last
    assert "上海市社会保险事业管理中心" in last


def test_the_code_on_the_last_page_leads_to_the_check(long_proof: bytes) -> None:
    *others, last = list(pictures(long_proof))
    assert [one.text for one in zxingcpp.read_barcodes(last)] == [contribution_record(1).verify_url]
    assert not any(zxingcpp.read_barcodes(page) for page in others)


def test_a_sample_says_so_and_an_official_proof_does_not() -> None:
    sample, official = (
        contribution_record(3, standing=standing) for standing in (Standing.SAMPLE, Standing.OFFICIAL)
    )
    sample_text = text_of(render(sample.template, sample.data()))
    assert "样张" in sample_text.replace(" ", "").replace("　", "")
    assert "样" not in text_of(render(official.template, official.data()))


def test_a_sample_shows_a_red_seal() -> None:
    sheet = contribution_record(3)
    (page,) = pictures(render(sheet.template, sheet.data()))
    red, green, blue = numpy.moveaxis(numpy.asarray(page.convert("RGB")), 2, 0)
    assert ((red > 180) & (green < 110) & (blue < 110)).sum() > 2000


@pytest.mark.parametrize("character", "𬭎㛃䶮𠅤")
def test_a_rare_character_has_its_own_shape_and_its_own_text(character: str) -> None:
    def name_field(name: str) -> tuple[bytes, str]:
        sheet = contribution_record(1, name=name)
        pdf = render(sheet.template, sheet.data())
        (page,) = pictures(pdf)
        box = (page.width * 0.18, page.height * 0.13, page.width * 0.5, page.height * 0.25)
        return page.crop(tuple(int(edge) for edge in box)).convert("L").tobytes(), text_of(pdf)

    picture, text = name_field(f"张{character}")
    missing, _ = name_field("张\U0010fffd")
    assert f"张{character}" in text
    assert picture != missing
    assert picture != name_field("张三")[0]


def test_the_same_sheet_gives_the_same_file() -> None:
    sheet = contribution_record(2)
    assert render(sheet.template, sheet.data()) == render(sheet.template, sheet.data())


def test_a_name_that_looks_like_markup_is_only_a_name() -> None:
    sheet = contribution_record(1, name='#panic("x") *张* $a$ "\\')
    assert '#panic("x") *张* $a$' in text_of(render(sheet.template, sheet.data()))


def test_the_process_that_sets_a_sheet_gives_the_same_file() -> None:
    sheet = contribution_record(5)
    apart = asyncio.run(render_apart(sheet.template, sheet.data(), deadline=30.0))
    assert apart == (render(sheet.template, sheet.data()), 1)


def test_a_sheet_that_cannot_be_set_is_told_without_its_content() -> None:
    data = {**contribution_record(1).data()}
    del data["serial"]
    for attempt in (
        lambda: render("record", data),
        lambda: asyncio.run(render_apart("record", data, deadline=30.0)),
    ):
        with pytest.raises(PaperError, match="record") as told:
            attempt()
        assert NAME not in str(told.value) and NUMBER not in str(told.value)


def test_a_template_that_does_not_exist_is_named_with_those_that_do() -> None:
    with pytest.raises(PaperError, match="no paper template 'proof'; there are certificate"):
        render("proof", {})
    with pytest.raises(PaperError, match="no paper template"):
        render("../fonts/x", {})
    assert "record" in templates()


def test_a_process_that_takes_too_long_is_ended() -> None:
    sheet = contribution_record(1)
    with pytest.raises(PaperError, match="was not ready"):
        asyncio.run(render_apart(sheet.template, sheet.data(), deadline=0.0))


def test_a_qr_code_is_a_square_with_a_quiet_zone() -> None:
    rows = qr_rows("https://hub.invalid/verify/ABCDEFGHJKLMNPQR")
    assert {len(row) for row in rows} == {len(rows)}
    assert set(rows[0] + rows[1] + rows[-1]) == {"0"}
