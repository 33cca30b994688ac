"""``kiosk bench``: measures and says; it judges nothing, as a busy machine is no fault of the code."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any


def bench(what: str, rounds: int) -> int:
    """Print a table and one JSON line. Exit status: 0 when everything was measured, else 1."""
    from kiosk.demo.surroundings import DemoFailed
    from kiosk.walkthrough.walker import Lost
    from screens.access import AccessError

    try:
        lines, figures = _measure(what, max(1, rounds))
    except (DemoFailed, Lost, AccessError, RuntimeError) as failure:
        print(f"Nothing was measured: {failure}", file=sys.stderr)
        return 1
    print("\n".join(lines))
    print(json.dumps({**figures, "machine": machine()}, ensure_ascii=False))
    return 0


def _measure(what: str, rounds: int) -> tuple[list[str], dict[str, Any]]:
    match what:
        case "entry":
            from kiosk.bench.entry import bench_entry

            return bench_entry(rounds)
        case "ui":
            from kiosk.bench.ui import bench_ui

            return bench_ui(rounds)
        case "documents":
            from kiosk.bench.documents import bench_documents

            return bench_documents(rounds)
        case "typing":
            from kiosk.bench.typing import bench_typing

            return bench_typing(rounds)
        case "search":
            from kiosk.bench.search import bench_search

            return bench_search(rounds)
        case _:
            raise RuntimeError(f"There is no bench '{what}'; ask for entry, ui, documents, typing or search.")


def machine() -> dict[str, Any]:
    """What the figures were measured on, and how busy it was with other things."""
    model = "unknown"
    for line in Path("/proc/cpuinfo").read_text("utf-8", "replace").splitlines():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    return {
        "processor": model,
        "processors": len(os.sched_getaffinity(0)),
        "load_1_min": round(os.getloadavg()[0], 1),
        "python": sys.version.split()[0],
    }
