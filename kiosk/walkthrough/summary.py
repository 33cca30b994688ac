"""What a walkthrough leaves beside the pictures: the paper, and a summary."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

from kiosk.demo.surroundings import Surroundings
from kiosk.walkthrough.player import Played
from kiosk.walkthrough.walker import Walker


def collect_paper(around: Surroundings, out: Path) -> list[str]:
    """Copies what the simulated printers put out; returns the file names."""
    printed: list[str] = []
    for source, name, suffix in (
        (around.books, "book", "*.pdf"),
        (around.printed, "proof", "*.pdf"),
        (around.tickets, "receipt", "*.png"),
    ):
        for number, file in enumerate(sorted(source.glob(suffix)), start=1):
            target = out / (f"{name}{file.suffix}" if number == 1 else f"{name}-{number}{file.suffix}")
            shutil.copyfile(file, target)
            printed.append(target.name)
    return printed


def write_summary(
    walker: Walker, out: Path, printed: list[str], outcome: str, played: Sequence[Played] = ()
) -> Path:
    """``played``: what a visit to a matter asked for, by its doors."""
    file = out / "summary.json"
    summary: dict[str, object] = {
        "pages": walker.pages,
        "printed": printed,
        "outcome": outcome,
        "seconds": walker.seconds,
    }
    if played:
        summary |= {
            "typed": sum(one.typed for one in played),
            "chosen": sum(one.chosen for one in played),
        }
    file.write_text(json.dumps(summary, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return file
