"""ESC/POS as bytes: what is written is read back by an independent reader, for any text and model."""

from __future__ import annotations

import tomllib
from io import BytesIO

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Picture
from support.receipt_bench import GLYPHS, NOTO, PROFILES, RECEIPT

from drivers.receipt_printer.document import (
    Align,
    Cut,
    Element,
    Feed,
    Image,
    Pair,
    Qr,
    ReceiptDocument,
    Rule,
    Size,
    Text,
    Weight,
)
from drivers.receipt_printer.escpos_answers import (
    AnswerDecoder,
    AutomaticStatus,
    PaperStatus,
    ProcessDone,
    RealTimeStatus,
)
from drivers.receipt_printer.escpos_codec import EncodeError, character_code, encode
from drivers.receipt_printer.layout import pair_lines, width, wrap
from drivers.receipt_printer.pictures import ink_free_of_commands
from drivers.receipt_printer.profile import Profile, ProfileError, find_profile, parse_profile
from drivers.simulators.receipt_marks import (
    PrintedLine,
    PrintedPicture,
)
from drivers.simulators.receipt_paper import Interpreter, decode_receipt
from drivers.simulators.receipt_picture import receipt_png
from drivers.simulators.receipt_printer import MODELS
from drivers.simulators.receipt_status import RealTimeFilter, Sensors, automatic_status, dle_eot

MODEL_NAMES = sorted(MODELS)
common_text = st.text(st.sampled_from("您好上海市社保缴费，：￥·（）—“”、Aa0 9.-/~"), max_size=80)
any_text = st.text(
    st.characters(blacklist_categories=["C", "Z"], max_codepoint=0x2FFFF) | st.sampled_from("𬭎㛃䶮𠅤 "),
    max_size=40,
)


def reader(name: str) -> Interpreter:
    model = MODELS[name]
    return Interpreter(model.code_set, model.dots, fs_wide=model.fs_wide, fs_tall=model.fs_tall)


def profile(name: str) -> Profile:
    return find_profile(PROFILES, name)


@pytest.mark.parametrize("name", MODEL_NAMES)
@given(
    text=common_text, size=st.sampled_from(Size), weight=st.sampled_from(Weight), align=st.sampled_from(Align)
)
def test_common_chinese_text_comes_back_as_it_was(
    name: str, text: str, size: Size, weight: Weight, align: Align
) -> None:
    data = encode(ReceiptDocument((Text(text, size, weight, align),)), profile(name), GLYPHS)
    tickets = decode_receipt(data, machine := reader(name))
    shown = "".join(ticket.text.replace("\n", "") for ticket in tickets)
    if "[picture" not in shown:
        assert shown.replace(" ", "") == text.replace(" ", "")
    else:
        assert not all(character_code(character, profile(name)) for character in text)
    assert machine.noise == 0
    lines = [mark for ticket in tickets for mark in ticket.marks if isinstance(mark, PrintedLine)]
    assert all(line.place.value == align.value for line in lines if line.text and line.runs)


@pytest.mark.parametrize("name", MODEL_NAMES)
@given(text=any_text)
def test_no_text_prints_a_wrong_character(name: str, text: str) -> None:
    """Either the reader of this model sees each character, or the line is a picture, or it is refused."""
    try:
        data = encode(ReceiptDocument((Text(text),)), profile(name), GLYPHS)
    except EncodeError as error:
        assert "U+" in str(error) and "nothing was sent" in str(error)
        return
    machine = reader(name)
    shown = "".join(ticket.text for ticket in decode_receipt(data, machine))
    assert machine.noise == 0
    assert "□" not in shown.replace("□" if "□" in text else "", "")
    for character in shown.replace("\n", "").split("[picture")[0]:
        assert character in text or character in "0123456789x]"


