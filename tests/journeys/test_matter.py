"""One matter from menu to answer: as it should be, and with a back end that is away, slow, or breaks off."""

from __future__ import annotations

import pytest
from support.errands import ask, fill_in, open_form, sign_in, sign_in_by_face, type_staff
from support.hub_hand import HubHand
from support.terminal import Terminal

from kiosk.flow.intents import LookFirst
from kiosk.flow.words import Text
from kiosk.hub.assurances import ASSURED_FOR
from kiosk.runtime.snapshot import (
    FormContent,
    GuideContent,
    MatterCard,
    MenuContent,
    OtherWaysContent,
    RatingContent,
    ResultContent,
    Snapshot,
    WorkingContent,
)


def card_of(shown: Snapshot, matter: str = "Q01") -> MatterCard | None:
    if not isinstance(shown.content, MenuContent):
        return None
    return next((card for card in shown.content.matters if card.id == matter), None)


def wait_for_card(terminal: Terminal, *, available: bool) -> MatterCard:
    def holds(shown: Snapshot) -> bool:
        card = card_of(shown)
        return card is not None and card.available is available

    card = card_of(terminal.wait_for(holds, f"the matter's card, available: {available}"))
    assert card is not None
    return card


def test_with_the_hub_down_the_matter_is_greyed_before_login_and_says_why(
    terminal: Terminal, hub: HubHand
) -> None:
    terminal.do(LookFirst())
    wait_for_card(terminal, available=True)
    hub.fault("down")
    card = wait_for_card(terminal, available=False)
    assert card.reason == Text("hindrance.back_end_down")
    terminal.do(card.open.intent)
    guide = terminal.page(GuideContent)
    assert not guide.available
    assert guide.reason == Text("hindrance.back_end_down")
    assert [action.id for action in guide.actions] == ["print_guide"]  # a guide needs no hub
    hub.mend()
    terminal.press("start")  # comes by itself when the hub is back


def test_a_matter_that_its_department_closed_says_until_when(terminal: Terminal, hub: HubHand) -> None:
    hub.close_matter("Q01", "2036-01-02T08:30:00+08:00")
    try:
        terminal.do(LookFirst())
        card = wait_for_card(terminal, available=False)
        assert isinstance(card.reason, Text)
        assert dict(card.reason.params)["until"]
    finally:
        hub.open_matter("Q01")
    wait_for_card(terminal, available=True)


def test_the_answer_comes_over_several_pages_and_can_be_leafed_through(terminal: Terminal) -> None:
    sign_in(terminal)
    ask(terminal, "2022-01", "2023-12")
    first = terminal.page(ResultContent)
    assert (first.page, first.pages) == (0, 4)
    assert len(first.rows) == 6
    terminal.press("next")
    second = terminal.wait_for(lambda shown: getattr(shown.content, "page", None) == 1).content
    assert isinstance(second, ResultContent)
    assert not set(first.rows) & set(second.rows)
    terminal.press("previous")
    terminal.wait_for(lambda shown: getattr(shown.content, "page", None) == 0)


def test_months_in_the_wrong_order_are_said_at_the_field_and_nothing_is_asked(
    terminal: Terminal, hub: HubHand
) -> None:
    sign_in(terminal)
    before = hub.cases()
    ask(terminal, "2024-03", "2024-01")
    shown = terminal.wait_for(
        lambda shown: (
            isinstance(shown.content, FormContent)
            and any(field.error is not None for field in shown.content.fields)
        ),
        "the error at the field",
    )
    assert isinstance(shown.content, FormContent)
    wrong = [field.key for field in shown.content.fields if field.error is not None]
    assert wrong == ["to"]
    assert hub.cases() == before
    terminal.type("to", "2024-05")
    terminal.press("continue")
    terminal.page(ResultContent)


