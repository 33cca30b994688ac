"""A whole kiosk but its screen, in the demo's surroundings: real wires, real hub, real vision process."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from kiosk.app.core_thread import CoreThread
from kiosk.app.service import Service
from kiosk.demo.surroundings import ROOT, Surroundings
from kiosk.flow.intents import EndSession, Intent
from kiosk.runtime.snapshot import Action, AttractContent, Content, GoodbyeContent, ProblemContent, Snapshot
from kiosk.settings import Settings, load

C = TypeVar("C")
PATIENCE_S = 40.0


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
    def in_demo(cls, around: Surroundings) -> Terminal:
        quick = around.folder / "quick.toml"
        quick.write_text("[timings]\ngoodbye = 0.2\n", "utf-8")
        settings = load(ROOT / "config" / "kiosk.toml", around.overlay, quick)
        assert not isinstance(settings, tuple), settings
        return cls(around, settings)

    @property
    def service(self) -> Service:
        assert self._service is not None
        return self._service

    def start(self) -> None:
        self._core.start()
        self.page(AttractContent)
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
        ready = isinstance(content, AttractContent) and content.card_ready and content.code_ready
        return ready and not content.notices

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
                    raise AssertionError(f"{what} did not come; the screen shows {now}; before: {self.seen[-8:]}")
                self._changed.wait(left)
            return self._newest

    def page(self, kind: type[C]) -> C:
        """The content, once a page of this kind stands."""
        found = self.wait_for(lambda snapshot: isinstance(snapshot.content, kind), kind.__name__).content
        assert isinstance(found, kind)
        return found

    def problem(self, code: str) -> ProblemContent:
        """The page of this problem; any other problem fails at once."""
        content = self.page(ProblemContent)
        if content.code != code:
            raise AssertionError(f"the page says {content.code}, not {code}")
        return content

    # --- acting ----------------------------------------------------------------------------------------

    def do(self, intent: Intent) -> None:
        self.service.on_intent(intent)

    def press(self, action: str) -> None:
        """Press what stands on the page under this name."""
        snapshot = self.wait_for(lambda shown: action in _actions(shown.content), f"the action {action}")
        self.do(_actions(snapshot.content)[action].intent)

    def type(self, key: str, value: str) -> None:
        self.service.on_typed(key, value)

    def tell(self, device: str, command: str, /, **args: str) -> None:
        self.around.tell(device, command, **args)

    def fault(self, device: str, name: str) -> None:
        self.tell(device, "fault", name=name)

    def everybody_leaves(self) -> None:
        """Clear every fault, take everything away, and wait for the first page."""
        for device in ("id-card-reader", "code-scanner", "camera", "receipt-printer", "page-printer"):
            self.tell(device, "clear_faults")
        self.tell("id-card-reader", "take_card")
        self.tell("code-scanner", "take_code")
        self.tell("camera", "nobody")
        at_rest = (AttractContent, GoodbyeContent)
        if self._newest is not None and not isinstance(self._newest.content, at_rest):
            self.do(EndSession())
        self.wait_for(self._everything_ready, "the first page with everything ready")


def _name(content: Content) -> str:
    code = getattr(content, "code", "")
    return type(content).__name__.removesuffix("Content") + (f"({code})" if code else "")


def _actions(value: object) -> dict[str, Action]:
    from dataclasses import fields, is_dataclass

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
    around = Surroundings.in_folder(folder)
    around.start()
    return around
