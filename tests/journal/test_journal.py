"""The journal as a file: opened, locked, full, damaged; what it acknowledges, it keeps."""

# ruff: noqa: ASYNC240 (a test may wait for a small file)

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
from pathlib import Path

import pytest

from kiosk.journal import EffectState, Journal, JournalFault, JournalLost, schema

pytestmark = pytest.mark.anyio


async def test_a_new_journal_is_its_owners_alone(journal: Journal, path: Path) -> None:
    assert path.stat().st_mode & 0o777 == 0o600
    assert journal.opening.version_before == 0
    assert journal.opening.set_aside is None


async def test_the_settings_that_make_an_answer_a_promise_are_on(journal: Journal) -> None:
    def setting(name: str) -> object:
        return journal._store.connection.execute(f"PRAGMA {name}").fetchone()[0]

    assert setting("journal_mode") == "wal"
    assert setting("synchronous") == 2  # FULL
    assert setting("locking_mode") == "exclusive"
    assert setting("trusted_schema") == 0


async def test_what_was_written_is_there_after_opening_again(path: Path, key_file: Path) -> None:
    first = await Journal.open(path, key_file)
    await first.intend("s-1", "proof", "P-1")
    await first.close()
    second = await Journal.open(path, key_file)
    assert [e.id for e in await second.open_effects()] == ["s-1"]
    assert second.opening.version_before == len(schema.MIGRATIONS)
    await second.close()


async def test_two_kiosks_never_share_a_journal(journal: Journal, path: Path, key_file: Path) -> None:
    with pytest.raises(JournalLost) as caught:
        await Journal.open(path, key_file)
    assert caught.value.fault is JournalFault.LOCKED
    await journal.intend("s-1", "proof", "P-1")  # the first is not disturbed


async def test_a_full_disk_is_told_and_nothing_half_written_stays(journal: Journal) -> None:
    await journal.intend("s-1", "proof", "P-1")
    db = journal._store.connection
    pages = db.execute("PRAGMA page_count").fetchone()[0]
    db.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(JournalLost) as caught:
        for i in range(200):
            await journal.intend(f"full-{i}", "proof", "P" * 300)
    assert caught.value.fault is JournalFault.DISK_FULL
    assert "nothing was written" in str(caught.value)
    before = len(await journal.open_effects())
    db.execute("PRAGMA max_page_count = 100000")
    await journal.intend("room-again", "proof", "P-2")
    assert len(await journal.open_effects()) == before + 1


