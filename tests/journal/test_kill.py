"""kill -9 between any two steps: nothing is printed twice, nothing that was told is forgotten."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from kiosk.journal import EffectState, Journal, Verdict
from kiosk.journal.reconcile import Settle, reconcile

pytestmark = pytest.mark.anyio


def kill_at_every_point(folder: Path, root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(Path(__file__).with_name("killed.py")), str(folder), "200"],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
        cwd=root,
    )


async def test_a_kill_at_any_statement_or_byte_never_prints_twice_and_forgets_nothing(
    tmp_path: Path, root: Path
) -> None:
    done = kill_at_every_point(tmp_path, root)
    assert done.returncode == 0, done.stderr
    ends = [line.split(maxsplit=1)[1] for line in done.stdout.splitlines()]
    # Every visit was killed one point later than the one before, until one lived to its end.
    assert ends[-1] == "exit 0"
    assert set(ends[:-1]) == {"killed"}
    assert len(ends) > 30, "the points do not lie between the steps any more"

    lines = (tmp_path / "wire").read_text().splitlines()
    begun, ended = (
        Counter(line.split()[1] for line in lines if line.startswith(word)) for word in ("begin", "end")
    )
    assert max(begun.values()) == 1, "an effect was sent twice"

    journal = await Journal.open(tmp_path / "journal.db", tmp_path / "audit.key")
    assert journal.opening.set_aside is None
    assert (await journal.verify()).verdict is Verdict.WHOLE
    left = await journal.open_effects()
    assert left == ()
    for name in begun:
        found = await journal.effect(name)
        assert found is not None, "the wire was touched for an effect that the journal does not know"
        came_out = name in ended
        assert found.state is (EffectState.DONE if came_out else EffectState.VOID)
    letters = {letter.key for letter in await journal.waiting_letters(1000)}
    for name in begun:
        serial = name.replace("visit", "P")
        assert (f"printed-{serial}" in letters) == (name in ended)
        assert (f"void-{serial}" in letters) == (name not in ended)
    await journal.close()


async def test_what_a_stop_leaves_armed_is_settled_by_asking_alone(path: Path, key_file: Path) -> None:
    first = await Journal.open(path, key_file)
    await first.intend("s-1", "proof", "P-1")
    await first.arm("s-1")
    await first.close()
    second = await Journal.open(path, key_file)
    actions = reconcile(await second.open_effects(), {})
    assert not any(isinstance(action, Settle) for action in actions), "settled without asking"
    await second.close()
