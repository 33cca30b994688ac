"""``kiosk bench typing``: from a key to its candidates, in pinyin and strokes, and what the tables weigh."""

from __future__ import annotations

import os
import time
from typing import Any, Final

from kiosk.bench.memory import megabytes, memory_of
from kiosk.bench.spread import Spread, heading, spread_line, value_line
from kiosk.typing import handwriting
from kiosk.typing.composition import Composition, Method
from kiosk.typing.handwriting import HandwritingError, Recogniser
from kiosk.typing.lexicon import Lexicon

TARGET_MS: Final = 50.0
# Names, addresses and reasons as people write them; in full, in initials, and begun.
PINYIN: Final = (
    "ouyangxiaoming", "lihua", "zhangwei", "shanghaishipudongxinqu", "jinganqunanjingxilu", "yunwuquyunwulu",
    "shenfenzhengyishi", "gongzuodiaodong", "zinvshangxue", "wodeshenfenzhengdiushile", "gongjijin", "gjj",
    "sbk", "jzz", "shbxdd", "xian", "lvse", "yi", "shi", "zhonghuarenmingongheguo",
)  # fmt: skip
STROKES: Final = ("31115445", "135341134", "2511", "44512", "1*34", "3211", "412512", "55115", "12213")
ZHONG: Final = (
    ((60.0, 90.0), (65.0, 180.0)),
    ((60.0, 90.0), (240.0, 85.0), (235.0, 180.0)),
    ((65.0, 180.0), (235.0, 175.0)),
    ((150.0, 30.0), (150.0, 280.0)),
)


def bench_typing(rounds: int) -> tuple[list[str], dict[str, Any]]:
    """Every key of every sample; what was looked up is dropped after each sample, as on the screen."""
    before = memory_of(os.getpid())
    began = time.perf_counter()
    lexicon = Lexicon()
    opened = (time.perf_counter() - began) * 1e3
    pinyin = _keys(lexicon, Method.PINYIN, PINYIN, rounds)
    strokes = _keys(lexicon, Method.STROKES, STROKES, rounds)
    tables = megabytes(memory_of(os.getpid()).pss - before.pss)
    drawn, model = _handwriting(rounds)
    series = {"pinyin_key_ms": pinyin, "stroke_key_ms": strokes, "drawn_ms": drawn}
    named = ("a letter → candidates", "a stroke's key → candidates", "a drawn stroke → candidates")
    lines = [heading()]
    for name, spread in zip(named, series.values(), strict=True):
        lines.append(spread_line(name, spread, "ms", f"p95 ≤ {TARGET_MS:.0f} ms"))
    lines += [
        value_line("opening the tables", opened, "ms", "≤ 100 ms"),
        value_line("memory (PSS) that the tables took", tables, "MB"),
        value_line("memory (PSS) of the model, while somebody draws", model, "MB"),
    ]
    return lines, {
        "bench": "typing",
        **{name: spread.row() for name, spread in series.items()},
        "open_ms": round(opened, 2),
        "tables_pss_mb": tables,
        "model_pss_mb": model,
    }


def _keys(lexicon: Lexicon, method: Method, samples: tuple[str, ...], rounds: int) -> Spread:
    taken: list[float] = []
    for _ in range(rounds):
        for sample in samples:
            composition = Composition(method)
            for letter in sample:
                began = time.perf_counter()
                composition = composition.type(letter)
                composition.candidates(lexicon)
                taken.append((time.perf_counter() - began) * 1e3)
            lexicon.forget()
    return Spread.of(taken)


def _handwriting(rounds: int) -> tuple[Spread, float]:
    """Nothing where the recogniser is not installed."""
    if not handwriting.is_there():
        return Spread.of(()), 0.0
    before = memory_of(os.getpid())
    try:
        recogniser = Recogniser()
    except HandwritingError as fault:
        raise RuntimeError(str(fault)) from fault
    taken = []
    for _ in range(rounds):
        for count in range(1, len(ZHONG) + 1):
            began = time.perf_counter()
            recogniser.recognise(ZHONG[:count], 32)
            taken.append((time.perf_counter() - began) * 1e3)
    model = megabytes(memory_of(os.getpid()).pss - before.pss)
    recogniser.close()
    return Spread.of(taken), model