async def test_a_folder_in_the_way_is_told(path: Path, key_file: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(JournalLost) as caught:
        await Journal.open(path, key_file)
    assert caught.value.fault is JournalFault.NO_ACCESS


async def test_a_journal_of_a_later_version_is_left_alone(path: Path, key_file: Path) -> None:
    await (await Journal.open(path, key_file)).close()
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 999")
    db.close()
    with pytest.raises(JournalLost) as caught:
        await Journal.open(path, key_file)
    assert caught.value.fault is JournalFault.TOO_NEW
    with sqlite3.connect(path) as db:
        assert db.execute("PRAGMA user_version").fetchone()[0] == 999
    db.close()


def _scribble(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096:8192] = b"\xa5" * 4096
    path.write_bytes(data)


def _truncate(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def _nonsense(path: Path) -> None:
    path.write_bytes(b"this was a journal" * 400)


@pytest.mark.parametrize("damage", [_scribble, _truncate, _nonsense])
@pytest.mark.expected_logs("The journal was damaged")
async def test_a_damaged_journal_is_set_aside_and_never_deleted(
    path: Path, key_file: Path, damage: object
) -> None:
    first = await Journal.open(path, key_file)
    for i in range(50):
        await first.intend(f"s-{i}", "proof", "P-1")
    await first.close()
    assert callable(damage)
    damage(path)
    content = path.read_bytes()
    second = await Journal.open(path, key_file)
    kept = second.opening.set_aside
    assert kept is not None and kept.read_bytes() == content
    assert kept.name.startswith("journal.db.damaged-")
    assert await second.open_effects() == ()
    assert [row.event for row in await second.records()] == ["journal_set_aside"]
    await second.intend("s-1", "proof", "P-1")
    await second.close()


@pytest.mark.expected_logs("The journal was damaged", "The journal was damaged")
async def test_two_damaged_journals_are_both_kept(path: Path, key_file: Path) -> None:
    kept = []
    for content in (b"first nonsense" * 100, b"second nonsense" * 100):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        journal = await Journal.open(path, key_file)
        assert journal.opening.set_aside is not None
        kept.append((journal.opening.set_aside, content))
        await journal.close()
    assert kept[0][0] != kept[1][0]
    assert all(file.read_bytes() == content for file, content in kept)


async def test_damage_found_while_running_is_told_as_such(journal: Journal, path: Path) -> None:
    for i in range(300):
        await journal.intend(f"s-{i}", "proof", "P" * 200)
    journal._store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    data = bytearray(path.read_bytes())
    for page in range(1, len(data) // 4096):
        data[page * 4096 : page * 4096 + 4096] = b"\xa5" * 4096
    path.write_bytes(data)
    journal._store.connection.execute("PRAGMA shrink_memory")
    with pytest.raises(JournalLost) as caught:
        await journal.open_effects()
    assert caught.value.fault is JournalFault.CORRUPT


async def test_a_closed_journal_says_so(path: Path, key_file: Path) -> None:
    journal = await Journal.open(path, key_file)
    await journal.close()
    await journal.close()
    with pytest.raises(JournalLost) as caught:
        await journal.beat()
    assert caught.value.fault is JournalFault.CLOSED


async def test_a_write_outlives_the_caller_that_was_cancelled(journal: Journal) -> None:
    task = asyncio.create_task(journal.intend("s-1", "proof", "P-1"))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await journal.beat()
    assert await journal.effect("s-1") is not None


async def test_writes_are_made_in_the_order_of_the_calls(journal: Journal) -> None:
    await asyncio.gather(*(journal.record("session_opened", session=f"s-{i}") for i in range(50)))
    assert [row.session for row in await journal.records()] == [f"s-{i}" for i in range(50)]


async def test_every_acknowledged_step_is_in_a_copy_of_the_files_made_at_once(
    journal: Journal, path: Path, key_file: Path, tmp_path: Path
) -> None:
    """What lies on the disk right after each answer is enough: nothing waits in the process."""
    steps = [
        journal.intend("s-1", "proof", "P-1"),
        journal.arm("s-1"),
        journal.settle("s-1", EffectState.UNKNOWN, "silent"),
        journal.settle("s-1", EffectState.DONE, "staff looked"),
    ]
    states = [EffectState.INTENT, EffectState.ARMED, EffectState.UNKNOWN, EffectState.DONE]
    for number, (step, state) in enumerate(zip(steps, states, strict=True)):
        await step
        copied = tmp_path / f"copy-{number}"
        shutil.copytree(path.parent, copied)
        other = await Journal.open(copied / path.name, copied / key_file.name)
        found = await other.effect("s-1")
        assert found is not None and found.state is state
        await other.close()


async def test_a_log_torn_anywhere_loses_no_earlier_step(
    journal: Journal, path: Path, key_file: Path, tmp_path: Path
) -> None:
    """A power cut tears what was being written: each earlier step is there, and nothing is invented."""
    wal = path.with_name(path.name + "-wal")
    journal._store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    lengths = [0]
    for i in range(6):
        await journal.intend(f"s-{i}", "proof", "P-1")
        lengths.append(wal.stat().st_size)
    whole = wal.read_bytes()
    for number, cut in enumerate(range(0, len(whole) + 1, 1531)):
        copied = tmp_path / f"torn-{number}"
        shutil.copytree(path.parent, copied)
        os.truncate(copied / wal.name, cut)
        other = await Journal.open(copied / path.name, copied / key_file.name)
        found = [e.id for e in await other.open_effects()]
        complete = sum(length <= cut for length in lengths) - 1
        assert found == [f"s-{i}" for i in range(complete)], f"cut at {cut} of {len(whole)}"
        await other.close()
        shutil.rmtree(copied)
