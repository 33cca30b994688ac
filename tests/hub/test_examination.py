"""The hub trusts no terminal: forms are examined again, by their definitions and by the register."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hub.player import PAGE_JPEG
from hypothesis import given
from hypothesis import strategies as st

from kiosk.backend.case_models import Offer, Opening
from kiosk.catalogue.dictionaries import Dictionaries
from kiosk.catalogue.matter import Definition
from kiosk.catalogue.models import DefinitionModel
from kiosk.domain.identifiers import IdentifierError, parse_bank_card
from kiosk.hub.clock import SHANGHAI
from kiosk.hub.departments import forms
from kiosk.hub.departments.registry import Question
from kiosk.hub.examination import filled, keepable, rows_of
from kiosk.hub.jpeg import is_jpeg, size
from kiosk.hub.problems import Refusal

TODAY = date(2026, 7, 15)
WORDS = {"zh": "词", "en": "word"}
NOTHING = Dictionaries()
CARD, PASSBOOK = "6222020000000000018", "1001990000000000002"


def definition(*fields: dict[str, Any]) -> Definition:
    return DefinitionModel.model_validate(
        {
            "id": "Z96",
            "steps": ["form", "submit", "result", "rating"],
            "fields": [{"label": WORDS, **field} for field in fields],
            "outputs": [{"kind": "screen_table", "essential": True}],
            "guide": dict.fromkeys(("who", "bring", "time", "cost", "legal_basis"), WORDS),
            "accepting": WORDS,
        }
    ).definition()


def examine(asked: Definition, form: Mapping[str, str], opening: Opening | None = None) -> object:
    """The form as the department sees it, or field and rule."""
    found = filled(asked, form, opening or Opening(), NOTHING, TODAY)
    return (found.params["field"], found.params["rule"]) if isinstance(found, Refusal) else found


def test_what_is_known_stands_in_place_of_what_came() -> None:
    asked = definition({"key": "phone", "type": "mobile", "prefill": "phone"})
    known = Opening(prefill={"phone": "19900000001"})
    assert examine(asked, {"phone": "13800000000"}, known) == {"phone": "19900000001"}
    assert examine(asked, {}, known) == {"phone": "19900000001"}
    assert examine(asked, {"phone": "13800000000"}) == {"phone": "13800000000"}


def test_what_does_not_apply_is_left_out_and_not_examined() -> None:
    choice = {"key": "way", "type": "enum", "options": [{"value": v, **WORDS} for v in ("post", "self")]}
    asked = definition(choice, {"key": "code", "type": "postcode", "when": {"way": "post"}})
    assert examine(asked, {"way": "self", "code": "no code"}) == {"way": "self"}
    assert examine(asked, {"way": "post", "code": "no code"}) == ("code", "not_digits")
    assert examine(asked, {"way": "post"}) == ("code", "required")


def test_only_what_was_offered_to_this_person_can_be_chosen() -> None:
    asked = definition({"key": "car", "type": "enum", "offered": True})
    mine = Opening(offered={"car": (Offer(value="1", zh="车", en="car"),)})
    assert examine(asked, {"car": "1"}, mine) == {"car": "1"}
    assert examine(asked, {"car": "2"}, mine) == ("car", "not_an_option")
    assert examine(asked, {"car": "1"}) == ("car", "not_an_option")


def test_a_passbook_is_taken_where_it_stands_in_for_a_card() -> None:
    either = definition({"key": "account", "type": "bank_card", "alternative": "bank_passbook"})
    assert examine(either, {"account": CARD}) == {"account": CARD}
    assert examine(either, {"account": PASSBOOK}) == {"account": PASSBOOK}
    assert examine(either, {"account": "12"}) == ("account", "wrong_length")
    card_only = definition({"key": "account", "type": "bank_card"})
    assert examine(card_only, {"account": PASSBOOK}) == ("account", "wrong_check_character")


def test_values_are_brought_to_their_one_form() -> None:
    asked = definition({"key": "account", "type": "bank_card"})
    assert examine(asked, {"account": "6222 0200 0000 0000 018"}) == {"account": CARD}


def test_a_field_that_nobody_asked_for_is_refused() -> None:
    assert examine(definition(), {"admin": "1"}) == ("", "unknown-field")


def test_rows_are_examined_each_with_its_place() -> None:
    items = [{"key": "number", "type": "invoice_no", "label": WORDS}]
    asked = definition({"key": "invoices", "type": "list", "items": items})
    good = {"number": "12345678"}
    assert rows_of(asked, {}, {"invoices": (good, good)}, NOTHING, TODAY) is None
    wrong = rows_of(asked, {}, {"invoices": (good, {"number": "1"})}, NOTHING, TODAY)
    assert wrong is not None
    assert {name: wrong.params[name] for name in ("field", "row", "item", "rule")} == {
        "field": "invoices",
        "row": "1",
        "item": "number",
        "rule": "wrong_number_of_digits",
    }
    for lists in ({}, {"invoices": ()}):
        missing = rows_of(asked, {}, lists, NOTHING, TODAY)
        assert missing is not None
        assert missing.params == {"field": "invoices", "rule": "required"}
    strange = rows_of(asked, {}, {"invoices": (good,), "more": ()}, NOTHING, TODAY)
    assert strange is not None


def test_passwords_and_codes_are_not_kept() -> None:
    asked = definition(
        {"key": "mobile", "type": "mobile"},
        {"key": "code", "type": "sms_code", "sent_to": "mobile"},
        {"key": "secret", "type": "password"},
    )
    form = {"mobile": "19900000001", "code": "123456", "secret": "correct horse"}
    assert keepable(asked, form) == {"mobile": "19900000001"}


# --- what only the register knows ---------------------------------------------------------------------------


class Kept:
    """Records in memory."""

    def __init__(self, *accounts: dict[str, str]) -> None:
        self._accounts = list(accounts)

    def all(self, kind: str) -> list[dict[str, str]]:
        return self._accounts if kind == forms.BANK_ACCOUNT else []


def question(**form: str) -> Question:
    kept = Kept(
        {"number": CARD, "bank": "icbc", "kind": "card"},
        {"number": PASSBOOK, "bank": "icbc", "kind": "passbook"},
    )
    now = datetime(2026, 7, 15, 10, tzinfo=SHANGHAI)
    return cast("Question", SimpleNamespace(form=form, records=kept, now=now))


def rule(refusal: Refusal | None) -> str:
    return refusal.params["rule"] if refusal else ""


@pytest.mark.parametrize(
    ("number", "bank", "expected"),
    [
        (CARD, "icbc", ""),
        (PASSBOOK, "icbc", ""),
        ("6222 0200 0000 0000 018", "", ""),
        (CARD, "abc", "not_of_this_bank"),
        ("6222020000000000026", "icbc", "not_own_account"),
        ("", "icbc", ""),
    ],
)
def test_whose_account_it_is(number: str, bank: str, expected: str) -> None:
    assert rule(forms.own_account(question(account=number, bank=bank), "account", "bank")) == expected


def test_a_card_is_known_by_its_last_four_digits_and_a_passbook_is_not() -> None:
    assert forms.own_card_ending(question(last4="0018"), "last4") is not None
    for wrong in ("0002", "0019", "018", ""):
        assert forms.own_card_ending(question(last4=wrong), "last4") is None


def test_dates_outside_their_limits_name_the_limit() -> None:
    early = forms.within({"day": "2026-07-14"}, "day", earliest=TODAY)
    late = forms.within({"day": "2026-07-16"}, "day", latest=TODAY)
    assert early is not None and early.params == {"field": "day", "rule": "too_early", "limit": "2026-07-15"}
    assert late is not None and late.params["rule"] == "too_late"
    assert rule(forms.within({"day": "2026-02-30"}, "day")) == "not_a_date"
    assert forms.within({"day": "2026-07-15"}, "day", TODAY, TODAY) is None
    assert forms.within({}, "day", TODAY, TODAY) is None


def test_simple_checks_name_field_and_rule() -> None:
    form = {"phone": "12345", "way": "by boat", "card": "1234"}
    assert rule(forms.mobile(form, "phone")) == "wrong_length"
    assert rule(forms.one_of(form, "way", ["by post"])) == "not_an_option"
    assert rule(forms.bank_card(form, "card")) == "wrong_length"
    assert rule(forms.required(form, "phone", "name")) == "required"
    assert forms.first(None, forms.required(form, "phone"), None) is None


@given(st.sampled_from(["622202", "621700", "99"]), st.integers(0, 10**9 - 1), st.integers(16, 19))
def test_every_invented_card_has_a_right_check_digit(prefix: str, serial: int, length: int) -> None:
    number = forms.card_number(prefix, serial, length)
    assert len(number) == length
    assert not isinstance(parse_bank_card(number), IdentifierError)


# --- pictures -----------------------------------------------------------------------------------------------


def test_the_size_of_a_picture_is_read_from_its_frame() -> None:
    assert size(PAGE_JPEG) == (16, 16)


@given(st.binary(max_size=400))
def test_no_bytes_break_the_look_at_a_picture(data: bytes) -> None:
    assert is_jpeg(data) in (True, False)


@given(st.data())
def test_a_picture_with_broken_bytes_is_judged_and_never_raises(data: st.DataObject) -> None:
    broken = bytearray(PAGE_JPEG)
    for place in data.draw(st.lists(st.integers(0, len(broken) - 1), max_size=8)):
        broken[place] = data.draw(st.integers(0, 255))
    found = size(bytes(broken[: data.draw(st.integers(0, len(broken)))]))
    assert found is None or (found[0] > 0 and found[1] > 0)
