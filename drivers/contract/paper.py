"""Printers of receipts, pages and record books."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from drivers.contract.vocabulary import Completion, Device


class TicketPlace(StrEnum):
    UNKNOWN = "unknown"  # no presenter sensor
    NONE = "none"
    AT_MOUTH = "at_mouth"
    TAKEN = "taken"
    RETRACTED = "retracted"


@dataclass(frozen=True, slots=True)
class ReceiptEvidence:
    """What proves a receipt: the printer's own answer after the last line, and where the ticket is."""

    confirmed_by: str  # the status query that the device answered after the data
    ticket: TicketPlace


class JobState(StrEnum):
    """RFC 8011 §5.3.7."""

    PENDING = "pending"
    HELD = "held"
    PROCESSING = "processing"
    STOPPED = "stopped"
    CANCELED = "canceled"
    ABORTED = "aborted"
    COMPLETED = "completed"

    @property
    def final(self) -> bool:
        return self in (JobState.CANCELED, JobState.ABORTED, JobState.COMPLETED)


@dataclass(frozen=True, slots=True)
class PageJob:
    """One job as the printer tells of it. ``impressions`` is job-impressions-completed; None: not told."""

    job_id: int
    name: str
    state: JobState
    reasons: frozenset[str]
    impressions: int | None


class PagePrinter(Device, Protocol):
    async def submit(self, document: bytes, job_name: str, deadline: float) -> Completion[PageJob]:
        """Create a job of this name and send the PDF. OUTCOME_UNKNOWN when the printer may have it."""

    async def job(self, job_id: int, deadline: float) -> Completion[PageJob]: ...

    async def find_job(self, job_name: str, deadline: float) -> Completion[PageJob]:
        """The job of this name, also a finished one; NO_MEDIA when the printer knows none."""

    async def cancel(self, job_id: int, deadline: float) -> Completion[None]: ...


@dataclass(frozen=True, slots=True)
class BookPage:
    """What proves a printed page of a 就医记录册: the printer's own word."""

    job: str
    page: int
    confirmed_by: str


class BookPrinter(Device, Protocol):
    async def print_page(self, document: bytes, job: str, page: int, deadline: float) -> Completion[BookPage]:
        """Print a one-page PDF onto page ``page`` (from 1) of the book in the mouth, once.

        NO_MEDIA: no book; INVALID_MEDIA: another page is open; OUTCOME_UNKNOWN: the page may be printed.
        """

    async def page_printed(self, job: str, deadline: float) -> Completion[BookPage]:
        """What became of the job; NO_MEDIA when the printer knows none."""

    async def eject(self, deadline: float) -> Completion[None]: ...
