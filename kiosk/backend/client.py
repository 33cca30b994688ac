"""The HTTP client of the back end: signs, keeps to deadlines, and turns every expected failure into a value.

The only module that uses httpx. What decides between `DOWN` and `OUTCOME_UNKNOWN` is observed, not guessed:
the transport reports the moment at which it begins to write the request.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import secrets
import ssl
import stat
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

import httpx
from pydantic import BaseModel, ValidationError

from kiosk.backend.answers import Answer, Ok, Reason, RefusalType, Refused, Unavailable
from kiosk.backend.case_models import (
    CaseRequest,
    FieldCodeRequest,
    Opening,
    OpeningRequest,
    PageRequest,
    Principal,
    PrincipalRequest,
    StoredPage,
    SubmissionRequest,
    SupplementRequest,
    Upload,
    Uploaded,
    UploadedRequest,
    UploadRequest,
)
from kiosk.backend.models import (
    Admission,
    AdmissionRequest,
    Assured,
    AttestationRequest,
    Availability,
    CodeHolder,
    CodeRequest,
    Health,
    PhoneCodeCheck,
    PhoneCodeSent,
    Problem,
    Proof,
    ProofRequest,
    ProofState,
    QueryRequest,
    QueryResult,
    Rated,
    RatingRequest,
    StaffCalled,
    StaffCallRequest,
    SubjectRequest,
    VoidReason,
    VoidRequest,
)
from kiosk.backend.signing import IDEMPOTENCY_HEADER, Message, Stamp, sign

log = logging.getLogger("kiosk.backend")
for _talker in ("httpx", "httpcore"):
    # They log whole addresses and headers, and those carry references to people.
    logging.getLogger(_talker).setLevel(logging.WARNING)

M = TypeVar("M", bound=BaseModel)

PROBLEM_PREFIX = "urn:kiosk:problem:"
MATTER_PROBLEM = "matter"
"""``urn:kiosk:problem:matter:<code>``: refused by the matter's own rules."""
MAX_ANSWER = 16 * 1024 * 1024
"""Bytes; the longest honest answer is two pages of a material from the phone."""


class ClientError(ValueError):
    """The client cannot be set up; a sentence for the operator. Nothing was sent."""


@dataclass(frozen=True, slots=True)
class ClientSettings:
    """Where the back end is and how long to wait, in seconds. `again` is how often a lost answer is asked for
    again within the deadline, with the same key."""

    url: str
    terminal: str
    key: bytes = field(repr=False)
    connect_deadline: float = 2.0
    deadline: float = 10.0
    again: int = 1
    ca_file: Path | None = None


def read_key(path: Path) -> bytes:
    """A terminal's key from its file (hexadecimal, closed to others). Raises ClientError."""
    try:
        mode, text = path.stat().st_mode, path.read_text("ascii")
        key = bytes.fromhex(text.strip())
    except OSError as error:
        raise ClientError(f"The terminal's key {path} cannot be read ({error.strerror}).") from None
    except ValueError:
        raise ClientError(f"The terminal's key {path} is not hexadecimal.") from None
    # Root's, and readable by the service's group, is as good as the service's own.
    if mode & (stat.S_IRWXO | stat.S_IWGRP | stat.S_IXGRP):
        raise ClientError(f"The terminal's key {path} can be opened by others. Run: chmod 600 {path}")
    if len(key) < 32:
        raise ClientError(f"The terminal's key {path} is shorter than 32 bytes.")
    return key


def _tls(settings: ClientSettings) -> ssl.SSLContext:
    """Whom to believe. Without TLS nobody: loading the system's authorities would cost memory for nothing."""
    if settings.url.startswith("https:"):
        return ssl.create_default_context(cafile=settings.ca_file)
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


@dataclass(frozen=True, slots=True)
class _Reply:
    status: int
    body: bytes = field(repr=False)


@dataclass(slots=True)
class _Trace:
    """Sees whether the request has begun to go out."""

    sent: bool = False

    async def __call__(self, event: str, _info: Mapping[str, object]) -> None:
        if event.endswith(".send_request_headers.started"):
            self.sent = True


