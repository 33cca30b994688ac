"""Receipts: what is on them in both languages, and what is never on them."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pytest
import zxingcpp
from PIL import Image
from support.paper_samples import MOMENT, NAME, NUMBER, words
from support.receipt_bench import GLYPHS, NOTO, PROFILES

from drivers.receipt_printer.document import Qr
from drivers.receipt_printer.escpos_codec import encode
from drivers.receipt_printer.profile import find_profile
from drivers.simulators.receipt_paper import Interpreter, decode_receipt
from drivers.simulators.receipt_picture import receipt_png
from kiosk.flow.display import Language
from kiosk.flow.words import Said
from kiosk.paper.receipt import CaseReceipt, MissingPaper, compose
from kiosk.paper.slips import DepositSlip, compose_slip
from kiosk.texts import Texts

FACTS = CaseReceipt(
    matter=Said("城保缴费情况打印", "Urban pension insurance: contribution record"),
    case="SH-261121-000017",
    name=NAME,
    number=NUMBER,
    received_by="某某街道自助服务区",
    accepted_by="上海市社会保险事业管理中心",
    printed_at=MOMENT,
    zone=Said("某某街道 24 小时自助服务区", "Example Street 24-hour zone"),
    terminal="ZWZZ-0001",
    help_phone="12345",
    proof_serial="Q01-261121-K7WMP4",
    progress_code="https://hub.invalid/progress/SH-261121-000017",
)


@pytest.mark.parametrize("language", list(Language))
def test_a_receipt_names_case_place_time_proof_and_phone(language: Language) -> None:
    shown = words(compose(FACTS, language, Texts()))
    for part in (
        "SH-261121-000017",
        "ZWZZ-0001",
        "2026-11-21 09:30:05",
        "Q01-261121-K7WMP4",
        "12345",
        "某某街道自助服务区",
        "上海市社会保险事业管理中心",
        FACTS.progress_code,
    ):
        assert part in shown
    assert "[" not in shown, "no text is missing"


@pytest.mark.parametrize("language", list(Language))
def test_a_receipt_shows_masks_only(language: Language) -> None:
    shown = words(compose(FACTS, language, Texts()))
    assert "张*㛃" in shown and "999999********0014" in shown
    assert NAME not in shown and NUMBER not in shown
    assert NAME not in repr(FACTS) and NUMBER not in repr(FACTS)


def test_without_a_proof_none_is_mentioned() -> None:
    shown = words(compose(replace(FACTS, proof_serial=None), Language.CHINESE, Texts()))
    assert "证明" not in shown


def test_without_a_public_address_there_is_no_code() -> None:
    document = compose(replace(FACTS, progress_code=""), Language.CHINESE, Texts())
    assert not any(isinstance(element, Qr) for element in document.elements)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("printer", ["generic-58mm", "generic-80mm", "sprt-76mm", "epson-tm-t88-sc"])
def test_the_receipt_comes_out_of_printers_as_one_piece(language: Language, printer: str) -> None:
    profile = find_profile(PROFILES, printer)
    data = encode(compose(FACTS, language, Texts()), profile, GLYPHS)
    machine = Interpreter(profile.code_set.value, profile.dots_per_line, 12, profile.fs_wide, profile.fs_tall)
    (ticket,) = decode_receipt(data, machine)
    assert "SH-261121-000017" in ticket.text
    assert machine.noise == 0
    assert len(data) < 8192, "it fits into the buffers of line and printer"


ONGOING = replace(
    FACTS,
    proof_serial=None,
    status="supplement",
    due=Said("最迟 12 月 18 日答复，由受理中心打电话给您。", "Decided by 18 December; the centre calls you."),
    missing=(
        MissingPaper(
            Said("劳动合同", "Labour contract"),
            Said("第 2 页看不清。", "Page 2 cannot be read."),
            date(2026, 12, 5),
        ),
    ),
    deposit=("LB20261121000001", date(2026, 12, 6)),
)


@pytest.mark.parametrize(
    ("language", "status", "due", "paper", "reason"),
    [
        (Language.CHINESE, "待补正", "由受理中心打电话给您", "劳动合同", "第 2 页看不清"),
        (Language.ENGLISH, "Something is missing", "the centre calls you", "Labour contract", "Page 2"),
    ],
)
def test_a_case_that_goes_on_says_its_state_who_calls_back_and_what_is_missing(
    language: Language, status: str, due: str, paper: str, reason: str
) -> None:
    shown = words(compose(ONGOING, language, Texts()))
    for part in (status, due, paper, reason, "2026-12-05", "LB20261121000001", "2026-12-06"):
        assert part in shown, part
    assert "[" not in shown, "no text is missing"


@pytest.mark.parametrize("status", ["done", "accepted", "supplement", "not_accepted", "withdrawn", "issued"])
def test_every_state_of_a_case_has_its_word_on_the_receipt(status: str) -> None:
    for language in Language:
        assert "[" not in words(compose(replace(FACTS, status=status), language, Texts()))


def test_nobody_is_named_where_nobody_signed_in() -> None:
    shown = words(compose(replace(FACTS, name="", number=""), Language.CHINESE, Texts()))
    assert "申请人" not in shown and "证件号码 " not in shown
    assert not any(line.endswith(" ") for line in shown.splitlines())


@pytest.mark.parametrize(
    ("printer", "number", "format"),
    [
        ("epson-tm-t88-sc", "LB20261121000001", zxingcpp.BarcodeFormat.Code128),
        ("presenter-gs-e", "LB20261121000001", zxingcpp.BarcodeFormat.Code128),
        # No room for bars that a scanner reads:
        ("epson-tm-t88-sc", "DEP-2611-ABCDEFGHJKLMNPQR-30", zxingcpp.BarcodeFormat.QRCode),
        ("generic-80mm", "LB20261121000001", zxingcpp.BarcodeFormat.QRCode),
        ("generic-58mm", "DEP-2611-ABCDEFGHJKLMNPQR-30", zxingcpp.BarcodeFormat.QRCode),
        ("sprt-76mm", "LB20261121000001", zxingcpp.BarcodeFormat.QRCode),
    ],
)
def test_the_locker_reads_the_slips_code_from_the_paper(
    printer: str, number: str, format: zxingcpp.BarcodeFormat
) -> None:
    slip = DepositSlip(
        matter=FACTS.matter,
        case=FACTS.case,
        number=number,
        until=date(2026, 12, 6),
        name=NAME,
        printed_at=MOMENT,
        zone=FACTS.zone,
        terminal=FACTS.terminal,
        help_phone=FACTS.help_phone,
    )
    document = compose_slip(slip, Language.CHINESE, Texts())
    assert NAME not in words(document)
    profile = find_profile(PROFILES, printer)
    machine = Interpreter(profile.code_set.value, profile.dots_per_line, 12, profile.fs_wide, profile.fs_tall)
    (ticket,) = decode_receipt(encode(document, profile, GLYPHS), machine)
    picture = Image.open(io.BytesIO(receipt_png(ticket, NOTO, profile.dots_per_line)))
    (code,) = zxingcpp.read_barcodes(picture)
    assert (code.text, code.format) == (number, format)
    assert machine.noise == 0
