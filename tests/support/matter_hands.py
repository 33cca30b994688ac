"""Hands that act on the snapshot: what ``kiosk.walkthrough.player`` needs, without a screen."""

from __future__ import annotations

import json
from collections.abc import Callable

from support.hub_hand import HubHand
from support.terminal import Terminal

from kiosk.flow.intents import ChooseMatter
from kiosk.flow.words import Words
from kiosk.runtime.snapshot import Action, Content, FormField
from kiosk.walkthrough.hands import put_field_card
from kiosk.walkthrough.phone import send_picture


class SnapshotHands:
    def __init__(self, terminal: Terminal, hub: HubHand) -> None:
        self._terminal = terminal
        self._hub = hub

    def content(self) -> Content:
        return self._terminal.wait_for(lambda _: True).content

    def wait(self, holds: Callable[[Content], bool], what: str) -> Content:
        return self._terminal.wait_for(lambda shown: holds(shown.content), what).content

    def press(self, action: Action) -> None:
        self._terminal.press(action.id)

    def fill(self, asked: FormField, value: str) -> None:
        self._terminal.type(asked.key, value)

    def sign(self) -> None:
        self._terminal.type("signature", json.dumps([[0.1, 0.5, 0.4, 0.2, 0.8, 0.7]]))

    def choose_matter(self, matter: str, title: Words) -> None:
        self._terminal.do(ChooseMatter(matter))

    def put_holder_card(self, person: str) -> None:
        self._terminal.tell("id-card-reader", "take_card")
        self._terminal.wait_until(lambda: not self._terminal.service.core.state.card_lies, "the card's going")
        self._terminal.tell("id-card-reader", "put_card", person=person)

    def put_field_card(self, number: str) -> None:
        put_field_card(self._terminal.around, number)

    def lay_paper(self) -> None:
        self._terminal.tell("document-camera", "lay_paper", sample="invoice")

    def take_paper(self) -> None:
        self._terminal.tell("document-camera", "take_paper")

    def send_pictures(self, url: str) -> None:
        send_picture(url)

    def received_code(self) -> str:
        return self._hub.newest_code()

    def saw(self, content: Content) -> None: ...
