"""An IPP printer over HTTP: IPP/2.0 (RFC 8010, RFC 8011, PWG 5100.12), paper states as in PWG 5100.9.

A job is two requests: Create-Job gives it a name in the printer, Send-Document sends the pages. Until the
second is under way nothing can be printed; after that only the printer knows, and it can be asked by the
job's name.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from enum import Enum, IntEnum, auto
from itertools import count
from typing import TypeVar

import httpx

from drivers.clock import Clock
from drivers.contract import (
    Code,
    Completion,
    DeviceKind,
    DeviceState,
    Identity,
    JobState,
    PageJob,
    Status,
    StatusListener,
)
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
from drivers.page_printer.printer_state import PRINTER_ATTRIBUTES, describe_stop, status_of, without_severity
from drivers.status_board import StatusBoard

T = TypeVar("T")

MAX_ANSWER = 1024 * 1024  # bytes
CANCEL_SECONDS = 2.0
MAX_NAME = 255  # bytes of a job name (RFC 8011 §5.1.3)


class Operation(IntEnum):
    CREATE_JOB = 0x0005
    SEND_DOCUMENT = 0x0006
    CANCEL_JOB = 0x0008
    GET_JOB_ATTRIBUTES = 0x0009
    GET_JOBS = 0x000A
    GET_PRINTER_ATTRIBUTES = 0x000B


_JOB_ATTRIBUTES = ("job-id", "job-name", "job-state", "job-state-reasons", "job-impressions-completed")
_JOB_STATES = {
    3: JobState.PENDING,
    4: JobState.HELD,
    5: JobState.PROCESSING,
    6: JobState.STOPPED,
    7: JobState.CANCELED,
    8: JobState.ABORTED,
    9: JobState.COMPLETED,
}


@dataclass(frozen=True, slots=True)
class IppSettings:
    """``uri`` is ``ipp://`` or ``ipps://``; ``uuid`` the expected printer-uuid, empty: any printer."""

    uri: str
    uuid: str = ""
    user: str = "kiosk"
    media: str = "iso_a4_210x297mm"


class _Failed(Exception):
    """Carries the completion with which a command ends.

    ``before_sending``: not one byte of the request left; ``refused``: the printer answered that it does not
    do it.
    """

    def __init__(
        self, code: Code, sentence: str, *, before_sending: bool = False, refused: bool = False
    ) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.before_sending = before_sending
        self.refused = refused


class _Document(Enum):
    NOT_SENT = auto()
    UNDER_WAY = auto()  # also when it has arrived: only an answer tells


@dataclass(slots=True)
class _Way:
    """How far a submission got."""

    job_id: int | None = None
    document: _Document = _Document.NOT_SENT


