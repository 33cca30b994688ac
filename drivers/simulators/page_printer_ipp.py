"""What a simulated printer says in IPP (RFC 8011): attributes, and the eight operations of a page printer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

import pypdfium2

from drivers.clock import Clock
from drivers.page_printer.ipp_codec import (
    Attribute,
    Group,
    GroupTag,
    IppError,
    Message,
    Tag,
    attribute,
    decode,
    encode,
    group,
)
from drivers.simulators.page_jobs import Job, JobBook, State

OK = 0x0000
BAD_REQUEST = 0x0400
NOT_POSSIBLE = 0x0404
NOT_FOUND = 0x0406
FORMAT_NOT_SUPPORTED = 0x040A
OPERATION_NOT_SUPPORTED = 0x0501
VERSION_NOT_SUPPORTED = 0x0503

_OPERATIONS = (0x0002, 0x0004, 0x0005, 0x0006, 0x0008, 0x0009, 0x000A, 0x000B)


@dataclass(frozen=True, slots=True)
class Condition:
    jam: bool = False
    paper_out: bool = False
    paper_low: bool = False
    cover_open: bool = False
    toner_low: bool = False
    toner_out: bool = False

    @property
    def stops(self) -> bool:
        return self.jam or self.paper_out or self.cover_open or self.toner_out

    def reasons(self) -> tuple[str, ...]:
        """printer-state-reasons with the severities that printers give them."""
        named = (
            (self.jam, "media-jam-error"),
            (self.paper_out, "media-empty-error"),
            (self.paper_low and not self.paper_out, "media-low-warning"),
            (self.cover_open, "cover-open-error"),
            (self.toner_out, "marker-supply-empty-error"),
            (self.toner_low and not self.toner_out, "marker-supply-low-report"),
        )
        return tuple(reason for holds, reason in named if holds) or ("none",)


class Mechanism(Protocol):
    @property
    def told_condition(self) -> Condition: ...

    @property
    def uuid(self) -> str: ...

    @property
    def document_timeout(self) -> float: ...

    def wake(self) -> None: ...


class _Refused(Exception):
    def __init__(self, status: int) -> None:
        self.status = status


class IppDesk:
    """Takes requests and answers them; the mechanism prints."""

    def __init__(self, book: JobBook, mechanism: Mechanism, clock: Clock) -> None:
        self._book = book
        self._mechanism = mechanism
        self._clock = clock

    async def answer(self, body: bytes) -> bytes:
        """One request as bytes to one answer as bytes; never raises."""
        try:
            request, document = decode(body)
        except IppError:
            return encode(_message(BAD_REQUEST, 0, ()))
        self._abort_forgotten_jobs()
        try:
            groups = self._perform(request, document)
            status = OK
        except _Refused as refusal:
            groups, status = (), refusal.status
        return encode(_message(status, request.request_id, groups))

    def _abort_forgotten_jobs(self) -> None:
        for job in self._book:
            waits = not job.has_document and not job.state.final
            if waits and self._clock.now() - job.created > self._mechanism.document_timeout:
                job.state, job.reason = State.ABORTED, "aborted-by-system"
                self._book.save()

    def _perform(self, request: Message, document: bytes) -> tuple[Group, ...]:
        operation = request.group(GroupTag.OPERATION)
        if request.version[0] not in (1, 2):
            raise _Refused(VERSION_NOT_SUPPORTED)
        if not operation.text("attributes-charset") or not operation.text("printer-uri"):
            raise _Refused(BAD_REQUEST)
        match request.code:
            case 0x000B:
                return (self._printer(operation),)
            case 0x0004:
                self._check_format(operation)
                return ()
            case 0x0005:
                return (self._told(self._create(operation)),)
            case 0x0002:
                self._check_format(operation)
                job = self._create(operation)
                self._take_document(job, document)
                return (self._told(job),)
            case 0x0006:
                self._check_format(operation)
                job = self._job(operation)
                if job.has_document or job.state.final:
                    raise _Refused(NOT_POSSIBLE)
                self._take_document(job, document)
                return (self._told(job),)
            case 0x0008:
                self._cancel(self._job(operation))
                return ()
            case 0x0009:
                return (self._told(self._job(operation)),)
            case 0x000A:
                return tuple(self._told(job) for job in self._jobs(operation))
            case _:
                raise _Refused(OPERATION_NOT_SUPPORTED)

    # --- jobs --------------------------------------------------------------------------------------------

    def _create(self, operation: Group) -> Job:
        name, user = operation.text("job-name") or "untitled", operation.text("requesting-user-name")
        return self._book.create(name, user, self._clock.now())

    def _check_format(self, operation: Group) -> None:
        if operation.text("document-format") not in ("", "application/pdf", "application/octet-stream"):
            raise _Refused(FORMAT_NOT_SUPPORTED)

    def _take_document(self, job: Job, document: bytes) -> None:
        try:
            pdf = pypdfium2.PdfDocument(document)
            pages = len(pdf)
            pdf.close()
        except pypdfium2.PdfiumError:
            job.state, job.reason = State.ABORTED, "document-format-error"
            self._book.save()
            return
        self._book.put_document(job, document, pages)
        self._mechanism.wake()

    def _job(self, operation: Group) -> Job:
        number = operation.number("job-id")
        if number is None:
            uri = operation.text("job-uri").rpartition("/")[2]
            number = int(uri) if uri.isdecimal() else None
        job = self._book.get(number)
        if job is None:
            raise _Refused(NOT_FOUND)
        return job

    def _jobs(self, operation: Group) -> Iterable[Job]:
        completed = operation.text("which-jobs") == "completed"
        mine = any(value.plain is True for one in _one(operation, "my-jobs") for value in one.values)
        user = operation.text("requesting-user-name")
        for job in self._book:
            if job.state.final == completed and (not mine or job.user == user):
                yield job

    def _cancel(self, job: Job) -> None:
        if job.state.final:
            raise _Refused(NOT_POSSIBLE)
        job.state, job.reason = State.CANCELED, "job-canceled-by-user"
        self._book.save()
        self._mechanism.wake()

    # --- attributes --------------------------------------------------------------------------------------

    def _told(self, job: Job) -> Group:
        return group(
            GroupTag.JOB,
            (
                attribute("job-id", Tag.INTEGER, job.id),
                attribute("job-uri", Tag.URI, f"ipp://localhost/ipp/print/{job.id}"),
                attribute("job-name", Tag.NAME, job.name),
                attribute("job-state", Tag.ENUM, int(job.state)),
                attribute("job-state-reasons", Tag.KEYWORD, job.reason),
                attribute("job-impressions-completed", Tag.INTEGER, job.impressions),
            ),
        )

    def _printer(self, operation: Group) -> Group:
        condition = self._mechanism.told_condition
        working = any(job.state is State.PROCESSING for job in self._book)
        state = 5 if condition.stops else 4 if working else 3
        level = 0 if condition.toner_out else 5 if condition.toner_low else 80
        everything = (
            attribute("printer-state", Tag.ENUM, state),
            attribute("printer-state-reasons", Tag.KEYWORD, *condition.reasons()),
            attribute("printer-is-accepting-jobs", Tag.BOOLEAN, True),
            attribute("printer-make-and-model", Tag.TEXT, "Simulated A4 printer"),
            attribute("printer-uuid", Tag.URI, self._mechanism.uuid),
            attribute("printer-firmware-string-version", Tag.TEXT, "1"),
            attribute("media-ready", Tag.KEYWORD, "iso_a4_210x297mm"),
            attribute("marker-levels", Tag.INTEGER, level),
            attribute("marker-low-levels", Tag.INTEGER, 10),
            attribute("marker-types", Tag.KEYWORD, "toner"),
            attribute("ipp-versions-supported", Tag.KEYWORD, "1.1", "2.0"),
            attribute("operations-supported", Tag.ENUM, *_OPERATIONS),
            attribute("document-format-supported", Tag.MIME_TYPE, "application/pdf"),
            attribute("queued-job-count", Tag.INTEGER, sum(not job.state.final for job in self._book)),
        )
        wanted = set(operation.strings("requested-attributes"))
        if not wanted or "all" in wanted:
            return group(GroupTag.PRINTER, everything)
        return group(GroupTag.PRINTER, (one for one in everything if one.name in wanted))


def _one(operation: Group, name: str) -> tuple[Attribute, ...]:
    found = operation.attributes.get(name)
    return () if found is None else (found,)


def _message(status: int, request_id: int, groups: tuple[Group, ...]) -> Message:
    head = group(
        GroupTag.OPERATION,
        (
            attribute("attributes-charset", Tag.CHARSET, "utf-8"),
            attribute("attributes-natural-language", Tag.LANGUAGE, "en"),
        ),
    )
    return Message(status, request_id, (head, *groups))
