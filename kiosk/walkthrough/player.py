"""Plays one visit to a matter by its script: on each page what a person would do there.

It sees pages as the snapshot says them and acts through ``Hands``; the walkthrough's hands press by role and
name in the accessibility tree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

from kiosk.backend.models import CaseStatus
from kiosk.demo.visits import Source, Visit
from kiosk.domain.identifiers import IdentifierError, parse_bank_card
from kiosk.flow.words import Words, text
from kiosk.runtime.snapshot import (
    Action,
    CaptureContent,
    ChoicesContent,
    ConditionsContent,
    Content,
    FieldKind,
    FormContent,
    FormField,
    GuideContent,
    HolderCardContent,
    MaterialsContent,
    MaterialState,
    MenuContent,
    PagesContent,
    ProblemContent,
    RatingContent,
    ResultContent,
    ResultStatus,
    ReviewContent,
    SignatureContent,
    UploadContent,
    WorkingContent,
)

INVALID = "invalid"
MATERIALS_NEEDED = "materials-needed"  # the terminal hands nothing in without them
LONGEST_WAY = 60  # pages; no matter has as many
PRINT = "print"
ROW = "row."
SEES_TO_ITSELF = (WorkingContent,)
TYPED = frozenset(
    {
        FieldKind.TEXT,
        FieldKind.NAME,
        FieldKind.DIGITS,
        FieldKind.ID,
        FieldKind.MONEY,
        FieldKind.PLATE,
        FieldKind.PASSWORD,
    }
)


class OffScript(RuntimeError):
    """The visit did not go as written; the sentence says where."""


class Hands(Protocol):
    """What a person does at a terminal, and what stands around it."""

    def content(self) -> Content: ...

    def wait(self, holds: Callable[[Content], bool], what: str) -> Content: ...

    def press(self, action: Action) -> None: ...

    def fill(self, asked: FormField, value: str) -> None: ...

    def sign(self) -> None: ...

    def choose_matter(self, matter: str, title: Words) -> None:
        """From the menu, by whatever way leads there."""

    def put_holder_card(self, person: str) -> None: ...

    def put_field_card(self, number: str) -> None:
        """A card of another kind, for a field that reads one."""

    def lay_paper(self) -> None: ...

    def take_paper(self) -> None: ...

    def send_pictures(self, url: str) -> None: ...

    def received_code(self) -> str:
        """The code of the newest text message."""

    def saw(self, content: Content) -> None:
        """A page of the visit stands: to look at, to keep a picture of."""


@dataclass
class Played:
    """What a visit took: the pages from the menu to its end, and the fields typed and chosen."""

    matter: str
    name: str
    pages: list[str] = field(default_factory=list)
    typed: int = 0
    chosen: int = 0
    outcome: str = ""  # a status, the code of the refusal, or INVALID
    errors: Mapping[str, Words] = field(default_factory=dict)  # by field, where the form was sent back
    asked: dict[str, FieldKind] = field(default_factory=dict)


STATUSES = {
    ResultStatus.ANSWERED: CaseStatus.ANSWERED,
    ResultStatus.DONE: CaseStatus.DONE,
    ResultStatus.ACCEPTED: CaseStatus.ACCEPTED,
    ResultStatus.SUPPLEMENT: CaseStatus.SUPPLEMENT,
    ResultStatus.NOT_ACCEPTED: CaseStatus.NOT_ACCEPTED,
    ResultStatus.WITHDRAWN: CaseStatus.WITHDRAWN,
    ResultStatus.ISSUED: CaseStatus.ISSUED,
}


class Player:
    """From the menu, or from the guide of who only looks, to the answer or the refusal."""

    def __init__(
        self,
        hands: Hands,
        visit: Visit,
        title: Words,
        *,
        entry: str = "apply",
        before_sending: Callable[[FormContent], None] = lambda form: None,
    ) -> None:
        self._hands = hands
        self._visit = visit
        self._title = title
        self._entry = entry
        self._before_sending = before_sending
        self._values: Mapping[str, str] = visit.form
        self._row: Mapping[str, str] = {}
        self._rows_left = {key: list(rows) for key, rows in visit.lists.items()}
        self.played = Played(visit.matter, visit.name)

    def play(self) -> Played:
        """Until a result or a problem stands. Errors: ``OffScript``."""
        self._hands.choose_matter(self._visit.matter, self._title)
        for _ in range(LONGEST_WAY):
            shown = self._hands.wait(lambda content: not self._passes(content), "the next page")
            self._note(shown)
            match shown:
                case ResultContent(status=status):
                    self.played.outcome = STATUSES[status].value
                    return self.played
                case ProblemContent(code=code):
                    self.played.outcome = code.replace("_", "-")
                    return self.played
                case MaterialsContent() if _needed(shown):
                    self.played.outcome = MATERIALS_NEEDED
                    return self.played
                case FormContent(fields=fields) if any(one.error is not None for one in fields):
                    # The department, or the check of the whole, sent the person back to a field.
                    self.played.outcome = INVALID
                    self.played.errors = {one.key: one.error for one in fields if one.error is not None}
                    return self.played
                case _:
                    left = self._act(shown)
                    self._hands.wait(partial(_left, left), f"the end of the page {_name(left)}")
        raise OffScript(f"{self._visit.matter}: it did not come to an end: {self.played.pages[-8:]}")

    @staticmethod
    def _passes(content: Content) -> bool:
        """A page that goes by itself, or that the visit has left behind."""
        return isinstance(content, WorkingContent | MenuContent | RatingContent)

    def _note(self, shown: Content) -> None:
        name = _name(shown)
        if not self.played.pages or self.played.pages[-1] != name or name in ("Form", "Materials"):
            self.played.pages.append(name)
        self._hands.saw(shown)

    def _act(self, shown: Content) -> Content:
        """What a person does on this page, up to the press that leads on; the page as it stood then."""
        hands = self._hands
        match shown:
            case GuideContent(actions=actions) | ConditionsContent(actions=actions):
                hands.press(primary(actions))
            case ReviewContent(actions=actions):
                hands.press(primary(actions))
            case ChoicesContent(cards=cards):
                wanted = self._door([card.open.id for card in cards])
                hands.press(next(card.open for card in cards if card.open.id == wanted))
            case HolderCardContent():
                assert self._visit.acting_for is not None
                hands.put_holder_card(self._visit.acting_for)
            case FormContent():
                return self._fill(shown)
            case MaterialsContent():
                self._supply(shown)
            case CaptureContent():
                hands.lay_paper()
                good = hands.wait(
                    lambda now: not isinstance(now, CaptureContent) or now.good, "a good picture of the paper"
                )
                assert isinstance(good, CaptureContent)
                hands.press(primary(good.actions))
            case PagesContent(actions=actions):
                hands.take_paper()
                hands.press(primary(actions))
            case UploadContent():
                ready = hands.wait(lambda now: isinstance(now, UploadContent) and bool(now.url), "the code")
                assert isinstance(ready, UploadContent)
                hands.send_pictures(ready.url)
            case SignatureContent():
                hands.sign()
                signed = hands.wait(
                    lambda now: isinstance(now, SignatureContent) and now.signed, "the signature"
                )
                assert isinstance(signed, SignatureContent)
                hands.press(primary(signed.actions))
            case _:
                raise OffScript(f"{self._visit.matter}: nobody expected the page {_name(shown)}")
        return shown

    def _door(self, cards: list[str]) -> str:
        if any(card.startswith("entry.") for card in cards):
            return f"entry.{self._entry}"
        return "whom.another" if self._visit.acting_for is not None else "whom.oneself"

    # --- the form ------------------------------------------------------------------------------------

    def _fill(self, shown: FormContent) -> FormContent:
        hands = self._hands
        done: set[str] = set()
        while True:
            field_ = next((one for one in shown.fields if one.key not in done), None)
            if field_ is None:
                break
            done.add(field_.key)
            if field_.kind is FieldKind.LIST:
                rows = self._rows_left.get(field_.key, [])
                if rows and field_.add is not None:
                    self._row = rows.pop(0)
                    hands.press(field_.add)
                    return shown
                continue
            self._fill_one(shown, field_)
            # What was filled in may bring or change others.
            now = hands.content()
            if isinstance(now, FormContent):
                shown = now
        self._before_sending(shown)
        hands.press(primary(shown.actions))
        return shown

    def _fill_one(self, shown: FormContent, asked: FormField) -> None:
        hands = self._hands
        is_row = asked.key.startswith(ROW)
        value = (self._row if is_row else self._values).get(asked.key.removeprefix(ROW), "")
        if self._entry == PRINT and asked.options:
            value = asked.options[-1][0]  # the newest of the person's cases
        if asked.send is not None and asked.kind is FieldKind.DIGITS and not value:
            self._have_code_sent(asked, asked.send)
            value = hands.received_code()
        if not value:
            if asked.required and not asked.value:
                raise OffScript(f"{self._visit.matter}: the visit has nothing for the field {asked.key}")
            return
        self.played.asked[asked.key] = asked.kind
        if asked.kind in TYPED:
            self.played.typed += 1
        else:
            self.played.chosen += 1
        if asked.kind is FieldKind.CARD:
            self._have_card_read(asked, value)
            return
        self._choose_type(asked, value)
        hands.fill(asked, value)
        hands.wait(lambda now: _holds(now, asked.key, value), f"the value of {asked.key}")

    def _have_code_sent(self, asked: FormField, send: Action) -> None:
        hands = self._hands
        sent_before = send.label == text("form.send_again")
        hands.press(send)
        told = hands.wait(
            lambda now: (
                sent_before
                or _error_at(now, asked.key)
                or any(
                    one.send is not None and one.send.label != send.label
                    for one in fields_of(now)
                    if one.key == asked.key
                )
            ),
            "the word that the code is sent",
        )
        if _error_at(told, asked.key):
            raise OffScript(f"{self._visit.matter}: no code was sent for {asked.key}")

    def _have_card_read(self, asked: FormField, number: str) -> None:
        assert asked.send is not None
        self._hands.put_field_card(number)
        self._hands.press(asked.send)
        self._hands.wait(
            lambda now: any(one.key == asked.key and bool(one.value) for one in fields_of(now)),
            f"the card of {asked.key}",
        )

    def _choose_type(self, asked: FormField, value: str) -> None:
        """Say that it is a passbook, where a number is no card's."""
        if asked.other_type is None:
            return
        wanted = "is_passbook" if isinstance(parse_bank_card(value), IdentifierError) else "is_card"
        if asked.other_type.id == wanted:
            self._hands.press(asked.other_type)
            self._hands.wait(
                lambda now: any(
                    one.key == asked.key and one.other_type != asked.other_type for one in fields_of(now)
                ),
                f"the other type of {asked.key}",
            )

    # --- materials -----------------------------------------------------------------------------------

    def _supply(self, shown: MaterialsContent) -> None:
        hands = self._hands
        counted = hands.wait(
            lambda now: not isinstance(now, MaterialsContent) or primary(now.actions).enabled,
            "the count of what is missing",
        )
        if not isinstance(counted, MaterialsContent):
            return
        shown = counted
        for item in shown.items:
            wanted = self._visit.materials.get(item.key)
            if item.state not in (MaterialState.MISSING, MaterialState.OPTIONAL) or wanted is None:
                continue
            start = {Source.CAMERA: f"camera.{item.key}", Source.PHONE: f"phone.{item.key}"}.get(wanted)
            action = next((one for one in item.actions if one.id == start), None)
            if action is None:
                raise OffScript(f"{self._visit.matter}: {item.key} cannot be supplied by {wanted.value}")
            hands.press(action)
            return
        hands.press(primary(shown.actions))