class IppPagePrinter:
    """One printer. ``transport`` replaces the network in tests.

    No connection is kept between requests: a printer that closes a kept one makes an innocent request fail.
    """

    def __init__(
        self, settings: IppSettings, clock: Clock, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._settings = settings
        self._url = _http_url(settings.uri)
        self._clock = clock
        self._board = StatusBoard(clock.now())
        self._identity = Identity(DeviceKind.PAGE_PRINTER, "ipp")
        self._request_ids = count(1)
        self._transport = transport

    # --- Device ------------------------------------------------------------------------------------------

    @property
    def identity(self) -> Identity:
        return self._identity

    @property
    def status(self) -> Status:
        return self._board.newest

    def listen(self, listener: StatusListener) -> Callable[[], None]:
        return self._board.listen(listener)

    async def open(self, deadline: float) -> Completion[Identity]:
        """DEVICE_NOT_READY: nobody at this address. HARDWARE_ERROR: not IPP, or another printer."""

        async def body() -> Completion[Identity]:
            printer = await self._printer_attributes()
            uuid = printer.text("printer-uuid")
            if self._settings.uuid and self._settings.uuid != uuid:
                sentence = "another printer than the configured one answers at this address."
                self._say(DeviceState.HARDWARE_ERROR, "device", "wrong-identity")
                raise _Failed(Code.HARDWARE_ERROR, sentence)
            self._identity = Identity(
                DeviceKind.PAGE_PRINTER,
                "ipp",
                printer.text("printer-make-and-model"),
                uuid,
                printer.text("printer-firmware-string-version"),
            )
            self._board.put(status_of(printer, self._clock.now()))
            return Completion(Code.SUCCESS, self._identity)

        return await self._perform("open", deadline, body)

    async def close(self) -> None:
        self._say(DeviceState.NO_DEVICE, "driver", "closed")

    async def refresh(self, deadline: float) -> Completion[Status]:
        async def body() -> Completion[Status]:
            status = status_of(await self._printer_attributes(), self._clock.now())
            return Completion(Code.SUCCESS, self._board.put(status))

        return await self._perform("status", deadline, body)

    # --- jobs --------------------------------------------------------------------------------------------

    async def submit(self, document: bytes, job_name: str, deadline: float) -> Completion[PageJob]:
        """Create a job of this name and send the PDF.

        SUCCESS: the printer has the whole document; the job's end is asked for with ``job``. A definite
        failure says that nothing was printed. OUTCOME_UNKNOWN: the printer may have the document; ask
        ``find_job``.
        """
        if not 1 <= len(job_name.encode()) <= MAX_NAME:
            return Completion(Code.INVALID_DATA, detail=f"submit: a job name has 1 to {MAX_NAME} bytes.")
        way = _Way()

        async def body() -> Completion[PageJob]:
            printer = await self._printer_attributes()
            self._board.put(status_of(printer, self._clock.now()))
            if (stop := describe_stop(printer)) is not None:
                raise _Failed(*stop)
            job = await self._create(job_name)
            way.job_id = job.job_id
            way.document = _Document.UNDER_WAY
            try:
                return Completion(Code.SUCCESS, await self._send(job, document))
            except _Failed as failure:
                if failure.before_sending or failure.refused:
                    way.document = _Document.NOT_SENT
                raise

        completion = await self._perform("submit", deadline, body)
        if completion.succeeded:
            return completion
        if way.document is _Document.UNDER_WAY:
            sentence = f"{completion.detail} The printer may have the document; it may be printed."
            return Completion(Code.OUTCOME_UNKNOWN, detail=sentence)
        if way.job_id is not None:
            # An empty job stays in the printer's list otherwise; whether this succeeds changes nothing.
            await self.cancel(way.job_id, deadline=CANCEL_SECONDS)
        return Completion(completion.code, detail=f"{completion.detail} Nothing was printed.")

    async def _create(self, job_name: str) -> PageJob:
        operation = (attribute("job-name", Tag.NAME, job_name),)
        template = (
            attribute("copies", Tag.INTEGER, 1),
            attribute("sides", Tag.KEYWORD, "one-sided"),
            attribute("media", Tag.KEYWORD, self._settings.media),
        )
        answer = await self._ask(Operation.CREATE_JOB, operation, template)
        return _job(answer.group(GroupTag.JOB), job_name)

    async def _send(self, job: PageJob, document: bytes) -> PageJob:
        operation = (
            attribute("job-id", Tag.INTEGER, job.job_id),
            attribute("document-format", Tag.MIME_TYPE, "application/pdf"),
            attribute("last-document", Tag.BOOLEAN, True),
        )
        answer = await self._ask(Operation.SEND_DOCUMENT, operation, document=document)
        return _job(answer.group(GroupTag.JOB), job.name, job.job_id)

    async def job(self, job_id: int, deadline: float) -> Completion[PageJob]:
        """One job by its number. NO_MEDIA: the printer does not know it (any more)."""

        async def body() -> Completion[PageJob]:
            operation = (
                attribute("job-id", Tag.INTEGER, job_id),
                attribute("requested-attributes", Tag.KEYWORD, *_JOB_ATTRIBUTES),
            )
            answer = await self._ask(Operation.GET_JOB_ATTRIBUTES, operation)
            return Completion(Code.SUCCESS, _job(answer.group(GroupTag.JOB), "", job_id))

        return await self._perform("job", deadline, body)

    async def find_job(self, job_name: str, deadline: float) -> Completion[PageJob]:
        """The newest job of this name, waiting or finished. NO_MEDIA: the printer knows none."""

        async def body() -> Completion[PageJob]:
            found = [
                job
                for which in ("not-completed", "completed")
                for job in await self._jobs(which)
                if job.name == job_name
            ]
            if not found:
                raise _Failed(Code.NO_MEDIA, "the printer knows no job of this name.")
            return Completion(Code.SUCCESS, max(found, key=lambda job: job.job_id))

        return await self._perform("find job", deadline, body)

    async def _jobs(self, which: str) -> Iterable[PageJob]:
        operation = (
            attribute("which-jobs", Tag.KEYWORD, which),
            attribute("my-jobs", Tag.BOOLEAN, True),
            attribute("requested-attributes", Tag.KEYWORD, *_JOB_ATTRIBUTES),
        )
        answer = await self._ask(Operation.GET_JOBS, operation)
        return [_job(group, "") for group in answer.all(GroupTag.JOB) if group.number("job-id") is not None]

    async def cancel(self, job_id: int, deadline: float) -> Completion[None]:
        """Cancel a job; sheets that are out stay out. SEQUENCE_ERROR: it had ended already."""

        async def body() -> Completion[None]:
            await self._ask(Operation.CANCEL_JOB, (attribute("job-id", Tag.INTEGER, job_id),))
            return Completion(Code.SUCCESS)

        return await self._perform("cancel", deadline, body)

    # --- the wire ----------------------------------------------------------------------------------------

    async def _perform(
        self, name: str, deadline: float, body: Callable[[], Awaitable[Completion[T]]]
    ) -> Completion[T]:
        """Run one command within ``deadline`` seconds; it ends in a completion.

        Commands may overlap: each has a connection of its own, and a printer keeps jobs apart.
        """
        try:
            async with asyncio.timeout(max(deadline, 0.0)):
                return await body()
        except TimeoutError:
            self._say(DeviceState.OFFLINE, "driver", "no-answer")
            return Completion(Code.TIME_OUT, detail=f"{name}: no complete answer within {deadline:g} s.")
        except _Failed as failure:
            return Completion(failure.code, detail=f"{name}: {failure.sentence}")

    async def _printer_attributes(self) -> Group:
        requested = attribute("requested-attributes", Tag.KEYWORD, *PRINTER_ATTRIBUTES)
        answer = await self._ask(Operation.GET_PRINTER_ATTRIBUTES, (requested,))
        return answer.group(GroupTag.PRINTER)

    async def _ask(
        self,
        operation: Operation,
        attributes: Iterable[Attribute],
        job_template: Iterable[Attribute] = (),
        document: bytes = b"",
    ) -> Message:
        request_id = next(self._request_ids)
        head = (
            attribute("attributes-charset", Tag.CHARSET, "utf-8"),
            attribute("attributes-natural-language", Tag.LANGUAGE, "en"),
            attribute("printer-uri", Tag.URI, self._settings.uri),
            *(one for one in attributes if one.name == "job-id"),
            attribute("requesting-user-name", Tag.NAME, self._settings.user),
            *(one for one in attributes if one.name != "job-id"),
        )
        groups = [group(GroupTag.OPERATION, head)]
        if template := tuple(job_template):
            groups.append(group(GroupTag.JOB, template))
        request = encode(Message(operation, request_id, tuple(groups)))
        answer = self._understand(await self._post(request + document), request_id)
        if answer.code >= 0x0400:
            raise _refusal(answer.code, operation)
        return answer

    def _understand(self, body: bytes, request_id: int) -> Message:
        try:
            answer, _ = decode(body)
        except IppError as error:
            self._say(DeviceState.HARDWARE_ERROR, "driver", "garbled-answers")
            raise _Failed(Code.HARDWARE_ERROR, f"the answer is no IPP: {error}.") from None
        if answer.request_id != request_id:
            raise _Failed(Code.HARDWARE_ERROR, "the answer belongs to another request.")
        return answer

    async def _post(self, request: bytes) -> bytes:
        try:
            async with httpx.AsyncClient(
                transport=_kept_open(self._transport),
                timeout=None,  # noqa: S113 - the command has its own deadline
                trust_env=False,
            ) as client:
                headers = {"Content-Type": "application/ipp"}
                async with client.stream("POST", self._url, content=request, headers=headers) as answer:
                    if answer.status_code != 200:
                        sentence = f"the printer answers with HTTP status {answer.status_code}."
                        raise _Failed(Code.HARDWARE_ERROR, sentence)
                    return await _bounded(answer)
        except httpx.ConnectError:
            self._say(DeviceState.NO_DEVICE, "transport", "connection-refused")
            sentence = "nobody answers at the printer's address."
            raise _Failed(Code.DEVICE_NOT_READY, sentence, before_sending=True) from None
        except httpx.HTTPError as error:
            self._say(DeviceState.OFFLINE, "transport", "connection-lost")
            sentence = f"the connection to the printer broke off ({type(error).__name__})."
            raise _Failed(Code.DEVICE_NOT_READY, sentence) from None

    def _say(self, state: DeviceState, source: str, reason: str) -> None:
        self._board.put(Status(state, self._clock.now(), source, frozenset({reason})))


class _Shared(httpx.AsyncBaseTransport):
    """A transport given by a test outlives the client of one request."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self._inner.handle_async_request(request)


def _kept_open(transport: httpx.AsyncBaseTransport | None) -> httpx.AsyncBaseTransport | None:
    return None if transport is None else _Shared(transport)


async def _bounded(answer: httpx.Response) -> bytes:
    body = bytearray()
    async for chunk in answer.aiter_bytes():
        body += chunk
        if len(body) > MAX_ANSWER:
            raise _Failed(Code.HARDWARE_ERROR, f"the answer is longer than {MAX_ANSWER} bytes.")
    return bytes(body)


def _http_url(uri: str) -> str:
    scheme, _, rest = uri.partition("://")
    host, slash, path = rest.partition("/")
    if scheme not in ("ipp", "ipps", "http", "https") or not host:
        raise ValueError("a printer's address is ipp://HOST[:PORT]/PATH or ipps://…")
    if ":" not in host.rpartition("]")[2] and scheme in ("ipp", "ipps"):
        host += ":631"
    return f"{scheme.replace('ipp', 'http')}://{host}{slash}{path}"


def _refusal(code: int, operation: Operation) -> _Failed:
    """RFC 8011 §B.1: 04xx the request cannot be granted, 05xx the printer failed."""
    sentence = f"the printer refuses {operation.name.lower().replace('_', '-')} (status 0x{code:04x})."
    match code:
        case 0x0406:
            return _Failed(Code.NO_MEDIA, "the printer does not know this job.", refused=True)
        case 0x0404 if operation is Operation.CANCEL_JOB:
            return _Failed(Code.SEQUENCE_ERROR, "the job had ended already.", refused=True)
        case 0x040A | 0x0408 | 0x040B | 0x0411 | 0x0412:
            return _Failed(Code.INVALID_DATA, sentence, refused=True)
        case 0x0501 | 0x0503:
            return _Failed(Code.UNSUPPORTED, sentence, refused=True)
        case 0x0506 | 0x0507:
            return _Failed(Code.DEVICE_NOT_READY, sentence, refused=True)
        case _ if code < 0x0500:
            return _Failed(Code.INVALID_DATA, sentence, refused=True)
        case _:
            return _Failed(Code.HARDWARE_ERROR, sentence)


def _job(attributes: Group, name: str, job_id: int | None = None) -> PageJob:
    number = attributes.number("job-id")
    if number is None and job_id is None:
        raise _Failed(Code.HARDWARE_ERROR, "the printer gave the job no number.")
    if job_id is not None and number not in (None, job_id):
        raise _Failed(Code.HARDWARE_ERROR, "the printer's answer is about another job.")
    state = _JOB_STATES.get(attributes.number("job-state") or 0)
    if state is None:
        raise _Failed(Code.HARDWARE_ERROR, "the printer does not say the state of the job.")
    return PageJob(
        job_id=number if number is not None else job_id or 0,
        name=attributes.text("job-name") or name,
        state=state,
        reasons=frozenset(without_severity(keyword) for keyword in attributes.strings("job-state-reasons")),
        impressions=attributes.number("job-impressions-completed"),
    )
