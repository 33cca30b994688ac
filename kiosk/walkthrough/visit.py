"""The main visit: card, consent, face, menu, Q01, proof, receipt, rating, goodbye."""

from __future__ import annotations

from kiosk.walkthrough.player import Played
from kiosk.walkthrough.walker import Settling, Walker
from screens.access import Role


class MainVisit:
    """The one that the walkthrough plays when no matter is named."""

    expected = "printed"
    played: tuple[Played, ...] = ()

    def __init__(self, walker: Walker, person: str, title: str) -> None:
        self._walker = walker
        self._person = person
        self._title = title

    def play(self) -> str:
        """From the first page back to it. Errors: ``Lost``, ``AccessError``."""
        return visit(self._walker, self._person, self._title)


def visit(walker: Walker, person: str, title: str) -> str:
    """Returns the outcome: ``printed`` when the kiosk itself said so."""
    around = walker.around
    walker.await_page("Attract")
    walker.wait(lambda: walker.page == "Attract" and _ready(walker), "both ways in")
    walker.keep("attract")

    around.tell("id-card-reader", "put_card", person=person)
    walker.await_page("Consent")
    walker.keep("consent")

    walker.press_key("action.agree")
    walker.await_page("Face")
    walker.wait(lambda: walker.shows("face.hint.nobody"), "the camera's picture")
    around.tell("camera", "stand_before", person=person)
    walker.wait(lambda: not walker.shows("face.hint.nobody"), "the person before the camera")
    walker.keep("face", Settling.NONE)  # a moment later the face is recognised

    walker.await_page("Menu")
    walker.keep("menu")

    walker.turn_to(Role.BUTTON, title)  # large English words need more than one page
    walker.press(title)
    walker.await_page("Form")
    walker.keep("form")

    walker.press_key("form.submit")
    walker.await_page("Result")
    walker.keep("result")

    if walker.is_there("result.details"):
        # In large type the table has a page of its own.
        walker.press_key("result.details")
        walker.keep("result-table")
    walker.press_key("action.next")
    walker.keep("result-page-2")

    walker.press_key("action.print")
    walker.await_page("Printing")
    walker.keep("printing")

    walker.await_page("Rating")
    walker.keep("rating")

    walker.press_key("rating.level.5")
    walker.await_page("Finished")
    walker.keep("finished")

    walker.press_key("action.end")
    walker.await_page("Goodbye")
    walker.keep("goodbye")

    around.tell("id-card-reader", "take_card")
    around.tell("receipt-printer", "take_ticket")
    around.tell("camera", "nobody")
    walker.await_page("Attract")
    walker.keep("attract-again")
    return "printed"


def _ready(walker: Walker) -> bool:
    """Neither way in says that it is out of order."""
    tree = walker.tree()
    return walker.say("way.card.closed") not in tree and walker.say("way.code.closed") not in tree


def choose_display(walker: Walker, language: str, elder: bool) -> None:
    """On the first page, as a person does."""
    walker.await_page("Attract")
    if elder:
        walker.press_key("bar.elder")
    if language == "en":
        walker.press_key("bar.english")
        walker.wait(lambda: walker.language().value == "en", "English")