class Caller:
    """Carries one request at a time to an answer or a reason. Used by the back end's client and the
    demo's."""

    def __init__(
        self,
        settings: ClientSettings,
        *,
        epoch_seconds: Callable[[], float] = time.time,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._settings = settings
        self._epoch_seconds = epoch_seconds
        self._http = httpx.AsyncClient(
            base_url=settings.url,
            transport=transport,
            verify=_tls(settings),
            timeout=httpx.Timeout(settings.deadline, connect=settings.connect_deadline),
            limits=httpx.Limits(max_connections=8, max_keepalive_connections=4),
            trust_env=False,
            follow_redirects=False,
            headers={"user-agent": "kiosk", "accept": "application/json, application/problem+json"},
        )

    async def close(self) -> None:
        """Close the connections. What is asked afterwards is not sent."""
        await self._http.aclose()

    async def fetch(
        self,
        method: str,
        path: str,
        model: type[M],
        *,
        body: BaseModel | None = None,
        key: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer[M]:
        """Ask for a model. With a `key` the request may change something; without one it must not."""
        reply = await self._ask(method, path, body, key, headers)
        if isinstance(reply, Unavailable):
            return reply
        if reply.status != 200:
            return self._judge(reply, key)
        try:
            return Ok(model.model_validate_json(reply.body))
        except ValidationError:
            return _unreadable(key)

    async def tell(
        self,
        method: str,
        path: str,
        *,
        body: BaseModel | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer[None]:
        """Ask for something that is idempotent by nature and has no answer."""
        reply = await self._ask(method, path, body, None, headers)
        if isinstance(reply, Unavailable):
            return reply
        return Ok(None) if reply.status == 204 else self._judge(reply, None)

    async def _ask(
        self,
        method: str,
        path: str,
        body: BaseModel | None,
        key: str | None,
        headers: Mapping[str, str] | None,
    ) -> _Reply | Unavailable:
        if self._http.is_closed:
            return Unavailable(Reason.NOT_SENT)
        content = body.model_dump_json().encode() if body is not None else b""
        ends = asyncio.get_running_loop().time() + self._settings.deadline
        was_sent = False
        for attempt in range(self._settings.again + 1):
            trace = _Trace()
            try:
                async with asyncio.timeout_at(ends):
                    return await self._once(method, path, content, key, headers or {}, trace)
            except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
                was_sent = was_sent or trace.sent
                reason = _reason(error, sent=was_sent, changes=key is not None)
                # The path may hold a reference, so only the shape of the failure is logged.
                log.info(
                    "back end gave no answer: %s (%s, attempt %d)", reason, type(error).__name__, attempt + 1
                )
                lost = isinstance(error, (httpx.NetworkError, httpx.RemoteProtocolError))
                if not lost or attempt == self._settings.again:
                    return Unavailable(reason)
        raise AssertionError("every attempt returns or is the last")

    async def _once(
        self,
        method: str,
        path: str,
        content: bytes,
        key: str | None,
        headers: Mapping[str, str],
        trace: _Trace,
    ) -> _Reply:
        idempotency = _derive(method, path, key) if key is not None else ""
        request = self._http.build_request(
            method, path, content=content, headers=headers, extensions={"trace": trace}
        )
        wire_path, _, query = request.url.raw_path.decode("ascii").partition("?")
        stamp = Stamp(int(self._epoch_seconds()), secrets.token_urlsafe(18), self._settings.terminal)
        message = Message(method, wire_path, query, content, idempotency)
        request.headers.update(sign(self._settings.key, message, stamp))
        if idempotency:
            request.headers[IDEMPOTENCY_HEADER] = idempotency
        if content:
            request.headers["content-type"] = "application/json"
        response = await self._http.send(request, stream=True)
        try:
            read = bytearray()
            async for chunk in response.aiter_bytes():
                read += chunk
                if len(read) > MAX_ANSWER:
                    raise httpx.DecodingError("the answer is too long")
            return _Reply(response.status_code, bytes(read))
        finally:
            await response.aclose()

    def _judge(self, reply: _Reply, key: str | None) -> Refused | Unavailable:
        """What an answer other than success means."""
        try:
            problem = Problem.model_validate_json(reply.body)
        except ValidationError:
            return _unreadable(key)
        word, _, code = problem.type.removeprefix(PROBLEM_PREFIX).partition(":")
        if reply.status == 401:
            log.info(
                "back end does not accept this terminal: %s", word if word.startswith("signature-") else "?"
            )
            return Unavailable(Reason.NOT_AUTHORISED)
        if word == MATTER_PROBLEM and code:
            # The matter's definition knows the code, or does not: a page there is for any.
            return Refused(RefusalType.MATTER_REFUSED, {**problem.params, "code": code}, problem.case)
        try:
            return Refused(RefusalType(word), problem.params, problem.case)
        except ValueError:  # an error of the hub itself, or a refusal that this kiosk is too old for
            return _unreadable(key) if reply.status >= 500 else Unavailable(Reason.NONSENSE)


def _unreadable(key: str | None) -> Unavailable:
    """An answer that means nothing. If the request changes something, it may have been done."""
    return Unavailable(Reason.NONSENSE if key is None else Reason.OUTCOME_UNKNOWN)


def _reason(error: Exception, *, sent: bool, changes: bool) -> Reason:
    if sent and changes:
        return Reason.OUTCOME_UNKNOWN
    match error:
        case (
            httpx.ConnectError() | httpx.ConnectTimeout() | httpx.NetworkError() | httpx.RemoteProtocolError()
        ):
            return Reason.DOWN
        case httpx.DecodingError():
            return Reason.NONSENSE
        case httpx.TimeoutException() | TimeoutError():
            return (
                Reason.SLOW
                if sent
                else Reason.NOT_SENT
                if isinstance(error, httpx.PoolTimeout)
                else Reason.DOWN
            )
        case _:
            return Reason.NONSENSE if sent else Reason.NOT_SENT


def _derive(method: str, path: str, key: str) -> str:
    """The Idempotency-Key of an act: a hash, so that nothing of the caller's key leaves the kiosk."""
    return hashlib.sha256(f"{method} {path}\n{key}".encode()).hexdigest()


class HttpBackEnd:
    """The back end over HTTP; a `kiosk.backend.port.BackEnd`."""

    def __init__(
        self,
        settings: ClientSettings,
        *,
        epoch_seconds: Callable[[], float] = time.time,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """`transport` replaces the network, for tests within one process."""
        self._caller = Caller(settings, epoch_seconds=epoch_seconds, transport=transport)

    async def close(self) -> None:
        await self._caller.close()

    async def health(self) -> Answer[Health]:
        return await self._caller.fetch("GET", "/v1/health", Health)

    async def availability(self) -> Answer[Availability]:
        return await self._caller.fetch("GET", "/v1/availability", Availability)

    async def admit(self, request: AdmissionRequest, *, key: str) -> Answer[Admission]:
        return await self._caller.fetch("POST", "/v1/admissions", Admission, body=request, key=key)

    async def exchange_code(self, request: CodeRequest, *, key: str) -> Answer[CodeHolder]:
        return await self._caller.fetch("POST", "/v1/codes/exchange", CodeHolder, body=request, key=key)

    async def end_admission(self, subject: str) -> Answer[None]:
        return await self._caller.tell("DELETE", f"/v1/admissions/{_part(subject)}")

    async def send_phone_code(self, subject: str, *, key: str) -> Answer[PhoneCodeSent]:
        body = SubjectRequest(subject=subject)
        return await self._caller.fetch("POST", "/v1/phone-codes", PhoneCodeSent, body=body, key=key)

    async def check_phone_code(self, code_id: str, request: PhoneCodeCheck, *, key: str) -> Answer[Assured]:
        path = f"/v1/phone-codes/{_part(code_id)}/check"
        return await self._caller.fetch("POST", path, Assured, body=request, key=key)

    async def attest(self, request: AttestationRequest, *, key: str) -> Answer[Assured]:
        return await self._caller.fetch("POST", "/v1/staff-attestations", Assured, body=request, key=key)

    async def query(self, matter: str, request: QueryRequest, *, key: str) -> Answer[QueryResult]:
        path = f"/v1/matters/{_part(matter)}/queries"
        return await self._caller.fetch("POST", path, QueryResult, body=request, key=key)

    async def open_matter(self, matter: str, request: OpeningRequest, *, key: str) -> Answer[Opening]:
        path = f"/v1/matters/{_part(matter)}/openings"
        return await self._caller.fetch("POST", path, Opening, body=request, key=key)

    async def submit(self, matter: str, request: SubmissionRequest, *, key: str) -> Answer[QueryResult]:
        path = f"/v1/matters/{_part(matter)}/submissions"
        return await self._caller.fetch("POST", path, QueryResult, body=request, key=key)

    async def view_case(self, case: str, request: CaseRequest, *, key: str) -> Answer[QueryResult]:
        path = f"/v1/cases/{_part(case)}/view"
        return await self._caller.fetch("POST", path, QueryResult, body=request, key=key)

    async def withdraw(self, case: str, request: CaseRequest, *, key: str) -> Answer[QueryResult]:
        path = f"/v1/cases/{_part(case)}/withdrawal"
        return await self._caller.fetch("POST", path, QueryResult, body=request, key=key)

    async def supplement(self, case: str, request: SupplementRequest, *, key: str) -> Answer[QueryResult]:
        path = f"/v1/cases/{_part(case)}/supplements"
        return await self._caller.fetch("POST", path, QueryResult, body=request, key=key)

    async def store_page(self, request: PageRequest, *, key: str) -> Answer[StoredPage]:
        return await self._caller.fetch("POST", "/v1/materials", StoredPage, body=request, key=key)

    async def start_upload(self, request: UploadRequest, *, key: str) -> Answer[Upload]:
        return await self._caller.fetch("POST", "/v1/uploads", Upload, body=request, key=key)

    async def uploaded(self, upload_id: str, subject: str, *, seen: tuple[str, ...] = ()) -> Answer[Uploaded]:
        # A question, but not a GET: the subject stays out of addresses.
        path, body = f"/v1/uploads/{_part(upload_id)}/pages", UploadedRequest(subject=subject, seen=seen)
        return await self._caller.fetch("POST", path, Uploaded, body=body)

    async def send_field_code(self, request: FieldCodeRequest, *, key: str) -> Answer[PhoneCodeSent]:
        return await self._caller.fetch("POST", "/v1/field-codes", PhoneCodeSent, body=request, key=key)

    async def find_principal(self, request: PrincipalRequest, *, key: str) -> Answer[Principal]:
        return await self._caller.fetch("POST", "/v1/principals", Principal, body=request, key=key)

    async def issue_proof(self, request: ProofRequest, *, key: str) -> Answer[Proof]:
        return await self._caller.fetch("POST", "/v1/proofs", Proof, body=request, key=key)

    async def report_printed(self, serial: str, *, key: str) -> Answer[ProofState]:
        return await self._caller.fetch("POST", f"/v1/proofs/{_part(serial)}/printed", ProofState, key=key)

    async def void_proof(self, serial: str, reason: VoidReason, *, key: str) -> Answer[ProofState]:
        body = VoidRequest(reason=reason)
        path = f"/v1/proofs/{_part(serial)}/void"
        return await self._caller.fetch("POST", path, ProofState, body=body, key=key)

    async def call_staff(self, request: StaffCallRequest, *, key: str) -> Answer[StaffCalled]:
        return await self._caller.fetch("POST", "/v1/staff-calls", StaffCalled, body=request, key=key)

    async def rate(self, request: RatingRequest, *, key: str) -> Answer[Rated]:
        return await self._caller.fetch("POST", "/v1/ratings", Rated, body=request, key=key)


def _part(text: str) -> str:
    """One segment of a path, escaped."""
    return quote(text, safe="")