def test_who_takes_longer_than_a_staff_members_word_lasts_is_proved_again_and_goes_on(
    terminal: Terminal, hub: HubHand
) -> None:
    sign_in(terminal)
    fill_in(terminal, "2024-01", "2024-03")
    hub.move_clock(ASSURED_FOR)
    terminal.press("continue")
    terminal.problem("assurance_expired")
    terminal.press("prove_again")
    terminal.page(OtherWaysContent)
    terminal.press("staff")
    type_staff(terminal, "880001", "246813")
    assert len(terminal.page(ResultContent).rows) == 3


def test_a_matter_that_closes_while_it_is_filled_in_says_so_and_keeps_what_was_typed(
    terminal: Terminal, hub: HubHand
) -> None:
    sign_in(terminal)
    fill_in(terminal, "2024-01", "2024-03")
    hub.close_matter("Q01", "2036-01-02T08:30:00+08:00")
    try:
        terminal.press("continue")
        terminal.problem("matter_closed")
    finally:
        hub.open_matter("Q01")
    terminal.press("ask_again")
    assert len(terminal.page(ResultContent).rows) == 3


def test_who_has_no_record_is_told_so_and_may_rate_the_answer(terminal: Terminal, hub: HubHand) -> None:
    sign_in(terminal, "shanben")
    before = hub.cases()
    ask(terminal)
    terminal.problem("no_record")
    terminal.press("menu")
    terminal.page(RatingContent)
    terminal.press("rate.4")
    (case,) = hub.cases() - before
    terminal.wait_until(lambda: bool(hub.ratings(case)), "the rating of the refusal")


def test_months_without_a_record_can_be_changed_and_what_was_typed_stands_there(terminal: Terminal) -> None:
    sign_in(terminal)
    ask(terminal, "1993-01", "1993-02")
    terminal.problem("no_record")
    terminal.press("change_input")
    form = terminal.page(FormContent)
    assert [field.value for field in form.fields] == ["1993-01", "1993-02"]


@pytest.mark.parametrize("fault", ["down", "nonsense", "drop_after_commit"])
def test_a_question_whose_answer_is_lost_is_asked_again_and_counts_once(
    terminal: Terminal, hub: HubHand, fault: str
) -> None:
    sign_in(terminal)
    open_form(terminal)
    terminal.type("from", "2024-01")
    terminal.type("to", "2024-03")
    before = hub.cases()
    hub.fault(fault)
    terminal.press("continue")
    terminal.problem("backend_unknown")
    committed = hub.cases() - before
    assert len(committed) == (1 if fault == "drop_after_commit" else 0)
    hub.mend()
    terminal.press("ask_again")
    terminal.page(ResultContent)
    after = hub.cases() - before
    assert len(after) == 1
    assert committed <= after


def test_one_lost_answer_is_asked_for_again_without_anybody_noticing(
    terminal: Terminal, hub: HubHand
) -> None:
    sign_in(terminal)
    before = hub.cases()
    hub.fault("drop_after_commit", times=1)
    ask(terminal)
    terminal.page(ResultContent)
    assert len(hub.cases() - before) == 1


def test_a_slow_hub_is_waited_for_and_then_said_to_be_unknown_and_counts_once(
    terminal: Terminal, hub: HubHand
) -> None:
    sign_in(terminal)
    open_form(terminal)
    terminal.type("from", "2024-01")
    terminal.type("to", "2024-03")
    before = hub.cases()
    hub.fault("slow")
    terminal.press("continue")
    terminal.page(WorkingContent)
    terminal.problem("backend_unknown")
    hub.mend()
    terminal.press("ask_again")
    terminal.page(ResultContent)
    assert len(hub.cases() - before) == 1


def test_a_hub_that_was_down_before_the_face_was_seen_is_asked_when_it_is_back(
    terminal: Terminal, hub: HubHand
) -> None:
    hub.fault("down")
    sign_in_by_face(terminal)
    hub.mend()
    wait_for_card(terminal, available=True)
    ask(terminal)
    terminal.page(ResultContent)
