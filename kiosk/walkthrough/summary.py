"""What a walkthrough leaves beside the pictures: the paper, and a summary."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from kiosk.demo.surroundings import Surroundings
from kiosk.walkthrough.walker import Walker


def collect_paper(around: Surroundings, out: Path) -> list[str]:
    """Copies what the simulated printers put out; returns the file names."""
    printed: list[str] = []
    for source, name in ((around.printed, "proof"), (around.tickets, "receipt")):
        suffix = "*.pdf" if name == "proof" else "*.png"
        for number, file in enumerate(sorted(source.glob(suffix)), start=1):
            target = out / (f"{name}{file.suffix}" if number == 1 else f"{name}-{number}{file.suffix}")
            shutil.copyfile(file, target)
            printed.append(target.name)
    return printed


def write_summary(walker: Walker, out: Path, printed: list[str], outcome: str) -> Path:
    file = out / "summary.json"
    summary = {
        "pages": walker.pages,
        "printed": printed,
        "outcome": outcome,
        "seconds": walker.seconds,
    }
    file.write_text(json.dumps(summary, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return file
