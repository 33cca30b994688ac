"""What the fuzzer feeds the codecs of printers, text scanners, keypads, dispensers and smart card readers."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable

from drivers.book_printer import vendor_codec
from drivers.card_dispenser import crt591_codec
from drivers.code_scanner import honeywell_codec, newland_codec
from drivers.receipt_printer import escpos_answers
from drivers.smart_card_reader import port_codec
from drivers.transports import input_codec

Feed = Callable[[bytes], int]
Frame = Callable[[random.Random], bytes]


def _newland_frame(chance: random.Random) -> bytes:
    body, keeping = (
        chance.choice(("SCNTRG1", "SCNMOD0", "AMLENA1")),
        chance.choice(list(newland_codec.Keeping)),
    )
    if chance.random() < 0.5:
        return newland_codec.encode_command(newland_codec.Command(body, keeping))
    result = chance.choice(list(newland_codec.Result))
    return newland_codec.encode_reply(newland_codec.Reply(body, keeping, result))


def _newland() -> Feed:
    finder, commands = newland_codec.ReplyFinder(), newland_codec.CommandDecoder()

    def feed(data: bytes) -> int:
        finder.feed(data)
        commands.feed(data)
        return max(finder.waiting, commands.waiting)

    return feed


_MENU = honeywell_codec.Menu("TRGMOD0")


def _honeywell_frame(chance: random.Random) -> bytes:
    if chance.random() < 0.5:
        return honeywell_codec.encode_menu(_MENU)
    return honeywell_codec.encode_reply(_MENU, chance.choice(list(honeywell_codec.Result)))


def _honeywell() -> Feed:
    finder, commands = honeywell_codec.ReplyFinder(_MENU), honeywell_codec.CommandDecoder()

    def feed(data: bytes) -> int:
        finder.feed(data)
        commands.feed(data)
        return max(finder.waiting, commands.waiting)

    return feed


def _crt591_frame(chance: random.Random) -> bytes:
    data = chance.randbytes(chance.randrange(20))
    command, move = crt591_codec.Cm.MOVE, 0x30
    match chance.randrange(3):
        case 0:
            return crt591_codec.encode_command(crt591_codec.Command(command, move, data))
        case 1:
            return crt591_codec.encode_reply(crt591_codec.Positive(command, move, b"012", data))
        case _:
            return crt591_codec.encode_reply(crt591_codec.Negative(command, move, b"A0", data))


def _crt591() -> Feed:
    decoder = crt591_codec.LineDecoder()

    def feed(data: bytes) -> int:
        for one in decoder.feed(data):
            if isinstance(one, bytes):
                with contextlib.suppress(crt591_codec.FrameError):
                    crt591_codec.parse_reply(one)
                with contextlib.suppress(crt591_codec.FrameError):
                    crt591_codec.parse_command(one)
        return decoder.waiting

    return feed


def _port_frame(chance: random.Random) -> bytes:
    data = chance.randbytes(chance.randrange(60))
    return port_codec.encode(
        port_codec.Message(chance.randrange(256), chance.choice(list(port_codec.How)), data)
    )


def _port() -> Feed:
    decoder = port_codec.MessageDecoder()

    def feed(data: bytes) -> int:
        decoder.feed(data)
        return decoder.waiting

    return feed


def _escpos_frame(chance: random.Random) -> bytes:
    status = bytes((chance.randrange(256) & 0x6C | 0x12,))
    automatic = bytes((0x10, 0, 0, chance.randrange(256) & 0x6F))
    done = b"\x37\x22" + f"{chance.randrange(10_000):04d}".encode() + b"\0"
    return chance.choice((status, automatic, done)) * chance.randint(1, 4)


def _escpos() -> Feed:
    decoder = escpos_answers.AnswerDecoder()

    def feed(data: bytes) -> int:
        decoder.feed(data)
        for byte in data[:8]:
            escpos_answers.decode_presenter(byte)
        return 7  # what it holds at most

    return feed


def _keys_frame(chance: random.Random) -> bytes:
    text = "".join(chance.choice("0123456789abcXYZ:/?-") for _ in range(chance.randint(1, 12)))
    return input_codec.keys_for(text, chance.randrange(1_000_000))


def _keys() -> Feed:
    decoder, typing = input_codec.RecordDecoder(), input_codec.Typing(1024)

    def feed(data: bytes) -> int:
        for record in decoder.feed(data):
            typing.feed(record)
        return max(decoder.waiting, typing.waiting)

    return feed


def _book_frame(chance: random.Random) -> bytes:
    values = {"state": chance.choice(("printed", "printing")), "page": chance.randrange(100)}
    return vendor_codec.encode_answer(vendor_codec.Line(chance.randrange(1000), "success", values))


def _book() -> Feed:
    decoder = vendor_codec.LineDecoder("how")

    def feed(data: bytes) -> int:
        decoder.feed(data)
        return decoder.waiting

    return feed


TEXT: dict[str, tuple[Frame, Callable[[], Feed]]] = {
    "code-scanner/newland": (_newland_frame, _newland),
    "code-scanner/honeywell": (_honeywell_frame, _honeywell),
    "code-scanner/hid": (_keys_frame, _keys),
    "keypad/evdev": (_keys_frame, _keys),
    "card-dispenser/crt591": (_crt591_frame, _crt591),
    "smart-card-reader/pcsc": (_port_frame, _port),
    "book-printer/vendor": (_book_frame, _book),
    "receipt-printer/escpos": (_escpos_frame, _escpos),
}
