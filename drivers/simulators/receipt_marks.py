"""What an ESC/POS printer does, as data: lines, pictures and cuts on the paper, moves and answers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TypeAlias


class Place(Enum):
    LEFT = 0
    CENTER = 1
    RIGHT = 2


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of one look; ``wide`` and ``tall`` are multiples."""

    text: str
    wide: int = 1
    tall: int = 1
    bold: bool = False


@dataclass(frozen=True, slots=True)
class PrintedLine:
    runs: tuple[Run, ...]
    place: Place
    dots: int  # how far the paper moved

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class PrintedPicture:
    width: int
    height: int
    rows: bytes
    place: Place

    @property
    def dots(self) -> int:
        return self.height


@dataclass(frozen=True, slots=True)
class PrintedQr:
    data: bytes
    module: int  # dots
    place: Place

    @property
    def dots(self) -> int:
        return 45 * self.module


@dataclass(frozen=True, slots=True)
class PrintedBarcode:
    """Code 128."""

    data: bytes
    module: int  # dots
    height: int  # dots
    place: Place

    @property
    def dots(self) -> int:
        return self.height


@dataclass(frozen=True, slots=True)
class PaperCut:
    """The knife; ``dots`` is the feed before it."""

    dots: int


class Move(Enum):
    PRESENT = auto()
    EJECT = auto()
    RETRACT = auto()


@dataclass(frozen=True, slots=True)
class TicketMoved:
    move: Move
    dots: int = 0


class Query(Enum):
    """Queued queries: they are answered when their turn in the data comes."""

    PAPER = auto()  # GS r 1, ESC v
    PRESENTER = auto()  # GS e 6
    PROCESS_ID = auto()  # GS ( H 48


@dataclass(frozen=True, slots=True)
class Asked:
    query: Query
    number: bytes = b""
    dots: int = 0


@dataclass(frozen=True, slots=True)
class AutomaticStatusSet:
    mask: int
    dots: int = 0


Step: TypeAlias = (
    PrintedLine
    | PrintedPicture
    | PrintedQr
    | PrintedBarcode
    | PaperCut
    | TicketMoved
    | Asked
    | AutomaticStatusSet
)
Mark: TypeAlias = PrintedLine | PrintedPicture | PrintedQr | PrintedBarcode | PaperCut
