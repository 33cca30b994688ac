"""``kiosk bench search``: from a key in the search field to the matters found, in a running kiosk."""

from __future__ import annotations

import time
from typing import Any, Final

from kiosk.bench.spread import Spread, heading, spread_line
from kiosk.bench.terminal import BenchTerminal, surroundings, terminal
from kiosk.flow.intents import EndSession, LookFirst, OpenSearch, SearchFor
from kiosk.runtime.snapshot import MenuContent

TARGET_MS: Final = 50.0
# As people type: words, pinyin in full, initials, English, a character wrong, and what finds nothing.
TYPED: Final = (
    "社保卡激活", "我要办理居住证续签", "看病报销", "无犯罪记录证明", "医保报消", "进度",
    "gongjijin", "yanglaobaoxian", "wfzzm", "sbkjh", "gongjjin", "pension", "housing fund", "zzzzzzzzzz",
)  # fmt: skip


def bench_search(rounds: int) -> tuple[list[str], dict[str, Any]]:
    """Every key of every sample, a tenth as often as rounds; one sample goes first and is not counted."""
    delivered: list[float] = []
    painted: list[float] = []
    with surroundings() as around, terminal(around) as bench:
        bench.at_rest()
        bench.kiosk.bridge.intend(LookFirst())
        bench.walker.await_page("Menu")
        bench.kiosk.bridge.intend(OpenSearch())
        _type(bench, TYPED[0], [], [])
        for _ in range(max(1, rounds // 10)):
            for sample in TYPED:
                _type(bench, sample, delivered, painted)
        bench.kiosk.bridge.intend(EndSession())
    shown = {"key_to_matters_ms": Spread.of(delivered), "key_to_painted_ms": Spread.of(painted)}
    named = ("a key → the matters found are given to the screen", "a key → they are painted")
    lines = [heading()]
    for name, spread in zip(named, shown.values(), strict=True):
        lines.append(spread_line(name, spread, "ms", f"p95 ≤ {TARGET_MS:.0f} ms"))
    return lines, {"bench": "search", **{name: spread.row() for name, spread in shown.items()}}


def _type(bench: BenchTerminal, sample: str, delivered: list[float], painted: list[float]) -> None:
    bridge, view = bench.kiosk.bridge, bench.kiosk.view
    for end in range(1, len(sample) + 1):
        words = sample[:end]
        came: list[float] = []
        drawn: list[float] = []

        def on_change(words: str = words, came: list[float] = came) -> None:
            content = bridge.value.content
            if not came and isinstance(content, MenuContent) and content.search_words == words:
                came.append(time.monotonic())
                view.update()  # a frame comes also when nothing on the page changed

        def on_frame(came: list[float] = came, drawn: list[float] = drawn) -> None:
            if came and not drawn:
                drawn.append(time.monotonic())

        bridge.changed.connect(on_change)
        view.frameSwapped.connect(on_frame)
        began = time.monotonic()
        bridge.intend(SearchFor(words))
        bench.walker.wait(lambda drawn=drawn: bool(drawn), f"the matters of {end} characters")  # type: ignore[misc]  # mypy cannot infer a default's type
        bridge.changed.disconnect(on_change)
        view.frameSwapped.disconnect(on_frame)
        delivered.append((came[0] - began) * 1000)
        painted.append((drawn[0] - began) * 1000)
