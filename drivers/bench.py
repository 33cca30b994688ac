"""What the drivers' own work costs, and whether anything that comes over a wire can hurt them.

``python -m drivers.bench card`` measures the time from the last byte of a card's answer to the decoded card.
``… drivers`` measures what a driver's command costs beside the wire. ``… fuzz --frames N`` feeds each codec
N random, cut and changed frames. Both print one JSON object; ``fuzz`` exits with 1 when anything was
raised, took over 50 ms or kept more than 4 KiB.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import random
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from drivers.bench_boards import BOARDS
from drivers.bench_media import MEDIA, WHOLE
from drivers.bench_own_time import own_time
from drivers.bench_text import TEXT
from drivers.code_scanner import gm65_codec
from drivers.contract import CardType, IdCard
from drivers.id_card_reader import sam_codec
from drivers.id_card_reader.card_text import CardTextError, build_text, parse_card

PIECE_LIMIT_SECONDS = 0.05
MEMORY_LIMIT = 4096

# Region 999999 is assigned to no place: nobody can have this number.
CARD = IdCard(
    card_type=CardType.RESIDENT,
    name="章试纸",
    sex_code="2",
    nation_code="01",
    nationality="",
    birth="19900101",
    address="上海市虚构区未名路1号",
    number="99999919900101002X",
    authority="虚构市公安局未名分局",
    valid_from="20200101",
    valid_to="20400101",
    photo=bytes(range(256)) * 4,
)


def card_decoding(rounds: int) -> Mapping[str, float]:
    """Milliseconds from the last 64 bytes of the answer (a USB packet) to the decoded card: median, p95,
    worst.
    """
    frame = sam_codec.encode_answer(sam_codec.Sw3.SUCCESS, sam_codec.build_card(build_text(CARD), CARD.photo))
    taken = []
    for _ in range(rounds):
        decoder = sam_codec.FrameDecoder()
        for start in range(0, len(frame) - 64, 64):
            decoder.feed(frame[start : start + 64])
        last = frame[(len(frame) - 1) // 64 * 64 :]
        begun = time.perf_counter()
        (body,) = decoder.feed(last)
        assert isinstance(body, bytes)
        blocks = sam_codec.parse_card(sam_codec.parse_answer(body).data)
        card = parse_card(blocks.text, blocks.photo)
        taken.append((time.perf_counter() - begun) * 1000)
        assert card == CARD
    taken.sort()
    return {
        "median_ms": round(taken[len(taken) // 2], 4),
        "p95_ms": round(taken[int(len(taken) * 0.95)], 4),
        "worst_ms": round(taken[-1], 4),
    }


class Comes(Enum):
    """How the bytes of a frame reach the codec."""

    IN_PIECES = auto()
    WHOLE = auto()


@dataclass(frozen=True, slots=True)
class Target:
    """``frame`` makes a good one to spoil, ``feed`` gives bytes to a codec and returns how many it keeps."""

    frame: Callable[[random.Random], bytes]
    start: Callable[[], Callable[[bytes], int]]
    comes: Comes = Comes.IN_PIECES


def _sam() -> Callable[[bytes], int]:
    decoder = sam_codec.FrameDecoder()

    def feed(data: bytes) -> int:
        for body in decoder.feed(data):
            if isinstance(body, bytes):
                _try_sam(body)
        return decoder.waiting

    return feed


def _try_sam(body: bytes) -> None:
    announced = (sam_codec.SamDataError, CardTextError)
    with contextlib.suppress(*announced):
        answer = sam_codec.parse_answer(body)
        for parse in (sam_codec.parse_sam_id, sam_codec.parse_additional_address):
            with contextlib.suppress(*announced):
                parse(answer.data)
        blocks = sam_codec.parse_card(answer.data)
        parse_card(blocks.text, blocks.photo)


def _sam_frame(chance: random.Random) -> bytes:
    if chance.random() < 0.5:
        text = bytearray(build_text(CARD))
        text[chance.randrange(len(text))] ^= 1 << chance.randrange(8)
        data = sam_codec.build_card(bytes(text), CARD.photo)
    else:
        data = chance.randbytes(chance.choice((0, 4, 8, 16, 70)))
    return sam_codec.encode_answer(chance.choice(list(sam_codec.Sw3)), data)


def _gm65() -> Callable[[bytes], int]:
    finder, commands = gm65_codec.ReplyFinder(), gm65_codec.CommandDecoder()
    collector = gm65_codec.TextCollector(gm65_codec.Suffix.CRLF)

    def feed(data: bytes) -> int:
        nonlocal collector
        finder.feed(data)
        commands.feed(data)
        if collector.feed(data):
            with contextlib.suppress(gm65_codec.TextError):
                collector.text()
            collector = gm65_codec.TextCollector(gm65_codec.Suffix.CRLF)
        return max(
            finder.waiting, commands.waiting
        )  # the text itself is the result, 4,296 characters at most

    return feed


def _gm65_frame(chance: random.Random) -> bytes:
    if chance.random() < 0.5:
        return gm65_codec.encode_reply(gm65_codec.Reply(0, chance.randbytes(chance.randrange(20))))
    return chance.randbytes(chance.randrange(60)) + b"\r\n"


TARGETS: Mapping[str, Target] = {
    "id-card-reader/sam": Target(_sam_frame, _sam),
    "code-scanner/gm65": Target(_gm65_frame, _gm65),
    **{name: Target(frame, start) for name, (frame, start) in {**BOARDS, **TEXT, **MEDIA}.items()},
    **{name: Target(frame, start, Comes.WHOLE) for name, (frame, start) in WHOLE.items()},
}


def spoiled(frame: bytes, chance: random.Random) -> bytes:
    """The frame changed, cut, doubled, replaced, or as it is."""
    match chance.randrange(6):
        case 0:
            return chance.randbytes(chance.randrange(len(frame) + 8))
        case 1:
            return frame[: chance.randrange(len(frame) + 1)]
        case 2:
            place = chance.randrange(len(frame))
            return frame[:place] + frame[chance.randrange(len(frame)) :]
        case 3 | 4:
            changed = bytearray(frame)
            for _ in range(chance.randint(1, 4)):
                changed[chance.randrange(len(changed))] = chance.randrange(256)
            return bytes(changed)
        case _:
            return frame


def pieces(data: bytes, comes: Comes, chance: random.Random) -> Iterator[bytes]:
    """The frame as a wire hands it over."""
    if comes is Comes.WHOLE:
        yield data
        return
    start = 0
    while start < len(data):
        end = start + chance.choice((1, 7, 64, 4096))
        yield data[start:end]
        start = end


def fuzz(name: str, frames: int, seed: int) -> Mapping[str, object]:
    """Feed ``frames`` spoiled frames to one driver's codec. What it raises comes out in ``raised``.

    Times are the processor's: another process that has it meanwhile is no fault of a codec.
    """
    chance, target = random.Random(seed), TARGETS[name]  # noqa: S311 - repeatable, no secret
    feed = target.start()
    slowest, kept, raised = 0.0, 0, ""
    for _ in range(frames):
        data = spoiled(target.frame(chance), chance)
        begun = time.thread_time()
        try:
            for piece in pieces(data, target.comes, chance):
                kept = max(kept, feed(piece))
        except Exception as error:  # noqa: BLE001 - finding these is the purpose
            raised = f"{type(error).__name__} on {data.hex()}"
            break
        slowest = max(slowest, time.thread_time() - begun)
    passed = not raised and slowest <= PIECE_LIMIT_SECONDS and kept <= MEMORY_LIMIT
    return {
        "driver": name,
        "frames": frames,
        "seed": seed,
        "slowest_ms": round(slowest * 1000, 3),
        "kept_bytes": kept,
        "raised": raised,
        "passed": passed,
    }


def fuzz_all(frames: int, seed: int = 0) -> list[Mapping[str, object]]:
    """``frames`` spoiled frames for every codec, for ``kiosk bench fuzz``. ``passed`` says of each whether
    it held."""
    return [fuzz(name, frames, seed) for name in TARGETS]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m drivers.bench", description="Measure the drivers' own work."
    )
    parser.add_argument("what", choices=("card", "drivers", "fuzz"))
    parser.add_argument("--rounds", type=int, default=2000, help="cards, or commands of each driver")
    parser.add_argument("--frames", type=int, default=100_000, help="frames for each codec")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    if options.what == "card":
        print(json.dumps({"card_decoding": card_decoding(max(options.rounds, 1))}))
        return 0
    if options.what == "drivers":
        print(json.dumps({"drivers": own_time(max(options.rounds, 20))}))
        return 0
    results = fuzz_all(options.frames, options.seed)
    print(json.dumps({"fuzz": results}))
    return 0 if all(result["passed"] for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