@pytest.mark.parametrize(
    ("name", "raster"),
    [("generic-80mm", "㛃䶮𬭎𠅤镕"), ("epson-tm-t88-sc", "㛃䶮𬭎𠅤"), ("sprt-76mm", "㛃䶮𬭎𠅤镕")],
)
def test_what_the_font_lacks_is_drawn(name: str, raster: str) -> None:
    for character in raster:
        data = encode(ReceiptDocument((Text(f"王{character}"),)), profile(name), GLYPHS)
        (ticket,) = decode_receipt(data, reader(name))
        mark = ticket.marks[0]
        assert isinstance(mark, PrintedPicture)
        assert mark.rows.count(0) < len(mark.rows)


def test_a_drawn_character_has_its_own_shape() -> None:
    cells = {GLYPHS.cell(character, 24, 24) for character in "𬭎㛃䶮𠅤镕"}
    assert None not in cells
    assert len(cells) == 5


def test_a_character_of_no_font_is_refused_by_its_number() -> None:
    with pytest.raises(EncodeError, match=r"U\+E000"):
        encode(ReceiptDocument((Text("\ue000"),)), profile("generic-80mm"), GLYPHS)


def test_the_middle_dot_of_long_names_is_a_character_of_the_font() -> None:
    assert character_code("·", profile("generic-80mm")) == b"\xa1\xa4"


def test_sizes_are_set_by_the_command_of_the_model_and_taken_back() -> None:
    document = ReceiptDocument((Text("大", Size.DOUBLE), Text("小")))
    for name in MODEL_NAMES:
        (ticket,) = decode_receipt(encode(document, profile(name), GLYPHS), reader(name))
        lines = [mark for mark in ticket.marks if isinstance(mark, PrintedLine) and mark.runs]
        large, small = lines[0].runs[0], lines[1].runs[0]
        assert (large.wide, large.tall, small.wide, small.tall) == (2, 2, 1, 1)


@pytest.mark.parametrize("name", MODEL_NAMES)
def test_the_qr_code_on_the_paper_can_be_read(name: str) -> None:
    (ticket,) = decode_receipt(encode(RECEIPT, profile(name), GLYPHS), reader(name))
    picture = Picture.open(BytesIO(receipt_png(ticket, NOTO, MODELS[name].dots)))
    assert [one.text for one in zxingcpp.read_barcodes(picture)] == ["https://hub.invalid/p/AB12CD34"]


elements: st.SearchStrategy[Element] = st.one_of(
    st.builds(Text, common_text, st.sampled_from(Size), st.sampled_from(Weight), st.sampled_from(Align)),
    st.builds(Pair, common_text, common_text),
    st.just(Rule()),
    st.builds(Qr, st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1, max_size=60)),
    st.builds(Image, st.just(64), st.just(16), st.binary(min_size=128, max_size=128)),
    st.builds(Feed, st.integers(0, 5)),
    st.just(Cut()),
)


@given(st.lists(elements, max_size=6), st.sampled_from(MODEL_NAMES))
def test_no_document_carries_a_real_time_command(parts: list[Element], name: str) -> None:
    data = encode(ReceiptDocument(tuple(parts)), profile(name), GLYPHS)
    assert b"".join(part for part in RealTimeFilter().feed(data) if isinstance(part, bytes)) == data


@given(st.binary(max_size=400))
def test_thickened_ink_only_adds_dots(data: bytes) -> None:
    inked = ink_free_of_commands(data)
    assert len(inked) == len(data)
    assert all(before & after == before for before, after in zip(data, inked, strict=True))
    assert not any(command in inked for command in (b"\x10\x04", b"\x10\x05", b"\x10\x14"))


@given(st.binary(max_size=2000), st.sampled_from(MODEL_NAMES))
def test_the_paper_takes_any_bytes(data: bytes, name: str) -> None:
    decode_receipt(data, reader(name))


