"""``kiosk demo``: the kiosk and its surroundings; with a window, or as a walkthrough without one."""

from __future__ import annotations

import argparse
import logging
import os
import sys
import tempfile
from importlib import import_module
from pathlib import Path

from kiosk.demo.surroundings import ROOT, DemoFailed, Surroundings
from kiosk.settings import Settings, load

_log = logging.getLogger(__name__)

LANDSCAPE = """\
[screen]
orientation = "landscape"
width_px = 1920
height_px = 1080
pixels_per_millimetre = 3.64
reach_line_px = 0
"""


def demo(options: argparse.Namespace) -> int:
    """Exit status: 0 when everything went as it should, 1 when not, 2 when it did not start."""
    has_display = bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    walk = options.walkthrough or not has_display
    around = Surroundings.in_folder(options.folder)
    try:
        around.begin()
        import_module("kiosk.app.screen")  # Qt is loaded while the others start
        around.await_ready()
        settings = _settings(around, landscape=options.landscape)
        if walk:
            out = options.out or Path(tempfile.mkdtemp(prefix="kiosk-walkthrough-"))
            if not options.walkthrough:
                print(f"There is no display here: the demo walks through a visit and leaves it in {out}.")
            return _walk(settings, around, out, options)
        return _show(settings, around)
    except DemoFailed as failure:
        print(f"The demo did not start: {failure}", file=sys.stderr)
        return 2
    finally:
        around.stop()


def _settings(around: Surroundings, *, landscape: bool) -> Settings:
    overlays = [around.overlay]
    if landscape:
        screen = around.folder / "landscape.toml"
        screen.write_text(LANDSCAPE, "utf-8")
        overlays.append(screen)
    settings = load(ROOT / "config" / "kiosk.toml", *overlays)
    if isinstance(settings, tuple):
        raise DemoFailed(" ".join(str(problem) for problem in settings))
    return settings


def _show(settings: Settings, around: Surroundings) -> int:
    from kiosk.app.screen import Kiosk
    from kiosk.demo.dock import start_dock

    dock = start_dock(around)
    try:
        return Kiosk(settings, ROOT / "config").run()
    finally:
        dock.terminate()
        dock.wait()


def _walk(settings: Settings, around: Surroundings, out: Path, options: argparse.Namespace) -> int:
    from kiosk.app.screen import Kiosk
    from kiosk.texts import Texts
    from kiosk.walkthrough.summary import collect_paper, write_summary
    from kiosk.walkthrough.visit import choose_display, visit
    from kiosk.walkthrough.walker import Lost, Walker
    from screens.access import AccessError

    out.mkdir(parents=True, exist_ok=True)
    kiosk = Kiosk(settings, ROOT / "config", platform="offscreen", still=True)
    walker = Walker(kiosk, around, out, Texts())
    outcome = "lost"
    kiosk.start()
    try:
        choose_display(walker, options.language, options.elder)
        outcome = visit(walker, options.person, "Q01", _title(options.language))
    except (Lost, AccessError) as error:
        print(error, file=sys.stderr)
    finally:
        kiosk.stop()
    summary = write_summary(walker, out, collect_paper(around, out), outcome)
    print(f"The pages, the paper and {summary.name} are in {out}.")
    return 0 if outcome == "printed" else 1


def _title(language: str) -> str:
    from kiosk.catalogue import load as load_catalogue

    catalogue, _ = load_catalogue(ROOT / "config", "personal")
    matter = catalogue.matter("Q01")
    assert matter is not None
    return matter.title.zh if language == "zh" else matter.title.en
