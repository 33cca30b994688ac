"""Run by ``test_kill``: prints once, and is killed at the given SQL statement or wire byte.

It forks for every point, so that one start of the interpreter serves them all. Each child really dies by
SIGKILL. Output: one line ``<point> <how it ended>``.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

from kiosk.journal import EffectState, Journal
from kiosk.journal.reconcile import DeviceFact, Settle, reconcile


class Wire:
    """A printer that keeps jobs by name, over a wire that takes one byte at a time."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "wire"

    def send(self, name: str, at_point: object) -> None:
        assert callable(at_point)
        handle = os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        at_point()
        os.write(handle, f"begin {name}\n".encode())
        at_point()
        os.write(handle, f"end {name}\n".encode())
        at_point()
        os.close(handle)

    def fact(self, name: str) -> DeviceFact:
        lines = self._file.read_text().splitlines() if self._file.exists() else []
        if f"end {name}" in lines:
            return DeviceFact.FINISHED
        return DeviceFact.FAILED if f"begin {name}" in lines else DeviceFact.NEVER_HEARD


class Points:
    """Counts; kills its own process, as ``kill -9`` would, at the chosen one."""

    def __init__(self, deadly: int) -> None:
        self._deadly = deadly
        self._count = 0

    def __call__(self, *_: object) -> None:
        self._count += 1
        if self._count == self._deadly:
            os.kill(os.getpid(), signal.SIGKILL)


async def visit(folder: Path, deadly: int) -> None:
    """Open, settle what is open, print one proof, close: with a point at every statement and at the wire."""
    point = Points(deadly)
    journal = await Journal.open(folder / "journal.db", folder / "audit.key")
    journal._store.connection.set_trace_callback(point)
    wire = Wire(folder)
    effects = await journal.open_effects()
    for action in reconcile(effects, {e.id: wire.fact(e.id) for e in effects}):
        if isinstance(action, Settle):
            await journal.settle(action.effect, action.state, action.note)
    point()
    name = f"visit-{os.getpid()}"
    await journal.intend(name, "proof", f"P-{os.getpid()}")
    await journal.record("matter_asked", subject="999999198502140017", about="Q01")
    point()
    await journal.arm(name)
    wire.send(name, point)
    await journal.settle(name, EffectState.DONE, "the printer says so")
    await journal.record("paper_printed", about=name)
    point()
    await journal.close()


def main() -> int:
    folder, points = Path(sys.argv[1]), int(sys.argv[2])
    for deadly in range(1, points + 1):
        child = os.fork()
        if child == 0:
            asyncio.run(visit(folder, deadly))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        ended = "killed" if os.WIFSIGNALED(status) else f"exit {os.WEXITSTATUS(status)}"
        print(deadly, ended, flush=True)
        if ended != "killed":
            break
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
