"""Coming in, by card and by code, well and badly: over the wire, against a hub, before a camera."""

from __future__ import annotations

import pytest
from support.errands import consent, put_card, refuse_face_check, type_staff
from support.hub_hand import HubHand
from support.terminal import Terminal

from kiosk.flow.intents import GiveConsent, LookFirst, RefuseConsent
from kiosk.runtime.snapshot import (
    ConsentContent,
    EntryContent,
    FaceContent,
    MenuContent,
)


def test_card_and_face_lead_to_the_menu(terminal: Terminal) -> None:
    terminal.tell("camera", "stand_before", person="wang")
    put_card(terminal, "wang")
    assert terminal.page(ConsentContent).person == "王*远"
    terminal.press("agree")
    assert terminal.page(MenuContent).person == "王*远"


def test_code_and_face_lead_to_the_menu(terminal: Terminal, hub: HubHand) -> None:
    terminal.tell("camera", "stand_before", person="li")
    terminal.tell("code-scanner", "show_code", text=hub.code("li"))
    assert terminal.page(ConsentContent).person == "李*兰"
    terminal.press("agree")
    terminal.page(MenuContent)


@pytest.mark.parametrize(
    ("person", "variant", "problem"),
    [
        ("wang", "unreadable", "card_unreadable"),
        ("wang", "unknown_type", "card_unknown_type"),
        ("wang", "expired", "card_expired"),
        ("wang", "not_yet_valid", "card_not_yet_valid"),
        ("zhu", "normal", "card_lost"),
        ("he", "normal", "card_expired"),
        ("lin", "normal", "card_not_yet_valid"),
        ("xiaohe", "normal", "child_alone"),
        ("wang", "damaged_text", "card_unreadable"),
        ("wang", "wrong_card", "card_unknown_type"),
        ("wang", "forged", "card_unreadable"),
    ],
)
def test_a_card_that_cannot_be_used_has_a_page_of_its_own(
    terminal: Terminal, person: str, variant: str, problem: str
) -> None:
    put_card(terminal, person, variant)
    terminal.problem(problem)


def test_a_card_pulled_while_it_is_read_says_so_and_can_be_put_again(terminal: Terminal) -> None:
    terminal.tell("id-card-reader", "pull_during_read")
    put_card(terminal, "wang")
    terminal.problem("card_pulled")
    put_card(terminal, "wang")
    terminal.page(ConsentContent)


@pytest.mark.parametrize(
    ("kind", "problem"),
    [("expired", "code_expired"), ("used", "code_used"), ("foreign", "code_foreign")],
)
def test_a_code_that_cannot_be_used_has_a_page_of_its_own(
    terminal: Terminal, hub: HubHand, kind: str, problem: str
) -> None:
    terminal.tell("code-scanner", "show_code", text=hub.code("wang", kind))
    terminal.problem(problem)


def test_a_code_that_is_not_ours_opens_nothing(terminal: Terminal) -> None:
    terminal.tell("code-scanner", "show_code", text="https://elsewhere.invalid/prize")
    terminal.problem("code_foreign")


def test_4296_characters_of_anything_are_refused_by_name(terminal: Terminal) -> None:
    terminal.tell("code-scanner", "show_code", text="A" * 4296)
    terminal.problem("code_foreign")
    terminal.tell("code-scanner", "take_code")
    terminal.do(LookFirst())


def test_nobody_before_the_camera_is_told_and_may_try_again(terminal: Terminal) -> None:
    put_card(terminal, "wang")
    terminal.page(ConsentContent)
    terminal.do(GiveConsent())
    terminal.wait_for(
        lambda shown: isinstance(shown.content, FaceContent) and shown.content.hint.key == "face.hint.nobody",  # type: ignore[union-attr]
        "the hint that nobody is there",
    )
    terminal.tell("camera", "stand_before", person="wang")
    terminal.page(MenuContent)


