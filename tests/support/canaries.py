"""What must be nowhere once a person has left, and a search for it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from drivers.simulators.people import Person

ENCODINGS = ("utf-8", "gb18030", "utf-16-le", "unicode_escape")


def of_person(person: Person, *more: str) -> dict[str, str]:
    """By what they are, so that a finding can be told without telling it."""
    named = {
        "the name": person.name,
        "the number": person.id_number,
        "the phone": person.phone,
        "the address": person.address,
    }
    named.update({f"secret {number}": text for number, text in enumerate(more, start=1)})
    return {what: text for what, text in named.items() if text}


@dataclass
class Search:
    """``found`` names places and kinds, never the thing itself."""

    canaries: dict[str, str]
    found: list[str] = field(default_factory=list)
    looked_at: int = 0

    def __post_init__(self) -> None:
        self._needles = {
            (what, text.encode(encoding)) for what, text in self.canaries.items() for encoding in ENCODINGS
        }

    def data(self, place: str, data: bytes) -> None:
        self.looked_at += 1
        self.found += sorted({f"{what} in {place}" for what, needle in self._needles if needle in data})

    def folder(self, folder: Path) -> None:
        """Every file's content and name below it."""
        for file in sorted(folder.rglob("*")):
            self.data(f"the name of a file in {folder}", str(file).encode())
            if file.is_file():
                with suppress(FileNotFoundError):
                    self.data(str(file), file.read_bytes())

    def processes(self, pids: Iterator[int]) -> None:
        """Command line and environment."""
        for pid in pids:
            for part in ("cmdline", "environ"):
                with suppress(OSError):
                    self.data(f"{part} of a process", Path(f"/proc/{pid}/{part}").read_bytes())


def family(root: int) -> Iterator[int]:
    """This process and all below it."""
    yield root
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError, IndexError):
                fields = (entry / "stat").read_text("ascii", "replace").rpartition(")")[2].split()
                if int(fields[1]) == root:
                    yield from family(int(entry.name))


class EveryLog(logging.Handler):
    """Keeps every record of this process, at any level, as it would be written."""

    def __init__(self) -> None:
        super().__init__(logging.NOTSET)
        self.lines: list[str] = []
        self.setFormatter(logging.Formatter("%(name)s %(levelname)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))

    def __enter__(self) -> EveryLog:
        root = logging.getLogger()
        self._before = root.level
        root.setLevel(logging.DEBUG)
        root.addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger().removeHandler(self)
        logging.getLogger().setLevel(self._before)
