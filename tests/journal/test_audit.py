"""The audit trail: nothing in it can be changed without being noticed, and nobody can be read from it."""

# ruff: noqa: ASYNC240 (a test may wait for a small file)

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.flow.effects import Act
from kiosk.journal import EffectState, Journal, JournalFault, JournalLost, Verdict, Verification, schema
from kiosk.journal.audit import event_kinds
from kiosk.journal.keys import AuditKey, load_or_create

pytestmark = pytest.mark.anyio

PERSON = "999999198502140017"


async def written(path: Path, key_file: Path, rows: int = 5) -> None:
    journal = await Journal.open(path, key_file)
    for i in range(rows):
        await journal.record("session_opened", subject=PERSON, about="Q01", session=f"session-{i}")
    await journal.close()


async def verdict(path: Path, key_file: Path) -> Verification:
    journal = await Journal.open(path, key_file)
    try:
        return await journal.verify()
    finally:
        await journal.close()


def first_of(year: int) -> Callable[[], datetime]:
    return lambda: datetime(year, 1, 1, tzinfo=UTC)


def tamper(path: Path, *statements: str) -> None:
    with sqlite3.connect(path) as db:
        for statement in statements:
            db.execute(statement)
    db.close()


async def test_a_trail_that_nobody_touched_is_whole(path: Path, key_file: Path) -> None:
    await written(path, key_file)
    assert await verdict(path, key_file) == Verification(Verdict.WHOLE, 5)


async def test_an_empty_trail_is_whole(journal: Journal) -> None:
    assert await journal.verify() == Verification(Verdict.WHOLE, 0)


@pytest.mark.parametrize("column", ["at", "actor", "event", "result", "subject", "about", "session", "seal"])
@pytest.mark.parametrize("row", [1, 3, 5])
async def test_any_changed_cell_is_noticed(path: Path, key_file: Path, column: str, row: int) -> None:
    await written(path, key_file)
    tamper(path, f"UPDATE audit SET {column} = {column} || 'x' WHERE number = {row}")
    assert await verdict(path, key_file) == Verification(Verdict.CHANGED, row)


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        (["DELETE FROM audit WHERE number = 3"], Verification(Verdict.MISSING, 3)),
        (["DELETE FROM audit WHERE number = 1"], Verification(Verdict.MISSING, 1)),
        (["DELETE FROM audit WHERE number > 3"], Verification(Verdict.CUT, 3)),
        (["DELETE FROM audit"], Verification(Verdict.CUT, 0)),
        (["DELETE FROM audit", "DELETE FROM audit_head"], Verification(Verdict.WHOLE, 0)),
        (["DELETE FROM audit_head"], Verification(Verdict.CUT, 5)),
        (["UPDATE audit_head SET number = 4"], Verification(Verdict.CUT, 5)),
        (["UPDATE audit_head SET witness = seal"], Verification(Verdict.CUT, 5)),
        (
            ["INSERT INTO audit SELECT 6, at, actor, event, result, subject, about, session, seal FROM audit"
             " WHERE number = 5"],
            Verification(Verdict.CHANGED, 6),
        ),
        (
            ["UPDATE audit SET number = 99 WHERE number = 2", "UPDATE audit SET number = 2 WHERE number = 3",
             "UPDATE audit SET number = 3 WHERE number = 99"],
            Verification(Verdict.CHANGED, 2),
        ),
        (
            ["DELETE FROM audit WHERE number > 3",
             "UPDATE audit_head SET number = 3, seal = (SELECT seal FROM audit WHERE number = 3)"],
            Verification(Verdict.CUT, 3),
        ),
    ],
)  # fmt: skip
async def test_rows_taken_out_put_in_exchanged_or_cut_off_are_noticed(
    path: Path, key_file: Path, statements: list[str], expected: Verification
) -> None:
    await written(path, key_file)
    tamper(path, *statements)
    assert await verdict(path, key_file) == expected


async def test_a_trail_that_was_emptied_wholly_is_noticed_by_whoever_knows_its_head(
    path: Path, key_file: Path
) -> None:
    journal = await Journal.open(path, key_file)
    await journal.record("kiosk_started")
    known = await journal.head()
    await journal.record("kiosk_stopped")
    assert (await journal.verify(known)).verdict is Verdict.WHOLE
    await journal.close()
    tamper(path, "DELETE FROM audit", "DELETE FROM audit_head")
    again = await Journal.open(path, key_file)
    assert (await again.verify(known)).verdict is Verdict.CUT
    await again.close()


