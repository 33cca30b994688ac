"""What the fuzzer feeds the codecs of page printers, cameras and the files of social security cards."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable

from drivers.camera import multipart, picture
from drivers.contract import HolderAccess
from drivers.page_printer import ipp_codec, printer_state
from drivers.smart_card_reader import social_card

Feed = Callable[[bytes], int]
Frame = Callable[[random.Random], bytes]

_BOUNDARY = b"frame"
# A JPEG's markers (ITU-T T.81 Annex B) without a picture: start, frame header of 64 x 48, start of scan, end.
_JPEG = bytes.fromhex("FFD8 FFC0 0011 08 0030 0040 03 011100 021100 031100 FFDA 0008 01 0100 003F 00 55 FFD9")


def _multipart_frame(chance: random.Random) -> bytes:
    body = _JPEG[:-2] + chance.randbytes(chance.randrange(200)) + _JPEG[-2:]
    length = b"Content-Length: %d\r\n" % chance.choice((len(body), 0, 1, 10**8, len(body) + 7))
    head = b"--" + _BOUNDARY + b"\r\nContent-Type: image/jpeg\r\n"
    return head + (length if chance.random() < 0.7 else b"") + b"\r\n" + body + b"\r\n"


def _multipart() -> Feed:
    """A part of a picture's size is what it may keep; what it keeps beside that counts here."""
    decoder = multipart.MultipartDecoder(_BOUNDARY)

    def feed(data: bytes) -> int:
        for part in decoder.feed(data):
            picture.jpeg_size(part)
        multipart.boundary_of(data.decode("latin-1"))
        return 0 if decoder.held <= multipart.MAX_PART else decoder.held

    return feed


def _ipp_frame(chance: random.Random) -> bytes:
    tag, attribute = ipp_codec.Tag, ipp_codec.attribute
    printer = ipp_codec.group(
        ipp_codec.GroupTag.PRINTER,
        (
            attribute("printer-state", tag.ENUM, chance.randrange(8)),
            attribute("printer-state-reasons", tag.KEYWORD, "media-empty-error", "toner-low-warning"),
            attribute("marker-levels", tag.INTEGER, chance.randrange(-3, 101), 40),
            attribute("marker-types", tag.KEYWORD, "toner", "waste-toner"),
            attribute("printer-make-and-model", tag.TEXT, "Simulated" * chance.randrange(1, 9)),
            attribute("media-ready", tag.KEYWORD, "iso_a4_210x297mm"),
        ),
    )
    code, number = chance.choice((0, 0x0400, 0x0503)), chance.randrange(1 << 31)
    return ipp_codec.encode(ipp_codec.Message(code, number, (printer,)))


def _ipp() -> Feed:
    def feed(data: bytes) -> int:
        with contextlib.suppress(ipp_codec.IppError):
            message, _ = ipp_codec.decode(data)
            for group in message.groups:
                printer_state.status_of(group, 0.0)
                printer_state.describe_stop(group)
        return 0  # each answer is decoded whole; what an HTTP answer may hold is the driver's limit

    return feed


_RECORDS = {**social_card.CARD_FIELDS, **social_card.HOLDER_FIELDS}
_GOOD = {3: b"2.00", 5: bytes.fromhex("20200101"), 8: b"99999919900101002X", 9: "章试纸".encode("gb18030")}


def _card_frame(chance: random.Random) -> bytes:
    """The records of both files, one after the other, some of them sound."""
    return b"".join(
        _GOOD[tag].ljust(length, b"\0")
        if tag in _GOOD and chance.random() < 0.8
        else chance.randbytes(length)
        for tag, length in _RECORDS.items()
    )


def _card() -> Feed:
    def feed(data: bytes) -> int:
        announced = contextlib.suppress(social_card.CardDataError)
        with announced:
            answer = social_card.parse_response(data)
            social_card.parse_record(answer.data, _tag_of(data))
        records, at = {}, 0
        for tag, length in _RECORDS.items():
            records[tag], at = data[at : at + length], at + length
        social_card.generation(records[3])
        with announced:
            social_card.card_from(records, data[:33], HolderAccess.READ, None)
        with announced:
            social_card.holder_from(records)
        return 0  # one answer at a time

    return feed


def _tag_of(data: bytes) -> int:
    """The tag that stands there, so that the record is looked into."""
    return data[0] if data else 0


MEDIA: dict[str, tuple[Frame, Callable[[], Feed]]] = {"camera/mjpeg": (_multipart_frame, _multipart)}
WHOLE: dict[str, tuple[Frame, Callable[[], Feed]]] = {
    "page-printer/ipp": (_ipp_frame, _ipp),
    "smart-card-reader/social-card": (_card_frame, _card),
}
"""Codecs that get each message in one piece."""
