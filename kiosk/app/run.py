"""``kiosk run``: this terminal, as configured."""

from __future__ import annotations

import sys
from pathlib import Path

from kiosk.settings import catalogue_dir, load


def run(file: Path, *overlays: Path) -> int:
    """Exit status 2 when the configuration is wrong: nothing was started."""
    settings = load(file, *overlays)
    if isinstance(settings, tuple):
        for problem in settings:
            print(problem, file=sys.stderr)
        return 2
    from kiosk.app.screen import Kiosk

    return Kiosk(settings, catalogue_dir(file)).run()
