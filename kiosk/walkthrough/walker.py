"""One who walks through the kiosk: looks at pages, presses by role and name, keeps pictures."""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import Enum, auto
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer

from kiosk.app.screen import Kiosk
from kiosk.demo.surroundings import Surroundings
from kiosk.flow.display import Language
from kiosk.flow.words import Words, text
from kiosk.runtime.snapshot import AttractContent, Content
from kiosk.texts import Texts
from screens import access
from screens.access import Role
from screens.texts import say
from screens.window import KioskView, grab

PATIENCE_S = 60.0
LOOK_MS = 20
PAGE_TURNERS = ("menu.next", "menu.previous")
MOST_TURNS = 40  # more pages than any list has
SETTLE_MS = 250  # a page's pictures load behind its text


class Settling(Enum):
    """Whether a picture waits for what is painted behind the page's text."""

    PICTURES = auto()
    NONE = auto()


class Lost(RuntimeError):
    """The visit did not go as it should; the sentence says what was waited for and what stands there."""


class Walker:
    def __init__(self, kiosk: Kiosk, around: Surroundings, out: Path, texts: Texts) -> None:
        self._kiosk = kiosk
        self.around = around
        self._out = out
        self._texts = texts
        self._count = 0
        self._began = time.monotonic()
        self._step_began = self._began
        self.pages: list[str] = []
        self.seconds: dict[str, float] = {}

    # --- looking -------------------------------------------------------------------------------------

    @property
    def window(self) -> KioskView:
        return self._kiosk.view

    @property
    def page(self) -> str:
        return self._kiosk.bridge.name

    def say(self, key: str, **params: object) -> str:
        """What the screen says for this key now."""
        return self._texts.say(text(key, **params), self._kiosk.bridge.speaks)

    def read(self, words: Words) -> str:
        """What these words are on the screen now."""
        return say(words, self._kiosk.bridge.speaks)

    @property
    def content(self) -> Content:
        """What the screen shows."""
        return self._kiosk.bridge.value.content

    @property
    def card_lies(self) -> bool:
        """Whether the kiosk counts on a card upon its reader."""
        service = self._kiosk.service
        return service is not None and service.core.state.card_lies

    @property
    def is_open(self) -> bool:
        """Whether the first page stands and both ways in are open."""
        content = self.content
        return isinstance(content, AttractContent) and content.card_ready and content.code_ready

    def language(self) -> Language:
        return self._kiosk.bridge.speaks

    def wait(self, holds: Callable[[], bool], what: str, patience: float = PATIENCE_S) -> None:
        """Let the kiosk work until this holds. Errors: ``Lost``."""
        loop = QEventLoop()
        end = time.monotonic() + patience
        timer = QTimer()
        timer.setInterval(LOOK_MS)
        timer.timeout.connect(lambda: loop.quit() if holds() or time.monotonic() > end else None)
        timer.start()
        if not holds():
            loop.exec()
        timer.stop()
        if not holds():
            raise Lost(f"{what} did not come within {patience:g} s; the page is {self.page}:\n{self.tree()}")

    def await_page(self, name: str) -> None:
        self.wait(lambda: self.page == name, f"the page {name}")

    def await_node(self, role: Role, name: str) -> None:
        self.wait(lambda: access.is_there(self._kiosk.view, role, name), f"{role.value} “{name}”")

    def is_there(self, key: str) -> bool:
        """Whether a button with this text stands on the page."""
        return access.is_there(self._kiosk.view, Role.BUTTON, self.say(key))

    def can_press(self, key: str) -> bool:
        """Whether a button with this text stands on the page and is not greyed."""
        name = self.say(key)
        return any(
            node.role is Role.BUTTON and node.name == name and node.enabled
            for node in access.tree(self._kiosk.view)
        )

    def shows(self, key: str) -> bool:
        """Whether these words stand anywhere on the page."""
        return self.say(key) in access.said(self._kiosk.view)

    def tree(self) -> str:
        return access.dump(self._kiosk.view)

    def settle(self) -> None:
        """A moment for what is painted behind the text."""
        loop = QEventLoop()
        QTimer.singleShot(SETTLE_MS, loop.quit)
        loop.exec()

    # --- acting --------------------------------------------------------------------------------------

    def press(self, name: str, role: Role = Role.BUTTON) -> None:
        """As soon as it stands there. Errors: ``Lost``, ``AccessError``."""
        self.await_node(role, name)
        access.press(self._kiosk.view, role, name)

    def turn_to(self, role: Role, name: str) -> None:
        """Turn the pages of a list, onwards and then back, until this stands there. Errors: ``Lost``."""
        self.wait(lambda: self._is_within_reach(role, name), f"{role.value} “{name}” or a page to turn")
        for way in PAGE_TURNERS:
            for _ in range(MOST_TURNS):
                if access.is_there(self._kiosk.view, role, name):
                    return
                if not self.can_press(way):
                    break
                self.press_key(way)
        raise Lost(f"{role.value} “{name}” is on no page:\n{self.tree()}")

    def _is_within_reach(self, role: Role, name: str) -> bool:
        """A page that has just come may not have been divided yet."""
        return access.is_there(self._kiosk.view, role, name) or any(map(self.can_press, PAGE_TURNERS))

    def press_key(self, key: str, **params: object) -> None:
        self.press(self.say(key, **params))

    def enter(self, key: str, value: str) -> None:
        """Hand over a value past the page's keys, as a page does that was broken."""
        self._kiosk.bridge.type_value(key, value)

    def keep(self, step: str, settling: Settling = Settling.PICTURES) -> None:
        """The page's picture, and how long it took to get here."""
        if settling is Settling.PICTURES:
            self.settle()
        self._count += 1
        picture = grab(self._kiosk.view)
        file = self._out / f"{self._count:02d}-{step}.png"
        if not picture.save(str(file)):
            raise Lost(f"the picture {file.name} cannot be written; is there room in its folder?")
        self.pages.append(file.name)
        now = time.monotonic()
        self.seconds[step] = round(now - self._step_began, 3)
        self._step_began = now
