"""A whole kiosk but its screen, in the demo's surroundings: real wires, real hub, real vision process."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, TypeVar

from drivers.simulators.control import ControlError
from kiosk.app.core_thread import CoreThread
from kiosk.app.service import Service
from kiosk.demo.surroundings import DEVICES as DEMO_DEVICES
from kiosk.demo.surroundings import ROOT, Surroundings
from kiosk.flow.events import Unit
from kiosk.flow.intents import EndSession, Intent
from kiosk.flow.words import Text
from kiosk.runtime.snapshot import (
    Action,
    AttractContent,
    Content,
    GoodbyeContent,
    MenuContent,
    ProblemContent,
    Snapshot,
)
from kiosk.settings import Settings, load

C = TypeVar("C")
PATIENCE_S = 60.0
DEVICES = ("id-card-reader", "code-scanner", "camera", "receipt-printer", "page-printer")

QUICK_SETTINGS = """\
[timings]
goodbye = 0.2
"""

NO_CAMERA = Text("notice.camera.gone")

QUICK_PRINTER = """\
settings = { first_page_seconds = 0.4, page_seconds = 0.4 }
"""


class Terminal:
    """Waits for pages, presses what stands on them, and moves the simulated world."""

    def __init__(self, around: Surroundings, settings: Settings) -> None:
        self.around = around
        self.settings = settings
        self._changed = threading.Condition()
        self._newest: Snapshot | None = None
        self.seen: list[str] = []
        self._service: Service | None = None
        self._error: BaseException | None = None
        self._core = CoreThread(self._serve, self._failed)

    @classmethod
    def in_demo(cls, around: Surroundings, **timings: float) -> Terminal:
        """``timings`` in seconds, also shorter ones than a configuration may ask for."""
        quick = around.folder / "quick.toml"
        quick.write_text(QUICK_SETTINGS, "utf-8")
        settings = load(ROOT / "config" / "kiosk.toml", around.overlay, quick)
        assert not isinstance(settings, tuple), settings
        short = settings.timings.model_copy(update=timings)
        return cls(around, settings.model_copy(update={"timings": short}))

    @classmethod
    def without_camera(cls, around: Surroundings) -> Terminal:
        """Starts faster; people come in by the other ways."""
        whole = cls.in_demo(around)
        devices = {name: one for name, one in whole.settings.devices.items() if name != "camera"}
        return cls(around, whole.settings.model_copy(update={"devices": devices}))

    @property
    def service(self) -> Service:
        assert self._service is not None
        return self._service

    def open(self) -> None:
        """Start and wait until people may come, though something may be out of order."""
        self._core.start()
        self.page(AttractContent)

    def start(self) -> None:
        self.open()
        self.wait_for(lambda snapshot: self._everything_ready(snapshot))

    def stop(self) -> None:
        self._core.stop()

    async def _serve(self) -> None:
        self._service = Service(self.settings, ROOT / "config", self._publish)
        await self._service.run()

    def _failed(self, error: BaseException) -> None:
        self._error = error

    def _publish(self, snapshot: Snapshot) -> None:
        with self._changed:
            self._newest = snapshot
            self.seen.append(_name(snapshot.content))
            self._changed.notify_all()

    @staticmethod
    def _everything_ready(snapshot: Snapshot) -> bool:
        content = snapshot.content
        if not (isinstance(content, AttractContent) and content.card_ready and content.code_ready):
            return False
        return not set(content.notices) - {NO_CAMERA}

    # --- looking ---------------------------------------------------------------------------------------

    def wait_for(self, holds: Callable[[Snapshot], bool], what: str = "what was waited for") -> Snapshot:
        end = time.monotonic() + PATIENCE_S
        with self._changed:
            while self._newest is None or not holds(self._newest):
                left = end - time.monotonic()
                if self._error is not None:
                    raise AssertionError("the core failed") from self._error
                if left <= 0:
                    now = _name(self._newest.content) if self._newest is not None else "nothing"
                    raise AssertionError(
                        f"{what} did not come; the screen shows {now}; before: {self.seen[-8:]}"
                    )
                self._changed.wait(left)
            return self._newest

    def page_shown(self, kind: type) -> Snapshot:
        return self.wait_for(lambda snapshot: isinstance(snapshot.content, kind), kind.__name__)

    def page(self, kind: type[C]) -> C:
        """The content, once a page of this kind stands."""
        found = self.page_shown(kind).content
        assert isinstance(found, kind)
        return found

    def passed(self, name: str) -> None:
        """A page of this name was shown since the test began, however short."""
        self.wait_for(lambda _: name in self.seen, f"the page {name}")

    def problem(self, code: str) -> ProblemContent:
        """The page of this problem."""
        content = self.wait_for(
            lambda shown: isinstance(shown.content, ProblemContent) and shown.content.code == code,
            f"the problem {code}",
        ).content
        assert isinstance(content, ProblemContent)
        return content

    def any_problem(self) -> ProblemContent:
        return self.page(ProblemContent)

    def wait_until_ready(self, device: str) -> None:
        """Until the kiosk itself counts on the device."""
        unit = Unit(device)
        self.wait_until(lambda: self.service.core.state.works(unit), f"the {device}")

    # --- acting ----------------------------------------------------------------------------------------

    def do(self, intent: Intent) -> None:
        self.service.on_intent(intent)

    def press(self, action: str) -> None:
        """Press what stands on the page under this name."""
        snapshot = self.wait_for(lambda shown: _enabled(shown, action), f"the action {action}")
        self.do(_actions(snapshot.content)[action].intent)

    def until_admitted(self) -> MenuContent:
        """Try the face check again as often as the page offers it."""
        for _ in range(5):
            shown = self.wait_for(
                lambda now: isinstance(now.content, MenuContent | ProblemContent), "the end of the face check"
            )
            if isinstance(shown.content, MenuContent):
                return shown.content
            self.press("face_again")
            self.wait_for(lambda now, since=shown.revision: now.revision > since, "the next look")
        raise AssertionError(f"the face was not seen; the screen showed {self.seen[-8:]}")

    def type(self, key: str, value: str) -> None:
        self.service.on_typed(key, value)

    def tell(self, device: str, command: str, /, **args: object) -> Mapping[str, Any]:
        return self.around.tell(device, command, **args)

    def state(self, device: str) -> Mapping[str, Any]:
        return self.tell(device, "state")

    def wait_for_device(self, device: str, holds: Callable[[Mapping[str, Any]], bool], what: str) -> None:
        """Wait until the simulated device is in such a state."""
        self.wait_until(lambda: holds(self.state(device)), what)

    def wait_until(self, holds: Callable[[], bool], what: str) -> None:
        """Wait for something that no page tells of."""
        end = time.monotonic() + PATIENCE_S
        pause = threading.Event()
        while not holds():
            if time.monotonic() > end:
                raise AssertionError(f"{what} did not come; the screen showed {self.seen[-8:]}")
            pause.wait(0.02)

    def fault(self, device: str, name: str, **args: object) -> None:
        self.tell(device, "fault", name=name, **args)

    def mend(self, device: str) -> None:
        self.tell(device, "clear_faults")

    def everybody_leaves(self) -> None:
        """Clear every fault, take everything away, and wait for the first page."""
        end_of_the_visit(self.around)
        if self._newest is not None and not isinstance(self._newest.content, AttractContent | GoodbyeContent):
            self.do(EndSession())
        shown = self.wait_for(_at_the_end, "the end of the session")
        if isinstance(shown.content, GoodbyeContent):
            self.do(EndSession())  # does not wait for the reminder's time
        self.wait_for(self._everything_ready, "the first page with everything ready")
        # A card that is put down before the reader has seen the last one go is taken for that one.
        self.wait_until(lambda: not self.service.core.state.card_lies, "the card's going")


def end_of_the_visit(around: Surroundings) -> None:
    """Every device is well, and nothing of anybody lies or stands there."""
    for device in DEVICES:
        around.tell(device, "clear_faults")
    around.tell("id-card-reader", "take_card")
    around.tell("code-scanner", "take_code")
    around.tell("camera", "nobody")
    for device, command in (("receipt-printer", "take_ticket"), ("page-printer", "take_pages")):
        with suppress(ControlError):  # nothing lies there
            around.tell(device, command)


def _at_the_end(shown: Snapshot) -> bool:
    content = shown.content
    return isinstance(content, AttractContent) or (isinstance(content, GoodbyeContent) and content.wiped)


def _name(content: Content) -> str:
    code = getattr(content, "code", "")
    return type(content).__name__.removesuffix("Content") + (f"({code})" if code else "")


def _enabled(shown: Snapshot, action: str) -> bool:
    found = _actions(shown.content).get(action)
    return found is not None and found.enabled


def _actions(value: object) -> dict[str, Action]:
    if isinstance(value, Action):
        return {value.id: value}
    parts: list[object] = []
    if isinstance(value, tuple):
        parts = list(value)
    elif is_dataclass(value):
        parts = [getattr(value, part.name) for part in fields(value)]
    found: dict[str, Action] = {}
    for part in parts:
        found.update(_actions(part))
    return found


def demo_surroundings(folder: Path) -> Surroundings:
    """The demo's surroundings with a page printer that takes no time to warm up."""
    devices = folder / "devices.toml"
    devices.write_text(DEMO_DEVICES.read_text("utf-8").rstrip() + "\n" + QUICK_PRINTER, "utf-8")
    around = Surroundings.in_folder(folder, devices)
    around.start()
    return around
