"""Fuzzing that is led by what it reaches: libFuzzer, by way of ``atheris``, looks for bytes that take a codec
down a way it had not gone.

``python -m drivers.bench_guided [NAME]… --runs N --corpus DIR`` feeds each codec N inputs, starting from good
frames and from what earlier runs left in DIR. A codec fails when it raises anything, works longer than 50 ms
of the processor's time at one piece, or keeps more than 4 KiB. The input that made it fail is in DIR then.

``atheris`` is there for x86-64 and CPython 3.11 to 3.13 (decision 13); elsewhere ``drivers.bench fuzz`` feeds
random and spoilt frames.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

SEEDS = 40
LONGEST = 2048  # bytes of an input


def available() -> bool:
    return importlib.util.find_spec("atheris") is not None


def guided(name: str, runs: int, corpus: Path) -> Mapping[str, object]:
    """One codec in a process of its own, as libFuzzer ends the one it runs in."""
    folder = corpus / name.replace("/", "-")
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "drivers.bench_guided", "--here", name]
    begun = time.monotonic()
    done = subprocess.run(
        [*command, "--runs", str(runs), "--corpus", str(folder)],
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    said = done.stderr.splitlines()
    covered = [line for line in said if " cov: " in line]
    return {
        "driver": name,
        "runs": runs,
        "covered": int(covered[-1].split(" cov: ")[1].split()[0]) if covered else 0,
        "inputs_kept": sum(1 for _ in folder.iterdir()),
        "seconds": round(time.monotonic() - begun, 1),
        "passed": done.returncode == 0 and bool(covered),
        "said": "" if done.returncode == 0 else "\n".join(said[-25:]),
    }


def _here(name: str, runs: int, corpus: Path) -> None:
    """Never returns: libFuzzer ends the process."""
    import atheris

    with atheris.instrument_imports(include=["drivers"]):
        from drivers import bench

    target = bench.TARGETS[name]
    chance = random.Random(0)  # noqa: S311 - repeatable, no secret
    for number in range(SEEDS):
        (corpus / f"seed-{number}").write_bytes(b"\0" + target.frame(chance)[: LONGEST - 1])

    def one(data: bytes) -> None:
        """The first byte decides how the rest comes in pieces; each input has a codec of its own."""
        feed = target.start()
        cut = random.Random(data[:1])  # noqa: S311 - repeatable, no secret
        for piece in bench.pieces(data[1:], target.comes, cut):
            begun = time.thread_time()
            kept = feed(piece)
            taken = time.thread_time() - begun
            if taken > bench.PIECE_LIMIT_SECONDS:
                raise RuntimeError(f"{name}: {taken * 1000:.0f} ms at one piece")
            if kept > bench.MEMORY_LIMIT:
                raise RuntimeError(f"{name}: {kept} bytes are kept")

    options = [f"-runs={runs}", f"-max_len={LONGEST}", f"-artifact_prefix={corpus}/", "-seed=1"]
    atheris.Setup(["drivers.bench_guided", *options, str(corpus)], one)
    atheris.Fuzz()


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status: 0 when every codec held, 1 when one did not, 2 when nothing can be run here."""
    parser = argparse.ArgumentParser(
        prog="python -m drivers.bench_guided", description="Coverage-guided fuzzing of the codecs."
    )
    parser.add_argument("names", nargs="*", metavar="KIND/DRIVER", help="all unless named")
    parser.add_argument("--runs", type=int, default=100_000, help="inputs for each codec")
    parser.add_argument("--corpus", type=Path, help="what was found is kept here for the next time")
    parser.add_argument("--here", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if not available():
        print("atheris is not installed, and cannot be on every machine: use fuzz.", file=sys.stderr)
        return 2
    if options.here:
        _here(options.here, options.runs, options.corpus)
    from drivers.bench import TARGETS

    if unknown := set(options.names) - set(TARGETS):
        print(f"There is no codec {', '.join(sorted(unknown))}.", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="kiosk-fuzz-") as thrown_away:
        corpus = options.corpus or Path(thrown_away)
        results = [guided(name, options.runs, corpus) for name in options.names or TARGETS]
    print(json.dumps({"guided": results}))
    return 0 if all(result["passed"] for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
