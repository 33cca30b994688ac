"""A visit to any matter: card and face, the matter to its end, paper, rating, goodbye; and back to print."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress

from drivers.simulators.control import ControlError
from kiosk.catalogue import Matter
from kiosk.catalogue.matter import Entry, OutputKind
from kiosk.demo.hub_hand import DemoHub
from kiosk.demo.visits import Visit
from kiosk.runtime.snapshot import (
    Action,
    ProblemContent,
    RatingContent,
)
from kiosk.walkthrough.hands import AccessHands
from kiosk.walkthrough.player import PRINT, Played, Player
from kiosk.walkthrough.walker import Settling, Walker

LEFT = (
    ("id-card-reader", "take_card"),
    ("smart-card-reader", "take_card"),
    ("document-camera", "take_paper"),
    ("book-printer", "take_book"),
    ("receipt-printer", "take_ticket"),
    ("page-printer", "take_pages"),
    ("camera", "nobody"),
)


class MatterVisit:
    """Plays it; ``played`` holds what was asked, in the order of the doors that were gone through."""

    def __init__(self, walker: Walker, hub: DemoHub, matter: Matter, visit: Visit) -> None:
        self._walker = walker
        self._hub = hub
        self._matter = matter
        self._visit = visit
        self._seen: Counter[str] = Counter()
        self._hands = AccessHands(walker, hub, self._keep)
        self.played: list[Played] = []

    @property
    def expected(self) -> str:
        """How the visit is written to end."""
        visit = self._visit
        if visit.outcome is None:
            return visit.refusal
        printed = f", {visit.after.printed.value}" if visit.after is not None and self._prints_later else ""
        return visit.outcome.value + printed

    @property
    def _prints_later(self) -> bool:
        definition = self._matter.definition
        return definition is not None and Entry.PRINT in definition.entries

    @property
    def _prints_book(self) -> bool:
        definition = self._matter.definition
        return definition is not None and any(
            output.kind is OutputKind.RECORD_BOOK for output in definition.outputs
        )

    def play(self) -> str:
        """From the first page back to it; returns the outcome.

        Errors: ``Lost``, ``AccessError``, ``OffScript``, ``HubSilent``.
        """
        walker = self._walker
        if self._prints_later:
            self._hub.into_working_hours()
        walker.await_page("Attract")
        walker.wait(lambda: walker.is_open, "both ways in")
        self._keep("attract")
        self._come()
        outcome = self._handle("apply")
        self._go()
        if self._visit.after is not None and self._prints_later:
            self._hub.move_clock(self._visit.after.moved)
            walker.wait(lambda: walker.is_open, "both ways in")
            self._come()
            outcome += ", " + self._handle(PRINT)
            self._go()
        return outcome

    def _keep(self, step: str, settling: Settling = Settling.PICTURES) -> None:
        """Pages of one kind are numbered."""
        self._seen[step] += 1
        count = self._seen[step]
        self._walker.keep(step if count == 1 else f"{step}-{count}", settling)

    # --- coming ----------------------------------------------------------------------------------------

    def _come(self) -> None:
        walker, around = self._walker, self._walker.around
        person = self._visit.person
        if person is None:
            walker.press_key("action.look_first")
            walker.await_page("Menu")
            self._keep("menu")
            return
        around.tell("id-card-reader", "put_card", person=person)
        walker.wait(lambda: walker.page in ("Consent", "Problem"), "the card's answer")
        if walker.page == "Problem":
            # The card is not taken: it has expired, or is reported lost. The phone has a code.
            self._keep("card-refused")
            around.tell("id-card-reader", "take_card")
            around.tell("code-scanner", "show_code", text=self._hub.code(person))
            walker.await_page("Consent")
            around.tell("code-scanner", "take_code")
        self._keep("consent")
        walker.press_key("action.agree")
        walker.await_page("Face")
        around.tell("camera", "stand_before", person=person)
        self._keep("face", Settling.NONE)
        walker.await_page("Menu")
        self._keep("menu")

    # --- the matter ------------------------------------------------------------------------------------

    def _handle(self, entry: str) -> str:
        """Up to the page that ends it, paper in hand."""
        player = Player(
            self._hands,
            self._visit,
            self._matter.title,
            entry=entry,
            before_sending=lambda form: self._keep("form-filled"),
        )
        self.played.append(player.played)
        outcome = player.play().outcome
        if entry == PRINT:
            self._walker.press_key("preview.show")
            self._walker.await_page("Preview")
            self._keep("preview")
        self._walker.wait(lambda: self._way_on() is not None, "a way on")
        way = self._way_on()
        assert way is not None
        if way.id == "print" and self._prints_book:
            self._walker.around.tell("book-printer", "put_book")  # as staff do in the morning
        self._hands.press(way)
        if way.id == "print":
            self._walker.await_page("Printing")
            self._keep("printing", Settling.NONE)
        self._walker.wait(lambda: self._walker.page in ("Rating", "Finished", "Menu"), "what comes then")
        if isinstance(self._walker.content, RatingContent):
            self._keep("rating")
            self._walker.press_key("rating.level.5")
            self._walker.await_page("Finished")
        self._keep("finished")
        return outcome

    def _way_on(self) -> Action | None:
        """Print what there is to print; else go on."""
        content = self._walker.content
        actions: tuple[Action, ...] = getattr(content, "actions", ())
        wanted = ("print", "done", "menu") if not isinstance(content, ProblemContent) else ("menu", "end")
        by_name = {one.id: one for one in actions if one.enabled}
        return next((by_name[name] for name in wanted if name in by_name), None)

    # --- going -----------------------------------------------------------------------------------------

    def _go(self) -> None:
        walker, around = self._walker, self._walker.around
        walker.press_key("action.end" if walker.page == "Finished" else "bar.end")
        walker.wait(lambda: walker.page in ("Goodbye", "Attract"), "the end of the session")
        if walker.page == "Goodbye":
            self._keep("goodbye")
        for device, command in LEFT:
            with suppress(ControlError):  # nothing lies there
                around.tell(device, command)
        walker.await_page("Attract")
        self._keep("attract-again")
