"""An IPP printer over HTTP: IPP/2.0 (RFC 8010, RFC 8011, PWG 5100.12), paper states as in PWG 5100.9.

A job is two requests: Create-Job gives it a name in the printer, Send-Document sends the pages. Until the
second is under way nothing can be printed; after that only the printer knows, and it can be asked by the
job's name.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from enum import Enum, auto
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
    PageJob,
    Status,
    StatusListener,
)
from drivers.page_printer.ipp_answers import JOB_ATTRIBUTES, Failed, Operation, job_of, refusal
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
from drivers.page_printer.printer_state import PRINTER_ATTRIBUTES, describe_stop, status_of
from drivers.settings import SettingError
from drivers.status_board import StatusBoard

T = TypeVar("T")

MAX_ANSWER = 1024 * 1024  # bytes
CANCEL_SECONDS = 2.0
MAX_NAME = 255  # bytes of a job name (RFC 8011 §5.1.3)


@dataclass(frozen=True, slots=True)
class IppSettings:
    """``uri`` is ``ipp://`` or ``ipps://``; ``uuid`` the expected printer-uuid, empty: any printer."""

    uri: str
    uuid: str = ""
    user: str = "kiosk"
    media: str = "iso_a4_210x297mm"


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
            printer = await self._printer_attributes(self._settings.uuid)
            uuid = printer.text("printer-uuid")
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
            status = status_of(await self._printer_attributes(self._identity.serial), self._clock.now())
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
            printer = await self._printer_attributes(self._identity.serial)
            self._board.put(status_of(printer, self._clock.now()))
            if (stop := describe_stop(printer)) is not None:
                raise Failed(*stop)
            job = await self._create(job_name)
            way.job_id = job.job_id
            way.document = _Document.UNDER_WAY
            try:
                return Completion(Code.SUCCESS, await self._send(job, document))
            except Failed as failure:
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
        return job_of(answer.group(GroupTag.JOB), job_name)

    async def _send(self, job: PageJob, document: bytes) -> PageJob:
        operation = (
            attribute("job-id", Tag.INTEGER, job.job_id),
            attribute("document-format", Tag.MIME_TYPE, "application/pdf"),
            attribute("last-document", Tag.BOOLEAN, True),
        )
        answer = await self._ask(Operation.SEND_DOCUMENT, operation, document=document)
        return job_of(answer.group(GroupTag.JOB), job.name, job.job_id)

    async def job(self, job_id: int, deadline: float) -> Completion[PageJob]:
        """One job by its number. NO_MEDIA: the printer does not know it (any more)."""

        async def body() -> Completion[PageJob]:
            operation = (
                attribute("job-id", Tag.INTEGER, job_id),
                attribute("requested-attributes", Tag.KEYWORD, *JOB_ATTRIBUTES),
            )
            answer = await self._ask(Operation.GETJOB_ATTRIBUTES, operation)
            return Completion(Code.SUCCESS, job_of(answer.group(GroupTag.JOB), "", job_id))

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
                raise Failed(Code.NO_MEDIA, "the printer knows no job of this name.")
            return Completion(Code.SUCCESS, max(found, key=lambda job: job.job_id))

        return await self._perform("find job", deadline, body)

    async def _jobs(self, which: str) -> Iterable[PageJob]:
        operation = (
            attribute("which-jobs", Tag.KEYWORD, which),
            attribute("my-jobs", Tag.BOOLEAN, True),
            attribute("requested-attributes", Tag.KEYWORD, *JOB_ATTRIBUTES),
        )
        answer = await self._ask(Operation.GET_JOBS, operation)
        return [job_of(group, "") for group in answer.all(GroupTag.JOB) if group.number("job-id") is not None]

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
        except Failed as failure:
            return Completion(failure.code, detail=f"{name}: {failure.sentence}")

    async def _printer_attributes(self, uuid: str) -> Group:
        """Of the printer with this uuid (empty: of any): an address may be given to another one."""
        requested = attribute("requested-attributes", Tag.KEYWORD, *PRINTER_ATTRIBUTES)
        answer = await self._ask(Operation.GET_PRINTER_ATTRIBUTES, (requested,))
        printer = answer.group(GroupTag.PRINTER)
        if uuid and printer.text("printer-uuid") != uuid:
            self._say(DeviceState.HARDWARE_ERROR, "device", "wrong-identity")
            sentence = "another printer than the configured one answers at this address."
            raise Failed(Code.HARDWARE_ERROR, sentence)
        return printer

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
            raise refusal(answer.code, operation)
        return answer

    def _understand(self, body: bytes, request_id: int) -> Message:
        try:
            answer, _ = decode(body)
        except IppError as error:
            self._say(DeviceState.HARDWARE_ERROR, "driver", "garbled-answers")
            raise Failed(Code.HARDWARE_ERROR, f"the answer is no IPP: {error}.") from None
        if answer.request_id != request_id:
            raise Failed(Code.HARDWARE_ERROR, "the answer belongs to another request.")
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
                        raise Failed(Code.HARDWARE_ERROR, sentence)
                    return await _bounded(answer)
        except httpx.ConnectError:
            self._say(DeviceState.NO_DEVICE, "transport", "connection-refused")
            sentence = "nobody answers at the printer's address."
            raise Failed(Code.DEVICE_NOT_READY, sentence, before_sending=True) from None
        except httpx.HTTPError as error:
            self._say(DeviceState.OFFLINE, "transport", "connection-lost")
            sentence = f"the connection to the printer broke off ({type(error).__name__})."
            raise Failed(Code.DEVICE_NOT_READY, sentence) from None

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
            raise Failed(Code.HARDWARE_ERROR, f"the answer is longer than {MAX_ANSWER} bytes.")
    return bytes(body)


def _http_url(uri: str) -> str:
    scheme, _, rest = uri.partition("://")
    host, slash, path = rest.partition("/")
    if scheme not in ("ipp", "ipps", "http", "https") or not host:
        raise SettingError("A printer's address is ipp://HOST[:PORT]/PATH or ipps://….")
    if ":" not in host.rpartition("]")[2] and scheme in ("ipp", "ipps"):
        host += ":631"
    return f"{scheme.replace('ipp', 'http')}://{host}{slash}{path}"