@given(common_text, st.integers(4, 48))
def test_wrapped_lines_fit_and_lose_nothing(text: str, columns: int) -> None:
    lines = wrap(text, columns)
    assert all(width(line) <= columns for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@given(common_text, common_text)
def test_a_pair_is_flush_at_both_edges(label: str, value: str) -> None:
    lines = pair_lines(label, value, 48)
    assert all(width(line) <= 48 for line in lines)
    if len(lines) == 1:
        assert width(lines[0]) == 48
        assert lines[0].startswith(label) and lines[0].endswith(value)


# --- answers -----------------------------------------------------------------------------------------------


@given(st.binary(max_size=300))
def test_any_bytes_are_decoded_without_an_error_and_held_within_bounds(noise: bytes) -> None:
    decoder = AnswerDecoder()
    for byte in noise:
        decoder.feed(bytes((byte,)))
        assert len(decoder._held) <= 6


@given(st.binary(max_size=40), st.integers(0, 9999))
def test_the_proof_is_found_behind_any_noise_that_ends(noise: bytes, number: int) -> None:
    decoder = AnswerDecoder()
    decoder.feed(noise)
    decoder.feed(b"\xff" * 7)  # a pause in noise: whatever had begun cannot go on
    answers = decoder.feed(b"\x37\x22" + f"{number:04d}".encode() + b"\x00")
    assert answers == [ProcessDone(number)]


sensors = st.builds(
    Sensors, st.booleans(), st.booleans(), st.booleans(), st.booleans(), st.booleans(), st.booleans()
)


@given(sensors, st.integers(1, 4))
def test_a_real_time_answer_is_told_from_all_others(state: Sensors, n: int) -> None:
    answer = dle_eot(n, state, "none")
    assert AnswerDecoder().feed(bytes((0x11, 0x13, answer))) == [RealTimeStatus(answer)]


@given(sensors)
def test_automatic_status_says_what_the_sensors_see(state: Sensors) -> None:
    (answer,) = AnswerDecoder().feed(automatic_status(state))
    assert isinstance(answer, AutomaticStatus)
    assert answer.cover_open == state.cover_open
    assert answer.paper_out == state.paper_out
    assert answer.paper_low == state.paper_low
    assert answer.cutter_error == state.knife_stuck
    assert answer.offline == (not state.may_print)


def test_a_paper_status_whose_sensor_bits_disagree_is_noise() -> None:
    assert AnswerDecoder().feed(b"\x01\x02\x04\x08\x81\x90") == []
    assert AnswerDecoder().feed(b"\x00\x03\x0c\x0f") == [
        PaperStatus(low=False, out=False),
        PaperStatus(low=True, out=False),
        PaperStatus(low=False, out=True),
        PaperStatus(low=True, out=True),
    ]


# --- profiles ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", MODEL_NAMES)
@given(state=sensors)
def test_each_profile_sees_what_its_model_tells(name: str, state: Sensors) -> None:
    model, description = MODELS[name], profile(name)
    seen = {
        means.value
        for n in description.queries
        for means in description.conditions(n, dle_eot(n, state, model.presenter))
    }
    assert ("cover_open" in seen) == state.cover_open
    assert ("paper_out" in seen) == state.paper_out
    assert ("paper_low" in seen) == state.paper_low
    assert ("cutter_error" in seen) == state.knife_stuck


def test_a_profile_with_a_fault_is_refused_by_file_and_key() -> None:
    values = tomllib.loads((PROFILES / "generic-80mm.toml").read_text())
    with pytest.raises(ProfileError, match=r"x\.toml: dots_per_line: .*correct this key"):
        parse_profile({**values, "dots_per_line": 5}, "x.toml")
    with pytest.raises(ProfileError, match=r"x\.toml: speed: .*correct this key"):
        parse_profile({**values, "speed": 5}, "x.toml")
    with pytest.raises(ProfileError, match="no bit means 'paper_out'"):
        parse_profile({**values, "status": values["status"][:2]}, "x.toml")
    with pytest.raises(ProfileError, match="no printer profile 'x'; there are: citizen-ppu-231"):
        find_profile(PROFILES, "x")
