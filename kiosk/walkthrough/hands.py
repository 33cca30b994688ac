"""Hands on the real screen: they press, write and draw by role and name, and move what stands around."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Protocol

from kiosk.demo.surroundings import Surroundings
from kiosk.flow.words import Words
from kiosk.runtime.snapshot import (
    Action,
    Content,
    FormContent,
    FormField,
    MatterCard,
    MenuContent,
)
from kiosk.walkthrough.fields import FieldKeys
from kiosk.walkthrough.phone import send_picture
from kiosk.walkthrough.walker import Lost, Walker
from screens import access
from screens.access import Role

OF_HOLDER = 18  # characters of a resident's number
STROKES = (
    ((0.20, 0.40), (0.35, 0.30), (0.45, 0.62)),
    ((0.55, 0.30), (0.60, 0.65), (0.80, 0.45)),
)


class Messages(Protocol):
    """The text messages that the hub sends."""

    def newest_code(self) -> str:
        """The six digits of the newest one."""


class AccessHands:
    """What a person does who has nothing but the accessibility tree. Errors: ``Lost``, ``AccessError``."""

    def __init__(
        self, walker: Walker, messages: Messages, keep: Callable[[str], None] = lambda page: None
    ) -> None:
        self._walker = walker
        self._messages = messages
        self._keep = keep
        self._keys = FieldKeys(walker)

    def content(self) -> Content:
        return self._walker.content

    def wait(self, holds: Callable[[Content], bool], what: str) -> Content:
        self._walker.wait(lambda: holds(self._walker.content), what)
        return self._walker.content

    # --- on the screen ---------------------------------------------------------------------------------

    def press(self, action: Action) -> None:
        content = self._walker.content
        if isinstance(content, FormContent):
            own = next((one for one in content.fields if action in (one.add, one.send, one.other_type)), None)
            if own is not None:
                self._keys.open(own)
            else:
                self._keys.close()
        name = self._walker.read(action.label)
        self._walker.turn_to(Role.BUTTON, name)
        self._walker.press(name)

    def fill(self, asked: FormField, value: str) -> None:
        self._keys.fill(asked, value)

    def sign(self) -> None:
        access.draw(self._walker.window, self._walker.say("signature.field"), STROKES)

    def choose_matter(self, matter: str, title: Words) -> None:
        """By its name, in the search."""
        content = self._walker.content
        if not isinstance(content, MenuContent):
            raise Lost(f"{matter} is chosen in the menu, and the page is {self._walker.page}")
        name = self._walker.read(title)
        if self._walker.is_there("menu.search"):
            self._walker.press_key("menu.search")
        self._walker.await_node(Role.FIELD, self._walker.say("menu.search_field"))
        access.write(self._walker.window, self._walker.say("menu.search_field"), re.sub(r"\s", "", name)[:20])
        self._walker.wait(
            lambda: any(card.id == matter for card in _cards(self._walker.content)), f"{name} in the search"
        )
        self._walker.turn_to(Role.BUTTON, name)
        self._walker.press(name)

    def saw(self, content: Content) -> None:
        self._keep(type(content).__name__.removesuffix("Content").lower())

    # --- around it -------------------------------------------------------------------------------------

    def put_holder_card(self, person: str) -> None:
        self._walker.around.tell("id-card-reader", "take_card")
        self._walker.wait(lambda: not self._walker.card_lies, "the card's going")
        self._walker.around.tell("id-card-reader", "put_card", person=person)

    def put_field_card(self, number: str) -> None:
        put_field_card(self._walker.around, number)

    def lay_paper(self) -> None:
        self._walker.around.tell("document-camera", "lay_paper", sample="invoice")

    def take_paper(self) -> None:
        self._walker.around.tell("document-camera", "take_paper")

    def send_pictures(self, url: str) -> None:
        send_picture(url)

    def received_code(self) -> str:
        return self._messages.newest_code()


def _cards(content: Content) -> tuple[MatterCard, ...]:
    return content.matters if isinstance(content, MenuContent) else ()


def put_field_card(around: Surroundings, number: str) -> None:
    """A social security card by its holder's number, which has 18 characters; else a card without one."""
    if len(number) == OF_HOLDER:
        around.tell("smart-card-reader", "put_card", number=number)
    else:
        around.tell("smart-card-reader", "put_card", application=False, uid=number)