async def test_rows_that_are_too_old_go_and_the_rest_is_still_a_chain(path: Path, key_file: Path) -> None:
    for year in range(2026, 2034):
        journal = await Journal.open(path, key_file, first_of(year))
        await journal.record("kiosk_started")
        await journal.intend(f"s-{year}", "receipt", "x")
        await journal.settle(f"s-{year}", EffectState.VOID, "")
        await journal.intend(f"open-{year}", "receipt", "x")
        assert (await journal.verify()).verdict is Verdict.WHOLE
        await journal.close()
    journal = await Journal.open(path, key_file, first_of(2034))
    assert [row.at[:4] for row in await journal.records()] == ["2030", "2031", "2032", "2033"]
    assert await journal.verify() == Verification(Verdict.WHOLE, 8)
    assert len(await journal.open_effects()) == 8, "what is open is kept, however old"
    assert await journal.effect("s-2026") is None
    await journal.close()
    tamper(path, "UPDATE audit_start SET number = 6", "DELETE FROM audit WHERE number = 6")
    assert (await verdict(path, key_file)).verdict is Verdict.CUT


async def test_a_clock_that_jumped_ahead_takes_nothing_away(path: Path, key_file: Path) -> None:
    journal = await Journal.open(path, key_file, first_of(2026))
    await journal.record("kiosk_started")
    await journal.record("kiosk_stopped")
    await journal.close()
    journal = await Journal.open(path, key_file, first_of(2099))
    assert [row.event for row in await journal.records()] == ["kiosk_started", "kiosk_stopped"]
    assert await journal.verify() == Verification(Verdict.WHOLE, 2)
    await journal.close()


async def test_a_journal_of_the_first_version_is_brought_up_to_date(path: Path, key_file: Path) -> None:
    path.parent.mkdir(parents=True)
    with sqlite3.connect(path) as db:
        for statement in schema.MIGRATIONS[0]:
            db.execute(statement)
        db.execute("PRAGMA user_version = 1")
    db.close()
    journal = await Journal.open(path, key_file)
    assert journal.opening.version_before == 1
    await journal.record("kiosk_started")
    assert (await journal.verify()).verdict is Verdict.WHOLE
    await journal.close()


async def test_another_key_proves_nothing(path: Path, key_file: Path) -> None:
    await written(path, key_file)
    key_file.write_text("ab" * 32)
    assert await verdict(path, key_file) == Verification(Verdict.CHANGED, 1)


async def test_the_same_person_gives_the_same_hash_and_no_number_is_in_the_file(
    path: Path, key_file: Path
) -> None:
    await written(path, key_file)
    journal = await Journal.open(path, key_file)
    subjects = {row.subject for row in await journal.records()}
    await journal.close()
    assert len(subjects) == 1
    assert all(len(subject) == 64 for subject in subjects)
    for file in list(path.parent.glob("*")):
        assert PERSON.encode() not in file.read_bytes()


async def test_an_event_that_the_catalogue_lacks_is_not_written(journal: Journal) -> None:
    with pytest.raises(KeyError):
        await journal.record("something_happened")
    assert await journal.records() == ()


def test_every_act_of_the_flow_is_in_the_catalogue_of_events() -> None:
    assert [act for act in Act if act.value not in event_kinds()] == []
    for kind in event_kinds().values():
        assert kind.name.zh and kind.name.en


def test_a_key_shows_nothing_and_leaves_no_process() -> None:
    key = AuditKey(b"k" * 32)
    assert "k" * 4 not in repr(key)
    with pytest.raises(TypeError):
        pickle.dumps(key)


def test_parts_of_a_seal_cannot_be_shifted() -> None:
    key = AuditKey(b"k" * 32)
    assert key.seal("ab", "c") != key.seal("a", "bc")
    assert key.seal("a") != key.seal("a", "")


def test_a_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "new" / "audit.key"
    first = load_or_create(file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert load_or_create(file).seal("x") == first.seal("x")


@pytest.mark.parametrize(
    ("content", "mode", "words"), [("ab" * 32, 0o644, "chmod 600"), ("nonsense", 0o600, "no audit key"),
                                   ("ab", 0o600, "no audit key"), ("", 0o600, "no audit key")]
)  # fmt: skip
def test_a_key_that_others_can_read_or_that_is_none_is_refused(
    tmp_path: Path, content: str, mode: int, words: str
) -> None:
    file = tmp_path / "audit.key"
    file.write_text(content)
    file.chmod(mode)
    with pytest.raises(JournalLost, match=words) as caught:
        load_or_create(file)
    assert caught.value.fault is JournalFault.NO_ACCESS
    assert not content or content not in str(caught.value)
