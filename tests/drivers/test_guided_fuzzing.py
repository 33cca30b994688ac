"""Coverage-guided fuzzing runs, goes further than its seeds, and finds a bug that random bytes would not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from drivers import bench_guided

pytestmark = pytest.mark.skipif(
    not bench_guided.available(), reason="atheris has no wheel for this processor or Python (decision 13)"
)

PLANTED = """
import sys
from pathlib import Path
import atheris
from drivers import bench_guided

with atheris.instrument_imports(include=["drivers"]):
    from drivers import bench

@atheris.instrument_func
def feed(data):
    if data[:4] == b"WKLY":
        raise IndexError("a codec's bug behind a head")
    return 0

target = bench.Target(lambda chance: chance.randbytes(8), lambda: feed, bench.Comes.WHOLE)
bench.TARGETS = {"planted": target}
bench_guided._here("planted", 1_000_000, Path(sys.argv[1]))
"""
"""Random bytes have it once in 2**32 tries."""


@pytest.mark.parametrize("name", ["id-card-reader/sam", "page-printer/ipp", "locker/kerong-cu48"])
def test_a_codec_holds_and_more_than_its_seeds_is_reached(name: str, tmp_path: Path) -> None:
    result = bench_guided.guided(name, 3_000, tmp_path)
    assert result["said"] == ""
    assert result["passed"] is True
    kept = result["inputs_kept"]
    assert isinstance(kept, int) and kept > bench_guided.SEEDS


def test_a_bug_behind_a_head_is_found_and_its_input_kept(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PLANTED, str(tmp_path)],
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    assert done.returncode != 0
    assert "IndexError: a codec's bug" in done.stdout + done.stderr
    (crash,) = tmp_path.glob("crash-*")
    assert crash.read_bytes()[1:5] == b"WKLY"


def test_what_is_no_codec_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench_guided.main(["no/such"]) == 2
    assert "no codec no/such" in capsys.readouterr().err
