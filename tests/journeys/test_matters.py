"""Every matter at one kiosk, through the accessibility tree: each visit to its end, each refusal, each field.

A field that is typed or dated is filled in wrongly before it is filled in rightly.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from support.hub_hand import HubHand
from support.matter_rounds import RESIDENTS, Round, Rounds, all_rounds, is_child, of_today, today
from support.prints import Prints
from support.tables import COUNTED
from support.terminal import Terminal
from support.wrong_values import DAYS, wrong_values

from kiosk.app.appearance import Appearance
from kiosk.app.screen import Configuration, Kiosk
from kiosk.backend.models import CaseStatus
from kiosk.catalogue import load
from kiosk.catalogue.matter import StepKind
from kiosk.demo.surroundings import ROOT, Surroundings
from kiosk.domain.fields import Field
from kiosk.domain.masks import mask_name
from kiosk.flow.words import text
from kiosk.runtime.snapshot import FormContent, FormField, ProblemContent
from kiosk.texts import Texts
from kiosk.walkthrough.player import INVALID, MATERIALS_NEEDED, PRINT, ROW, Played, Player
from kiosk.walkthrough.walker import Walker
from screens import access

ROUNDS = all_rounds()
LONG_S = 600.0  # nobody is led out, and no face is looked at again, in the middle of a test
MOST_PAGES_OF_A_QUERY = 3


@pytest.fixture(scope="module")
def rounds(around: Surroundings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rounds]:
    settings = Terminal.in_demo(around, idle=LONG_S, idle_elder=LONG_S, proof=100 * LONG_S).settings
    terminal = settings.terminal.model_copy(update={"profile": "super"})
    settings = settings.model_copy(update={"terminal": terminal})
    kiosk = Kiosk(
        Appearance.of(settings),
        lambda: Configuration(settings, ROOT / "config"),
        platform="offscreen",
        still=True,
    )
    walker = Walker(kiosk, around, tmp_path_factory.mktemp("pages"), Texts())
    hub = HubHand(around)
    kiosk.start()
    walker.await_page("Attract")
    hub.keep_first_day()
    yield Rounds(walker, hub, settings.journal.file)
    kiosk.stop()


tried: set[str] = set()
"""The matters whose fields were filled in wrongly once."""


class Mistakes:
    """Before a page of questions is sent: each typed and dated field once with each wrong value."""

    def __init__(self, rounds: Rounds, one: Round) -> None:
        self._rounds = rounds
        assert one.matter.definition is not None
        self._fields = {field.key: field for field in one.matter.definition.fields}
        for field in one.matter.definition.fields:
            self._fields |= {ROW + item.key: item for item in field.items}
        self._tried: set[str] = set()

    def __call__(self, form: FormContent) -> None:
        for asked in form.fields:
            if asked.key in self._fields and asked.key not in self._tried:
                self._tried.add(asked.key)
                self._try(asked, self._fields[asked.key])

    def _try(self, asked: FormField, field: Field) -> None:
        hands, walker = self._rounds.hands, self._rounds.walker
        right = self._field(asked.key).value
        for wrong, fault in wrong_values(field, today()):
            if field.type in DAYS:
                # The keys offer no such day: what a broken screen would hand over.
                walker.enter(asked.key, wrong)
            else:
                hands.fill(self._field(asked.key), wrong)
            walker.wait(lambda wrong=wrong: self._field(asked.key).value == wrong, f"{asked.key} as {wrong}")
            content = walker.content
            assert isinstance(content, FormContent)
            hands.press(content.actions[-1])
            walker.wait(
                lambda: self._field(asked.key).error is not None, f"what is wrong with {asked.key}: {wrong}"
            )
            error = self._field(asked.key).error
            assert error is not None
            said = walker.read(error)
            assert said.startswith(_beginning(walker, fault.value)), (asked.key, wrong, said)
            assert _is_said(walker, said)
        walker.enter(asked.key, right)
        walker.wait(lambda: self._field(asked.key).value == right, f"the value of {asked.key}")
        for other in self._wrong():  # what was said of a field that goes with this one
            walker.enter(other.key, other.value)
        walker.wait(lambda: not self._wrong(), "the end of what was said")

    def _wrong(self) -> list[FormField]:
        content = self._rounds.walker.content
        return [one for one in getattr(content, "fields", ()) if one.error is not None]

    def _field(self, key: str) -> FormField:
        content = self._rounds.walker.content
        assert isinstance(content, FormContent), f"{key} was sent: the page is {self._rounds.walker.page}"
        return next(one for one in content.fields if one.key == key)


def _beginning(walker: Walker, rule: str) -> str:
    """Of the sentence that is said of a fault, up to the limit that it names."""
    return Texts().table(walker.language())[f"field.error.{rule}"].split("{")[0]


def _is_said(walker: Walker, sentence: str) -> bool:
    """By name or description of something on the page."""
    return any(sentence in (node.name, node.description) for node in access.tree(walker.window))


@pytest.mark.parametrize("one", ROUNDS, ids=[one.name for one in ROUNDS])
def test_a_visit_goes_through_the_screen_to_its_end(
    rounds: Rounds, one: Round, record_property: Callable[[str, object], None]
) -> None:
    one = of_today(one)
    visit, matter = one.visit, one.matter
    if one.late:
        rounds.hub.into_working_hours()
    rounds.hub.back_to_first_day()
    if visit.person is not None and is_child(visit.person):
        _is_refused_at_the_door(rounds, visit.person)
        return
    try:
        rounds.come(visit.person, afresh=matter.moves_money)
        first = visit.outcome is not None and matter.id not in tried
        before = Mistakes(rounds, one) if first else (lambda form: None)
        cases = rounds.hub.cases()
        player = Player(rounds.hands, visit, matter.title, before_sending=before)
        played = player.play()
        assert played.outcome == _expected(one, played)
        if first:
            tried.add(matter.id)
            record_property(COUNTED, (matter.id, len(played.pages), played.typed, played.chosen))
            assert len(rounds.hub.cases() - cases) <= 1, "what was wrong was sent"
        _judge(rounds, one, played)
    except BaseException:
        rounds.here, rounds.looking = None, False
        raise
    if visit.acting_for is not None:
        rounds.here = None


def _expected(one: Round, played: Played) -> str:
    if one.invalid is not None:
        return INVALID
    if one.visit.outcome is CaseStatus.SUPPLEMENT and played.outcome == MATERIALS_NEEDED:
        return MATERIALS_NEEDED  # what the department would ask for later, the terminal asks for at once
    return one.visit.outcome.value if one.visit.outcome is not None else one.visit.refusal


def _judge(rounds: Rounds, one: Round, played: Played) -> None:
    walker, definition = rounds.walker, one.matter.definition
    assert definition is not None
    if one.invalid is not None:
        assert played.errors[one.invalid.field] is not None
        said = walker.read(played.errors[one.invalid.field])
        assert said.startswith(_beginning(walker, one.invalid.rule))
        assert _is_said(walker, said)
    elif one.visit.refusal:
        content = walker.content
        assert isinstance(content, ProblemContent)
        spoken = access.said(walker.window)
        for sentence in (content.title, content.happened):
            assert walker.read(sentence) in spoken
    elif StepKind.REVIEW not in definition.steps and not one.late:
        assert len(played.pages) <= MOST_PAGES_OF_A_QUERY, played.pages
    if one.visit.after is not None and one.late:
        _print_later(rounds, one)


def _print_later(rounds: Rounds, one: Round) -> None:
    """Once it is decided: by the other door, with a look at the paper."""
    assert one.visit.after is not None
    rounds.hub.move_clock(one.visit.after.moved)
    rounds.come(one.visit.person, afresh=True)
    played = Player(rounds.hands, one.visit, one.matter.title, entry=PRINT).play()
    assert played.outcome == one.visit.after.printed.value
    rounds.walker.press_key("preview.show")
    rounds.walker.await_page("Preview")


def _is_refused_at_the_door(rounds: Rounds, person: str) -> None:
    """A child comes with a guardian: the terminal says so before any department is asked."""
    rounds.leave()
    rounds.put_credential(person)
    rounds.walker.await_page("Problem")
    assert rounds.walker.read(text("problem.child_alone.title")) in access.said(rounds.walker.window)


PAPER = {"zhao": "Q05 stopped", "liu": "B01 after the last payment", "zhou": "Q06 one year"}
CERTIFICATE = "F01 a certificate that ends"  # lin holds the same one


def paper_of(person: str) -> Round:
    """A visit of this person that ends with a sheet of paper at once."""
    one = next(one for one in ROUNDS if one.name == PAPER.get(person, CERTIFICATE))
    return replace(one, visit=replace(one.visit, person=person))


@pytest.mark.parametrize("person", ["zhao", "liu", "zhou", "lin"])
def test_a_name_with_a_rare_character_stands_on_paper_and_on_the_screen(rounds: Rounds, person: str) -> None:
    """𬭎 䶮 𠅤 㛃: whole on the A4, masked on the receipt, and extractable from what was printed."""
    name = str(RESIDENTS[person]["name"])
    one = paper_of(person)
    rounds.hub.back_to_first_day()
    rounds.come(person, afresh=True)
    prints = Prints(rounds.walker.around, rounds.journal)
    assert Player(rounds.hands, one.visit, one.matter.title).play().outcome == CaseStatus.ANSWERED.value
    rounds.walker.press_key("action.print")
    rounds.walker.await_page("Rating")
    (pdf,) = prints.completed()
    for command in (["qpdf", "--check", str(pdf)], ["pdftotext", str(pdf), "-"]):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    assert name in done.stdout
    (ticket,) = prints.tickets()
    assert name not in ticket
    # The printer's own letters lack 𬭎: what holds it is drawn, and decodes as a picture.
    assert mask_name(name) in ticket or (person == "zhao" and "[picture" in ticket)


def test_every_matter_of_the_zone_is_among_them() -> None:
    catalogue, _ = load(ROOT / "config", "super")
    handled = {one.matter.id for one in ROUNDS if one.visit.outcome is not None}
    assert {matter.id for matter in catalogue.matters} <= handled
