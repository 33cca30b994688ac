"""IPP as bytes (RFC 8010): what is encoded comes back, and no bytes break the decoder."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.contract import Code, DeviceState, SupplyLevel
from drivers.page_printer.ipp_codec import (
    MAX_DEPTH,
    MAX_HEADER,
    Attribute,
    Collection,
    Group,
    GroupTag,
    IppError,
    Message,
    Plain,
    Range,
    Tag,
    Value,
    attribute,
    decode,
    encode,
    group,
)
from drivers.page_printer.printer_state import describe_stop, status_of, without_severity

names = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=20)
int32 = st.integers(-(2**31), 2**31 - 1)


def value(tag: Tag, plains: st.SearchStrategy[Plain]) -> st.SearchStrategy[Value]:
    return st.builds(Value, st.just(int(tag)), plains)


simple = st.one_of(
    value(Tag.INTEGER, int32),
    value(Tag.ENUM, int32),
    value(Tag.BOOLEAN, st.booleans()),
    value(Tag.RANGE, st.builds(Range, int32, int32)),
    value(Tag.TEXT, st.text(max_size=40)),
    value(Tag.NAME, st.text(max_size=40)),
    value(Tag.KEYWORD, names),
    value(Tag.OCTET_STRING, st.binary(max_size=40)),
    value(Tag.DATE_TIME, st.binary(min_size=11, max_size=11)),
    value(Tag.NO_VALUE, st.just(b"")),
)


def attributes(values: st.SearchStrategy[Value]) -> st.SearchStrategy[Attribute]:
    return st.builds(Attribute, names, st.lists(values, min_size=1, max_size=3).map(tuple))


collections = st.recursive(
    simple,
    lambda inner: st.builds(
        Value,
        st.just(int(Tag.BEGIN_COLLECTION)),
        st.builds(Collection, st.lists(attributes(inner), max_size=3).map(tuple)),
    ),
    max_leaves=6,
)
groups = st.builds(
    lambda tag, found: group(tag, found),
    st.sampled_from([GroupTag.OPERATION, GroupTag.JOB, GroupTag.PRINTER, GroupTag.UNSUPPORTED]),
    st.lists(attributes(collections), max_size=4, unique_by=lambda one: one.name),
)
messages = st.builds(
    Message, st.integers(0, 0xFFFF), st.integers(0, 2**31 - 1), st.lists(groups, max_size=3).map(tuple)
)


@given(messages, st.binary(max_size=50))
def test_a_message_and_its_document_come_back(message: Message, document: bytes) -> None:
    assert decode(encode(message) + document) == (message, document)


@given(st.binary(max_size=300))
def test_random_bytes_are_a_message_or_an_ipp_error(data: bytes) -> None:
    try:
        decode(data)
    except IppError as error:
        assert str(error)


@given(messages, st.data())
def test_a_damaged_message_is_a_message_or_an_ipp_error(message: Message, data: st.DataObject) -> None:
    raw = bytearray(encode(message))
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(raw[: data.draw(st.integers(0, len(raw)))])
    try:
        decode(cut)
    except IppError as error:
        assert str(error)


def test_the_example_of_the_standard() -> None:
    """Print-Job as in RFC 8010 appendix A.1, shortened to the two attributes that must come first."""
    raw = (
        b"\x01\x01\x00\x02\x00\x00\x00\x01\x01"
        b"\x47\x00\x12attributes-charset\x00\x05utf-8"
        b"\x48\x00\x1battributes-natural-language\x00\x05en-us"
        b"\x02\x21\x00\x06copies\x00\x04\x00\x00\x00\x14"
        b"\x44\x00\x05sides\x00\x13two-sided-long-edge"
        b"\x03%!PDF"
    )
    message, document = decode(raw)
    assert (message.version, message.code, message.request_id) == ((1, 1), 2, 1)
    assert message.group(GroupTag.OPERATION).text("attributes-charset") == "utf-8"
    assert message.group(GroupTag.JOB).number("copies") == 20
    assert message.group(GroupTag.JOB).text("sides") == "two-sided-long-edge"
    assert document == b"%!PDF"
    assert encode(message) + document == raw


def test_depth_and_length_are_bounded() -> None:
    begin = b"\x34\x00\x01x\x00\x00" + b"\x4a\x00\x00\x00\x01m" + b"\x34\x00\x00\x00\x00" * 5
    with pytest.raises(IppError, match=r"begins without a member name|nested"):
        decode(b"\x02\x00\x00\x00\x00\x00\x00\x01\x02" + begin * MAX_DEPTH)
    deep = b"\x34\x00\x01x\x00\x00" + (b"\x4a\x00\x00\x00\x01m\x34\x00\x00\x00\x00") * (MAX_DEPTH + 1)
    with pytest.raises(IppError, match="nested more than"):
        decode(b"\x02\x00\x00\x00\x00\x00\x00\x01\x02" + deep)
    many = b"\x44\x00\x01x\x7f\xff" + b"y" * 0x7FFF
    with pytest.raises(IppError, match="longer than"):
        decode(b"\x02\x00\x00\x00\x00\x00\x00\x01\x02" + many * (MAX_HEADER // 0x7FFF + 1))
    with pytest.raises(IppError, match="more than 8192 values"):
        decode(b"\x02\x00\x00\x00\x00\x00\x00\x01\x02" + b"\x44\x00\x01x\x00\x00" * 9000)


# --- what attributes mean ----------------------------------------------------------------------


def printer(state: int, *reasons: str, levels: tuple[int, ...] = (80,)) -> Group:
    return group(
        GroupTag.PRINTER,
        (
            attribute("printer-state", Tag.ENUM, state),
            attribute("printer-state-reasons", Tag.KEYWORD, *reasons),
            attribute("marker-levels", Tag.INTEGER, *levels),
            attribute("marker-low-levels", Tag.INTEGER, *(10 for _ in levels)),
        ),
    )


@pytest.mark.parametrize("severity", ["", "-error", "-warning", "-report"])
def test_severities_are_stripped(severity: str) -> None:
    assert without_severity(f"media-empty{severity}") == "media-empty"


def test_an_empty_tray_among_several_is_low_not_out() -> None:
    status = status_of(printer(3, "media-empty-warning"), 0.0)
    assert status.supplies["paper"] is SupplyLevel.LOW
    assert describe_stop(printer(3, "media-empty-warning")) is None
    stop = describe_stop(printer(5, "media-empty-warning"))
    assert stop is not None and stop[0] is Code.PAPER_OUT


def test_a_reason_without_severity_is_an_error() -> None:
    assert status_of(printer(3, "media-empty"), 0.0).supplies["paper"] is SupplyLevel.OUT


@pytest.mark.parametrize(
    ("levels", "toner"),
    [
        ((80, 50), SupplyLevel.OK),
        ((80, 9), SupplyLevel.LOW),
        ((80, 0), SupplyLevel.OUT),
        ((80, -2), SupplyLevel.UNKNOWN),
    ],
)
def test_toner_is_as_its_worst_cartridge(levels: tuple[int, ...], toner: SupplyLevel) -> None:
    assert status_of(printer(3, "none", levels=levels), 0.0).supplies["toner"] is toner


def test_a_printer_that_tells_nothing_is_unknown_not_fine() -> None:
    status = status_of(Group(GroupTag.PRINTER), 0.0)
    assert set(status.supplies.values()) == {SupplyLevel.UNKNOWN}
    assert status.state is DeviceState.DEGRADED
