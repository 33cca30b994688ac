"""A whole kiosk for measuring: the demo's surroundings without the devices' own time, and no display."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kiosk.app.appearance import Appearance
from kiosk.app.screen import Configuration, Kiosk
from kiosk.bench.stopwatch import Shown, Stopwatch
from kiosk.demo.surroundings import ROOT, Surroundings
from kiosk.flow.intents import EndSession
from kiosk.settings import Settings, load
from kiosk.texts import Texts
from kiosk.walkthrough.walker import Walker

CONFIG = ROOT / "config"
PERSON = "wang"

# The wires and protocols of the demo; what a card or a printer's motor takes is not our own time.
SIMULATORS = """\
[[simulator]]
device = "id-card-reader"
kind = "id-card-reader"
driver = "sam"
settings = { timing = "none" }

[[simulator]]
device = "code-scanner"
kind = "code-scanner"
driver = "gm65"

[[simulator]]
device = "camera"
kind = "camera"
driver = "mjpeg"
settings = { width = 1280, height = 720, rate = 15 }

[[simulator]]
device = "receipt-printer"
kind = "receipt-printer"
driver = "escpos"
[simulator.settings]
model = "presenter-gs-e"
millimetres_per_second = 1e6
cut_seconds = 0.0
present_seconds = 0.0

[[simulator]]
device = "page-printer"
kind = "page-printer"
driver = "ipp"
settings = { first_page_seconds = 0.0, page_seconds = 0.0 }
"""

TIMINGS = "[timings]\ngoodbye = 0.2\n"


class Passer(Walker):
    """Walks as the walkthrough does, but looks at a page until it is painted instead of keeping a picture."""

    stopwatch: Stopwatch

    def await_page(self, name: str) -> None:
        """As the walkthrough, but goodbye's reminder to take the paper is pressed away: it stands 20 s.

        Not before the kiosk has noticed that the card is gone: nobody changes cards between two looks.
        """

        def there() -> bool:
            if name == "Attract" and self.page == "Goodbye" and not self._card_lies():
                self._kiosk.bridge.intend(EndSession())
            return self.page == name

        self.wait(there, f"the page {name}")

    def _card_lies(self) -> bool:
        service = self._kiosk.service
        return service is not None and service.core.state.card_lies

    def keep(self, step: str, *args: object, **kwargs: object) -> None:
        self.wait(lambda: self.stopwatch.everything_painted, f"the first frame of {self.page}")


@dataclass(slots=True)
class BenchTerminal:
    kiosk: Kiosk
    around: Surroundings
    stopwatch: Stopwatch
    walker: Walker
    hand: ThreadPoolExecutor

    def do(self, device: str, command: str, /, **args: object) -> None:
        """In the simulated world, from another thread: the screen goes on meanwhile."""
        done = self.hand.submit(self.around.tell, device, command, **args)
        self.walker.wait(done.done, f"{device} {command}")
        done.result()

    def at_rest(self) -> None:
        """The first page, with everything ready."""
        say = self.walker.say
        closed = (say("way.card.closed"), say("way.code.closed"))
        self.walker.await_page("Attract")
        self.walker.wait(lambda: not any(word in self.walker.tree() for word in closed), "both ways in")

    def await_painted(self, page: str, after: int) -> Shown:
        """The first painting of this page beyond the first ``after`` ones."""
        shown = self.stopwatch.shown
        self.walker.wait(lambda: any(one.page == page for one in shown[after:]), f"the page {page}")
        return next(one for one in shown[after:] if one.page == page)

    def leave(self) -> None:
        """End the session and take the card away."""
        self.kiosk.bridge.intend(EndSession())
        self.do("id-card-reader", "take_card")
        self.at_rest()


@contextmanager
def surroundings() -> Iterator[Surroundings]:
    """The simulators and the hub in a folder that is removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="kiosk-bench-") as folder:
        place = Path(folder)
        devices = place / "simulators.toml"
        devices.write_text(SIMULATORS, "utf-8")
        around = Surroundings.in_folder(place, devices)
        try:
            around.start()
            yield around
        finally:
            around.stop()


def settings_in(around: Surroundings) -> Settings:
    """Errors: ``RuntimeError`` for settings that are wrong."""
    quick = around.folder / "quick.toml"
    quick.write_text(TIMINGS, "utf-8")
    settings = load(CONFIG / "kiosk.toml", around.overlay, quick)
    if isinstance(settings, tuple):
        raise RuntimeError(" ".join(str(problem) for problem in settings))
    return settings


@contextmanager
def terminal(around: Surroundings) -> Iterator[BenchTerminal]:
    """A kiosk in service. One after the other; Qt has one application in a process."""
    kiosks: list[Kiosk] = []

    def answered_at() -> float:
        service = kiosks[0].service
        reader = service.fitted.equipment.id_card_reader if service is not None else None
        return getattr(reader, "last_answer_at", 0.0)

    stopwatch = Stopwatch(answered_at)
    settings = settings_in(around)
    kiosk = Kiosk(
        Appearance.of(settings),
        lambda: Configuration(settings, CONFIG),
        platform="offscreen",
        on_snapshot=stopwatch.on_snapshot,
    )
    kiosks.append(kiosk)
    stopwatch.attach(kiosk.bridge, kiosk.view)
    walker = Passer(kiosk, around, around.folder, Texts())
    walker.stopwatch = stopwatch
    with ThreadPoolExecutor(1) as hand:
        kiosk.start()
        try:
            bench = BenchTerminal(kiosk, around, stopwatch, walker, hand)
            bench.at_rest()
            yield bench
        finally:
            kiosk.stop()
