"""Receipts: what is on them in both languages, and what is never on them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.paper_samples import MOMENT, NAME, NUMBER, words
from support.receipt_bench import GLYPHS, PROFILES

from drivers.receipt_printer.document import Qr
from drivers.receipt_printer.escpos_codec import encode
from drivers.receipt_printer.profile import find_profile
from drivers.simulators.receipt_paper import Interpreter, decode_receipt
from kiosk.flow.display import Language
from kiosk.flow.words import Said
from kiosk.paper.receipt import CaseReceipt, compose
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
@pytest.mark.parametrize("printer", ["generic-80mm", "sprt-76mm", "epson-tm-t88-sc"])
def test_the_receipt_comes_out_of_printers_as_one_piece(language: Language, printer: str) -> None:
    profile = find_profile(PROFILES, printer)
    data = encode(compose(FACTS, language, Texts()), profile, GLYPHS)
    machine = Interpreter(profile.code_set.value, profile.dots_per_line, 12, profile.fs_wide, profile.fs_tall)
    (ticket,) = decode_receipt(data, machine)
    assert "SH-261121-000017" in ticket.text
    assert machine.noise == 0
    assert len(data) < 8192, "it fits into the buffers of line and printer"
