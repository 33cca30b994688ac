"""What lies in the vault cannot get out by accident, and goes in one act."""

from __future__ import annotations

import copy
import importlib
import json
import logging
import pickle
import pkgutil

import pytest

import kiosk.runtime
from kiosk.runtime.attempts import REMEMBERED_S, Attempts
from kiosk.runtime.vault import OF_CREDENTIAL, OF_MATTER, PHONE, SUBJECT, Personal, Slot, Vault

SECRET = "刘䶮"


@pytest.fixture
def value() -> Personal[str]:
    return Personal(SECRET)


def test_a_personal_value_is_revealed_where_it_is_used(value: Personal[str]) -> None:
    assert value.reveal() == SECRET


def test_its_representation_holds_nothing_of_it(value: Personal[str]) -> None:
    assert SECRET not in repr(value)
    assert SECRET not in repr({"name": value})


@pytest.mark.parametrize(
    "accident",
    [
        str,
        lambda value: f"{value}",
        lambda value: format(value, ">10"),
        lambda value: "%s" % value,  # noqa: UP031 - the old way is an accident too
        hash,
        lambda value: value == SECRET,
        lambda value: value != SECRET,
        lambda value: {value},
        pickle.dumps,
        json.dumps,
        copy.deepcopy,
        lambda value: value + "",
    ],
)
def test_no_accident_shows_or_copies_it(value: Personal[str], accident) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(TypeError) as caught:
        accident(value)
    assert SECRET not in str(caught.value)


@pytest.mark.expected_logs("Personal")
def test_a_log_line_with_it_shows_its_kind_alone(value: Personal[str]) -> None:
    logging.getLogger("test").warning("%r", value)


def test_the_vault_gives_back_what_was_put() -> None:
    vault = Vault(1)
    vault.put(PHONE, "199****0001")
    assert vault.get(PHONE) == "199****0001"
    vault.forget(PHONE)
    assert vault.get(PHONE) is None


def test_after_the_drop_nothing_is_there_and_nothing_finds_a_place() -> None:
    vault = Vault(1)
    vault.put(SUBJECT, "reference")
    vault.type_in("from", "2024-01")
    vault.drop()
    vault.put(PHONE, "199****0001")
    vault.type_in("to", "2024-02")
    assert vault.get(SUBJECT) is None
    assert vault.get(PHONE) is None
    assert vault.typed("from") == vault.typed("to") == ""
    assert vault.dropped


def test_typed_values_are_forgotten_one_by_one_or_all() -> None:
    vault = Vault(1)
    for key in ("a", "b", "c"):
        vault.type_in(key, key)
    vault.forget_typed("a")
    assert [vault.typed(key) for key in "abc"] == ["", "b", "c"]
    vault.forget_typed()
    assert [vault.typed(key) for key in "abc"] == ["", "", ""]


def test_a_vault_does_not_leave_its_process() -> None:
    with pytest.raises(TypeError):
        pickle.dumps(Vault(1))


def test_no_two_sessions_have_the_same_number() -> None:
    assert len({Vault(1).number for _ in range(100)}) == 100


# --- attempts of earlier sessions ------------------------------------------------------------------


NUMBER = "999999198403121013"


def test_failures_are_counted_per_credential() -> None:
    attempts = Attempts()
    attempts.failed(NUMBER, 10.0)
    attempts.failed(NUMBER, 20.0)
    assert attempts.failures(NUMBER, 30.0) == 2
    assert attempts.failures("999999195709041127", 30.0) == 0


def test_failures_are_forgotten_after_a_while_and_after_a_success() -> None:
    attempts = Attempts()
    attempts.failed(NUMBER, 0.0)
    assert attempts.failures(NUMBER, REMEMBERED_S + 1) == 0
    attempts.failed(NUMBER, 0.0)
    attempts.succeeded(NUMBER)
    assert attempts.failures(NUMBER, 1.0) == 0


def test_nothing_of_the_number_is_kept() -> None:
    attempts = Attempts()
    attempts.failed(NUMBER, 0.0)
    assert NUMBER not in repr(vars(attempts))
    assert NUMBER.encode() not in b"".join(vars(attempts)["_failures"])


OUTLIVE_THEIR_MATTER = {"asked_for_serial", "came_out"}
"""About a serial and a case, so that neither is asked for twice; they go with the session."""


def test_every_place_in_the_vault_is_emptied_with_its_credential_or_its_matter() -> None:
    names: set[str] = set()
    for module in pkgutil.iter_modules(kiosk.runtime.__path__, "kiosk.runtime."):
        values = vars(importlib.import_module(module.name)).values()
        names |= {value.name for value in values if isinstance(value, Slot)}
    forgotten = {slot.name for slot in (*OF_CREDENTIAL, *OF_MATTER)}
    assert forgotten <= names
    assert names - forgotten == OUTLIVE_THEIR_MATTER
