"""What processes hold in memory, as the kernel counts it (Linux, ``/proc/PID/smaps_rollup``).

PSS divides a page among all processes that share it, so the sum over processes counts every page once; RSS
counts a shared page in each of them, so its sum is never too low.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Memory:
    """Kibibytes."""

    pss: int = 0
    rss: int = 0

    def __add__(self, other: Memory) -> Memory:
        return Memory(self.pss + other.pss, self.rss + other.rss)

    def row(self) -> dict[str, float]:
        """As JSON writes it, in megabytes of 10⁶ bytes."""
        return {"pss_mb": megabytes(self.pss), "rss_mb": megabytes(self.rss)}


def megabytes(kibibytes: int) -> float:
    return round(kibibytes * 1024 / 1e6, 1)


def memory_of(pid: int) -> Memory:
    """Nothing for a process that is gone."""
    try:
        lines = (PROC / str(pid) / "smaps_rollup").read_text("ascii").splitlines()
    except OSError:
        return Memory()
    found = {name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in lines[1:])}
    return Memory(found.get("Pss", 0), found.get("Rss", 0))


def with_descendants(pid: int, apart_from: Iterable[int] = ()) -> dict[int, str]:
    """This process and all that came of it, by name; those of ``apart_from`` and what came of them are left
    out.
    """
    children: dict[int, list[int]] = {}
    for folder in PROC.iterdir():
        if folder.name.isdecimal() and (parent := _parent(folder)) is not None:
            children.setdefault(parent, []).append(int(folder.name))
    left_out = frozenset(apart_from)
    found: dict[int, str] = {}
    waiting = [pid]
    while waiting:
        one = waiting.pop()
        if one not in left_out:
            found[one] = _name(one)
            waiting += children.get(one, [])
    return found


def _parent(folder: Path) -> int | None:
    try:
        return int((folder / "stat").read_text("ascii", "replace").rpartition(")")[2].split()[1])
    except (OSError, ValueError, IndexError):
        return None


def _name(pid: int) -> str:
    """The Python module that it runs, else the programme."""
    try:
        words = (PROC / str(pid) / "cmdline").read_bytes().decode("utf-8", "replace").split("\0")
    except OSError:
        return "gone"
    if "-m" in words[:-1]:
        return words[words.index("-m") + 1]
    return Path(words[0]).name