@pytest.mark.parametrize(("command", "hint"), [("two_people", "several"), ("dark", "too_dark")])
def test_what_keeps_the_face_from_being_seen_is_said_while_looking(
    terminal: Terminal, command: str, hint: str
) -> None:
    if command == "two_people":
        terminal.tell("camera", command, person="wang", other="li")
    else:
        terminal.tell("camera", "stand_before", person="wang")
        terminal.tell("camera", command)
    put_card(terminal, "wang")
    terminal.page(ConsentContent)
    terminal.do(GiveConsent())
    terminal.wait_for(
        lambda shown: (
            isinstance(shown.content, FaceContent) and shown.content.hint.key == f"face.hint.{hint}"
        ),  # type: ignore[union-attr]
        f"the hint {hint}",
    )


def test_another_person_is_not_let_in(terminal: Terminal) -> None:
    terminal.tell("camera", "stand_before", person="li")
    put_card(terminal, "zhao")
    terminal.page(ConsentContent)
    terminal.do(GiveConsent())
    terminal.problem("face_no_match")


def test_who_refuses_the_face_check_comes_in_by_a_text_message(terminal: Terminal, hub: HubHand) -> None:
    refuse_face_check(terminal)
    terminal.press("phone_code")
    terminal.page(EntryContent)
    terminal.type("phone_code", hub.newest_code())
    terminal.press("continue")
    terminal.page(MenuContent)


def test_a_wrong_text_message_code_may_be_typed_again(terminal: Terminal, hub: HubHand) -> None:
    refuse_face_check(terminal, "zhou")
    terminal.press("phone_code")
    terminal.page(EntryContent)
    right = hub.newest_code()
    terminal.type("phone_code", "".join("1" if digit == "0" else "0" for digit in right))
    terminal.press("continue")
    terminal.wait_for(
        lambda shown: isinstance(shown.content, EntryContent) and shown.content.error is not None,
        "the word that the code is wrong",
    )
    terminal.type("phone_code", right)
    terminal.press("continue")
    terminal.page(MenuContent)


def test_a_member_of_staff_can_vouch_for_the_person_however_quickly(terminal: Terminal) -> None:
    """The back end's word on the card may still be under way."""
    consent(terminal)
    terminal.do(RefuseConsent())
    terminal.press("staff")
    type_staff(terminal, "880001", "246813")
    terminal.page(MenuContent)


def test_a_wrong_pin_lets_nobody_in(terminal: Terminal) -> None:
    refuse_face_check(terminal)
    terminal.press("staff")
    type_staff(terminal, "880001", "000000")
    terminal.problem("staff_refused")


def test_staff_without_a_right_here_lets_nobody_in(terminal: Terminal) -> None:
    refuse_face_check(terminal)
    terminal.press("staff")
    type_staff(terminal, "880003", "112358")
    terminal.problem("staff_refused")


def test_the_face_is_asked_for_again_no_more_than_three_times(terminal: Terminal) -> None:
    terminal.tell("camera", "stand_before", person="li")
    consent(terminal, "ma")
    terminal.do(GiveConsent())
    terminal.problem("face_no_match")
    for attempt in (2, 3):
        terminal.press("face_again")
        terminal.wait_for(
            lambda shown, attempt=attempt: getattr(shown.content, "attempt", 0) == attempt,  # type: ignore[misc]
            f"attempt {attempt}",
        )
        shown = terminal.problem("face_no_match")
    assert [action.id for action in shown.actions] == ["other_ways"]
    terminal.everybody_leaves()
    put_card(terminal, "ma")  # a new session does not give new tries
    terminal.problem("face_too_many_tries")


def test_the_back_end_forgets_whose_code_was_refused_here(terminal: Terminal, hub: HubHand) -> None:
    def ended() -> list[bool]:
        return [end is not None for (end,) in hub.rows("SELECT ended_at FROM admissions ORDER BY began_at")]

    before = len(ended())
    terminal.tell("code-scanner", "show_code", text=hub.code("xiaohe"))
    terminal.problem("child_alone")
    terminal.wait_until(lambda: ended()[before:] == [True], "the end of the admission, at the back end")


def test_after_a_card_that_was_refused_another_one_is_asked_about_anew(terminal: Terminal) -> None:
    put_card(terminal, "zhu")
    terminal.problem("card_lost")
    terminal.tell("id-card-reader", "take_card")
    terminal.wait_until(lambda: not terminal.service.core.state.card_lies, "the card's going")
    assert refuse_face_check(terminal, "wang").phone == "199****0001"
