"""``kiosk demo``: the kiosk and its surroundings; with a window, or as a walkthrough without one."""

from __future__ import annotations

import argparse
import logging
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo

from kiosk.demo.surroundings import ROOT, TERMINAL, DemoFailed, Surroundings

if TYPE_CHECKING:
    from kiosk.walkthrough.player import Played
    from kiosk.walkthrough.walker import Walker

_log = logging.getLogger(__name__)
PROFILE = "super"  # has every matter
ZONE = ZoneInfo("Asia/Shanghai")
KIOSK_TOML = ROOT / "config" / "kiosk.toml"

LANDSCAPE = """\
[screen]
orientation = "landscape"
width_px = 1920
height_px = 1080
pixels_per_millimetre = 3.64
reach_line_px = 0
"""


class Errand(Protocol):
    """What the walkthrough plays, and how it is to end."""

    @property
    def expected(self) -> str: ...

    @property
    def played(self) -> Sequence[Played]: ...

    def play(self) -> str: ...


def demo(options: argparse.Namespace) -> int:
    """Exit status: 0 when everything went as it should, 1 when not, 2 when it did not start."""
    has_display = bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    walk = options.walkthrough or not has_display
    around = Surroundings.in_folder(options.folder)
    if options.matter is not None:
        options.walkthrough = True
    try:
        around.begin()
        if walk:
            out = options.out or Path(tempfile.mkdtemp(prefix="kiosk-walkthrough-"))
            if not options.walkthrough:
                print(f"There is no display here: the demo walks through a visit and leaves it in {out}.")
            return _walk(around, out, options)
        return _show(around, options)
    except DemoFailed as failure:
        print(f"The demo did not start: {failure}", file=sys.stderr)
        return 2
    finally:
        around.stop()


def _panel(around: Surroundings, options: argparse.Namespace) -> tuple[Path, ...]:
    """Settings of another panel than the terminal's, if one was asked for."""
    if not options.landscape:
        return ()
    screen = around.folder / "landscape.toml"
    screen.write_text(LANDSCAPE, "utf-8")
    return (screen,)


def _show(around: Surroundings, options: argparse.Namespace) -> int:
    """The window opens at once and says that it is starting while the surroundings get ready."""
    from kiosk.app.appearance import glance
    from kiosk.app.run import configuration
    from kiosk.app.screen import CannotStart, Configuration, Kiosk
    from kiosk.demo.dock import start_dock

    panel = _panel(around, options)
    docks: list[subprocess.Popen[bytes]] = []

    def configure() -> Configuration:
        try:
            around.await_ready()
        except DemoFailed as failure:
            raise CannotStart(f"The demo did not start: {failure}") from None
        docks.append(start_dock(around))
        return configuration(KIOSK_TOML, around.overlay, *panel)

    try:
        return Kiosk(replace(glance(KIOSK_TOML, *panel), terminal=TERMINAL), configure).run()
    finally:
        for dock in docks:
            dock.terminate()
            dock.wait()


def _walk(around: Surroundings, out: Path, options: argparse.Namespace) -> int:
    from kiosk.app.appearance import Appearance
    from kiosk.app.run import configuration
    from kiosk.app.screen import CannotStart, Kiosk
    from kiosk.demo.hub_hand import HubSilent
    from kiosk.texts import Texts
    from kiosk.walkthrough.player import OffScript
    from kiosk.walkthrough.summary import collect_paper, write_summary
    from kiosk.walkthrough.visit import choose_display
    from kiosk.walkthrough.walker import Lost, Walker
    from screens.access import AccessError

    chosen = _chosen(options)
    out.mkdir(parents=True, exist_ok=True)
    panel = (*_panel(around, options), *_whole_menu(around, options))
    around.await_ready()
    try:
        configured = configuration(KIOSK_TOML, around.overlay, *panel)
    except CannotStart as refused:
        raise DemoFailed(str(refused)) from None
    appearance = Appearance.of(configured.settings)
    kiosk = Kiosk(appearance, lambda: configured, platform="offscreen", still=True)
    walker = Walker(kiosk, around, out, Texts())
    errand = chosen(walker)
    outcome = "lost"
    kiosk.start()
    try:
        choose_display(walker, options.language, options.elder)
        outcome = errand.play()
    except (Lost, AccessError, OffScript, HubSilent) as error:
        print(error, file=sys.stderr)
    finally:
        kiosk.stop()
    summary = write_summary(walker, out, collect_paper(around, out), outcome, errand.played)
    print(f"The pages, the paper and {summary.name} are in {out}.")
    if outcome != errand.expected:
        print(f"The visit was to end with {errand.expected!r}, and ended with {outcome!r}.", file=sys.stderr)
    return 0 if outcome == errand.expected else 1


def _chosen(options: argparse.Namespace) -> Callable[[Walker], Errand]:
    """The visit that was asked for. Errors: ``DemoFailed`` for one that does not exist."""
    from kiosk.catalogue import load as load_catalogue
    from kiosk.demo.hub_hand import DemoHub
    from kiosk.demo.visits import VisitsError, load_visits
    from kiosk.walkthrough.matter_visit import MatterVisit
    from kiosk.walkthrough.visit import MainVisit

    if options.matter is None:
        return lambda walker: MainVisit(walker, options.person, _title(options.language))
    catalogue, _ = load_catalogue(ROOT / "config", PROFILE)
    matter = catalogue.matter(options.matter)
    if matter is None or matter.definition is None:
        raise DemoFailed(
            f"No matter {options.matter} can be handled; ./run matters --profile super lists them."
        )
    today = datetime.now(ZONE).date()
    try:
        file = ROOT / "config" / "demo" / "visits" / f"{matter.id}.yaml"
        visits = load_visits(file, today, matter.definition.fields).visits
    except VisitsError as error:
        raise DemoFailed(str(error)) from None
    visit = next((one for one in visits if options.visit in (None, one.name)), None)
    if visit is None:
        names = ", ".join(one.name for one in visits)
        raise DemoFailed(f"{matter.id} has no visit {options.visit!r}; there are: {names}.")
    return lambda walker: MatterVisit(walker, DemoHub(walker.around), matter, visit)


def _whole_menu(around: Surroundings, options: argparse.Namespace) -> tuple[Path, ...]:
    """Settings of a terminal that has every matter, where one of them was asked for."""
    if options.matter is None:
        return ()
    menu = around.folder / "menu.toml"
    menu.write_text(f'[terminal]\nprofile = "{PROFILE}"\n', "utf-8")
    return (menu,)


def _title(language: str) -> str:
    from kiosk.catalogue import load as load_catalogue

    catalogue, _ = load_catalogue(ROOT / "config", "personal")
    matter = catalogue.matter("Q01")
    assert matter is not None
    return matter.title.zh if language == "zh" else matter.title.en
