"""What a lock board's protocol must say for the locker driver to use it, and the settings of all boards."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Generic, TypeVar

from drivers.framing import Look

F = TypeVar("F")


class Contact(StrEnum):
    """How the door contacts are wired; a board cannot know. A commissioning test shows it."""

    CLOSED_WHEN_LOCKED = "closed_when_locked"  # 上锁短路
    CLOSED_WHEN_OPEN = "closed_when_open"  # 开锁短路
    NONE = "none"  # no contact is wired: a door's state is never known


class ItemSensors(StrEnum):
    NONE = "none"
    FITTED = "fitted"


@dataclass(frozen=True, slots=True)
class LockerSettings:
    """Times in seconds. ``board`` is the first board's address; ``boards`` have addresses that follow it, and
    their locks are numbered on from 1.
    """

    board: int = 1
    boards: int = 1
    locks: int = 24
    contact: Contact = Contact.CLOSED_WHEN_LOCKED
    items: ItemSensors = ItemSensors.NONE
    reply_seconds: float = 1.5
    settle_seconds: float = 2.0  # how long a door may take to spring open
    poll_seconds: float = 0.2
    pause_seconds: float = 0.5  # between two pulses: one coil at a time on the supply


@dataclass(frozen=True, slots=True)
class Question:
    """A frame that asks a board for the state of locks ``first`` … ``first + count - 1``."""

    frame: bytes
    board: int
    first: int
    count: int
    answer_may_be_equal: bool = False  # the answer may have the very bytes of the question


@dataclass(frozen=True, slots=True)
class Report:
    """A board said unasked that a door moved; ``lock`` counts from 1 within the board."""

    board: int
    lock: int
    contact_closed: bool


class PulseAnswer(StrEnum):
    """What a board says of a pulse."""

    CONTACT_CLOSED = "contact_closed"
    CONTACT_OPEN = "contact_open"
    GIVEN = "given"  # … and nothing of the contact


class Dialect(ABC, Generic[F]):
    """``F``: what its frames are parsed into. Locks are numbered from 1 within a board."""

    driver: ClassVar[str]
    model: ClassVar[str]
    boards: ClassVar[range]  # addresses that a board can have
    locks: ClassVar[range]  # how many locks a board can have
    answers_pulse: ClassVar[bool]

    def __init__(self, settings: LockerSettings) -> None:
        self.settings = settings

    @abstractmethod
    def parse(self, data: bytes) -> tuple[F, int] | Look:
        """See ``drivers.framing.Parse``."""

    @abstractmethod
    def questions(self, board: int) -> Sequence[Question]:
        """Together they ask for all locks of a board."""

    @abstractmethod
    def question_of(self, board: int, lock: int) -> Question:
        """Asks for this lock, possibly among others."""

    @abstractmethod
    def contacts(self, question: Question, frame: F) -> Mapping[int, bool] | None:
        """True: the contact is closed. None: ``frame`` does not answer ``question``. Errors: ``Refused``."""

    @abstractmethod
    def pulse(self, board: int, lock: int) -> bytes: ...

    @abstractmethod
    def pulsed(self, board: int, lock: int, frame: F) -> PulseAnswer | None:
        """None: ``frame`` does not answer that pulse. Errors: ``Refused``."""

    def report(self, frame: F) -> Report | None:
        """None: ``frame`` is none; so is every frame where the protocol has no reports."""
        return None

    def item_questions(self, board: int) -> Sequence[Question]:
        """Empty where the protocol knows no item sensors."""
        return ()

    def items(self, question: Question, frame: F) -> Mapping[int, bool] | None:
        """True: something lies there. None: no answer to that question."""
        return None