def primary(actions: tuple[Action, ...]) -> Action:
    """The page's first action, or the only one there is."""
    return next((one for one in actions if one.role.value == "primary"), actions[-1])


def _left(shown: Content, content: Content) -> bool:
    """Whether the page has gone, or is another one of its kind. What changes on a page does not count."""
    match shown, content:
        case FormContent(), FormContent():
            return _moved_on(content, shown)
        case MaterialsContent(), MaterialsContent():
            return _needed(content)
        case ChoicesContent(cards=before), ChoicesContent(cards=after):
            return [card.open.id for card in before] != [card.open.id for card in after]
        case _:
            return type(content) is not type(shown)


def _needed(shown: MaterialsContent) -> bool:
    """Whether it is said that something is missing."""
    return any(item.detail == text("materials.needed") for item in shown.items)


def _name(content: Content) -> str:
    return type(content).__name__.removesuffix("Content")


def fields_of(content: Content) -> tuple[FormField, ...]:
    return content.fields if isinstance(content, FormContent) else ()


def _error_at(content: Content, key: str) -> bool:
    return any(one.key == key and one.error is not None for one in fields_of(content))


def _holds(content: Content, key: str, value: str) -> bool:
    """Several options stand in the order in which they are offered."""
    if not isinstance(content, FormContent):
        return True
    return any(
        one.key == key
        and (
            set(one.value.split(",")) == set(value.split(","))
            if one.kind is FieldKind.CHOICES
            else one.value == value
        )
        for one in content.fields
    )


def _moved_on(content: FormContent, shown: FormContent) -> bool:
    """Other questions, or these with what is wrong with them."""
    return (
        any(one.error is not None for one in content.fields)
        or [one.key for one in content.fields] != [one.key for one in shown.fields]
        or content.group != shown.group
    )
