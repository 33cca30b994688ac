"""The benches measure a real kiosk: a round, and the figures have the right shape. No time is judged."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kiosk.bench.memory import Memory, memory_of, with_descendants
from kiosk.bench.spread import Spread


def bench(root: Path, what: str) -> dict[str, Any]:
    """The JSON line of one round, run as by hand; what it says on the way is no test's matter."""
    done = subprocess.run(
        [sys.executable, "-m", "kiosk", "bench", what, "--rounds", "1"],
        cwd=root, capture_output=True, text=True, check=False, timeout=250,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    *table, line = done.stdout.splitlines()
    assert "target" in table[0]
    found: dict[str, Any] = json.loads(line)
    assert found["bench"] == what
    assert found["machine"]["processors"] >= 1
    return found


def sound(spread: dict[str, Any]) -> bool:
    return bool(spread["count"] >= 1 and 0 < spread["median"] <= spread["p95"] <= spread["worst"])


def test_entry_measures_card_to_name_and_camera_to_decision(root: Path) -> None:
    found = bench(root, "entry")
    assert found["verdicts"] == {"match": 1}
    assert found["rounds_without_name"] == 0
    assert found["name_painted_ms"]["count"] == found["decision_ms"]["count"] == 1
    for series in ("name_delivered_ms", "name_painted_ms", "decision_ms", "face_check_ms"):
        assert sound(found[series]), series
    assert found["name_delivered_ms"]["median"] <= found["name_painted_ms"]["median"]
    assert sound(found["frames_per_second"]) and sound(found["frame_gap_ms"])


def test_ui_measures_starts_pages_and_memory(root: Path) -> None:
    found = bench(root, "ui")
    assert sound(found["first_frame_s"]) and sound(found["in_service_s"])
    assert found["first_frame_s"]["median"] < found["in_service_s"]["median"]
    pages = found["page_switch_ms"]
    assert {"Attract", "Consent", "Face", "Menu", "Form", "Result", "Rating", "Goodbye"} <= set(pages)
    assert all(sound(series) for series in pages.values())
    for moment in ("memory_at_rest", "memory_in_session"):
        weights = found[moment]
        assert {"kiosk", "vision.forkserver", "hub"} <= set(weights["processes"])
        for of in ("pss_mb", "rss_mb"):
            parts = sum(process[of] for process in weights["processes"].values())
            assert weights["all"][of] == pytest.approx(parts, abs=1.0)
            assert weights["simulators"][of] > 0


def test_typing_measures_every_way_of_typing(root: Path) -> None:
    found = bench(root, "typing")
    for series in ("pinyin_key_ms", "stroke_key_ms", "drawn_ms"):
        assert sound(found[series]), series
    assert found["open_ms"] > 0 and found["model_pss_mb"] > 0


def test_nothing_heavy_stands_before_the_first_frame(root: Path) -> None:
    """What the first frame's modules import, seen from a fresh interpreter."""
    heavy = {"asyncio", "cv2", "httpx", "numpy", "PIL", "pydantic", "sqlite3", "ssl", "yaml"}
    code = "import sys, kiosk.app.run; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True, timeout=60
    )
    imported = set(done.stdout.split())
    assert "PySide6.QtQuick" in imported
    assert heavy & imported == set()
    assert not [name for name in imported if name.startswith("drivers.")]


def test_a_spread_tells_median_and_tail() -> None:
    assert Spread.of([float(n) for n in range(100, 0, -1)]) == Spread(100, 50.0, 95.0, 100.0)
    assert Spread.of([7.0]) == Spread(1, 7.0, 7.0, 7.0)
    assert Spread.of([]).row() == {"count": 0, "median": None, "p95": None, "worst": None}


def test_memory_counts_a_child_and_leaves_out_who_stands_apart() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        found = with_descendants(os.getpid())
        assert {os.getpid(), child.pid} <= set(found)
        assert child.pid not in with_descendants(os.getpid(), apart_from=[child.pid])
        assert memory_of(child.pid).rss > 0
        child.communicate(b"\n")
    assert memory_of(child.pid) == Memory()


def test_search_measures_from_a_key_to_the_matters_found(root: Path) -> None:
    found = bench(root, "search")
    assert sound(found["key_to_matters_ms"]) and sound(found["key_to_painted_ms"])
    assert found["key_to_matters_ms"]["count"] > 100
