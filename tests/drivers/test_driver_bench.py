"""The measurements of the drivers measure what they say, and the fuzzer finds what it looks for."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from drivers import bench
from drivers.bench_own_time import own_time
from drivers.registry import DRIVERS


def test_every_registered_driver_is_fuzzed() -> None:
    assert set(bench.TARGETS) >= set(DRIVERS)


@pytest.mark.parametrize("name", sorted(bench.TARGETS))
def test_a_few_hundred_spoiled_frames_raise_nothing_and_fill_nothing(name: str) -> None:
    result = bench.fuzz(name, 400, seed=1)
    assert result["raised"] == ""
    assert result["kept_bytes"] in range(bench.MEMORY_LIMIT + 1)


def test_a_codec_that_raises_is_found_and_the_frame_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def start() -> Callable[[bytes], int]:
        def feed(data: bytes) -> int:
            if b"\x42" in data:
                raise IndexError("a codec's bug")
            return 0

        return feed

    target = bench.TARGETS["id-card-reader/sam"]
    monkeypatch.setattr(bench, "TARGETS", {"x": bench.Target(target.frame, start)})
    result = bench.fuzz("x", 10_000, seed=1)
    assert str(result["raised"]).startswith("IndexError on ")
    assert result["passed"] is False


def test_a_codec_that_keeps_everything_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def start() -> Callable[[bytes], int]:
        kept = bytearray()

        def feed(data: bytes) -> int:
            kept.extend(data)
            return len(kept)

        return feed

    target = bench.TARGETS["code-scanner/gm65"]
    monkeypatch.setattr(bench, "TARGETS", {"x": bench.Target(target.frame, start)})
    assert bench.fuzz("x", 1000, seed=1)["passed"] is False


def test_the_card_is_decoded_in_every_round() -> None:
    figures = bench.card_decoding(20)
    assert 0 < figures["median_ms"] <= figures["p95_ms"] <= figures["worst_ms"]


def test_a_commands_own_time_is_measured_of_every_round() -> None:
    for figures in own_time(3).values():
        assert 0 < figures["median_ms"] <= figures["p95_ms"] <= figures["worst_ms"]
