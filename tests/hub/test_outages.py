"""What the client says of a hub, over a real socket, that is down, slow, talks nonsense or breaks off."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import uvicorn
from hub.world import FACE, SECRETS, TERMINAL, WANG, MovedClock, hub_settings, value
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kiosk.backend.answers import Answer, Ok, Reason, Unavailable
from kiosk.backend.client import ClientError, ClientSettings, HttpBackEnd, read_key
from kiosk.backend.demo import DemoControls
from kiosk.backend.demo_models import Fault
from kiosk.backend.models import Admission, AdmissionRequest, ProofRequest, QueryRequest
from kiosk.domain.credentials import CredentialKind
from kiosk.hub.application import Application, build_application
from kiosk.hub.server import server
from kiosk.hub.tables import AdmissionRow

pytestmark = pytest.mark.anyio

CARD = AdmissionRequest(credential=CredentialKind.RESIDENT_CARD, number=WANG)


class Site:
    """A hub on a socket, a kiosk's client, and the demo's hand on the hub."""

    def __init__(self, application: Application, clock: MovedClock, url: str) -> None:
        self.application = application
        self.clock = clock
        self.url = url
        self.demo = DemoControls(url, SECRETS.demo_key)
        self.back_end = self.client()
        self._clients = [self.back_end]

    def client(self, deadline: float = 10.0, again: int = 0, url: str = "") -> HttpBackEnd:
        settings = ClientSettings(
            url=url or self.url,
            terminal=TERMINAL,
            key=SECRETS.terminals[TERMINAL],
            deadline=deadline,
            again=again,
        )
        made = HttpBackEnd(settings, epoch_seconds=lambda: self.clock().timestamp())
        self.__dict__.setdefault("_clients", []).append(made)
        return made

    def admissions(self) -> int:
        with Session(self.application.hub.engine) as session:
            return session.scalar(select(func.count()).select_from(AdmissionRow)) or 0

    async def close(self) -> None:
        for client in (*self._clients, self.demo):
            await client.close()


@contextlib.asynccontextmanager
async def running(running_server: uvicorn.Server) -> AsyncIterator[str]:
    """The server's address while it runs."""
    listening = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    started = asyncio.Event()
    startup = running_server.startup

    async def tell(*arguments: object, **more: object) -> None:
        await startup(*arguments, **more)  # type: ignore[arg-type]
        started.set()

    running_server.startup = tell  # type: ignore[method-assign]
    task = asyncio.create_task(running_server._serve([listening]))
    await started.wait()
    try:
        yield url
    finally:
        running_server.should_exit = True
        await task


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    clock = MovedClock()
    application = build_application(hub_settings(tmp_path), SECRETS, clock)
    async with running(server(application)) as url:
        made = Site(application, clock, url)
        yield made
        await made.demo.clear_faults()
        await made.close()
    application.hub.engine.dispose()


def unavailable(answer: Answer[object]) -> Reason:
    assert isinstance(answer, Unavailable), answer
    return answer.reason


async def test_a_visit_over_the_wire(site: Site) -> None:
    assert isinstance(await site.back_end.health(), Ok)
    admission = value(await site.back_end.admit(CARD, key="card"))
    assert admission.subject
    request = QueryRequest(subject=admission.subject, assurance=FACE)
    result = value(await site.back_end.query("Q01", request, key="ask"))
    asked = ProofRequest(subject=admission.subject, case=result.case)
    proof = value(await site.back_end.issue_proof(asked, key="prove"))
    assert isinstance(await site.back_end.report_printed(proof.serial, key="printed"), Ok)
    assert isinstance(await site.back_end.end_admission(admission.subject), Ok)


async def test_dropped_after_the_commit_the_outcome_is_unknown_until_asked_again(site: Site) -> None:
    await site.demo.put_fault(Fault.DROP_AFTER_COMMIT)
    assert unavailable(await site.back_end.admit(CARD, key="card")) is Reason.OUTCOME_UNKNOWN
    assert unavailable(await site.back_end.admit(CARD, key="card")) is Reason.OUTCOME_UNKNOWN
    assert site.admissions() == 1
    assert isinstance(await site.back_end.availability(), Ok)  # the hub seems well to who only asks
    await site.demo.clear_faults()
    first = value(await site.back_end.admit(CARD, key="card"))
    assert value(await site.back_end.admit(CARD, key="card")) == first
    assert site.admissions() == 1


async def test_an_answer_that_is_lost_once_is_asked_for_again_within_the_deadline(site: Site) -> None:
    await site.demo.put_fault(Fault.DROP_AFTER_COMMIT, times=1)
    answer: Answer[Admission] = await site.client(again=1).admit(CARD, key="card")
    assert isinstance(answer, Ok)
    assert site.admissions() == 1


async def test_a_hub_that_breaks_off_at_once_is_down_for_questions(site: Site) -> None:
    await site.demo.put_fault(Fault.DOWN)
    assert unavailable(await site.back_end.availability()) is Reason.DOWN
    # Whether a change was made cannot be seen from here, even though it was not.
    assert unavailable(await site.back_end.admit(CARD, key="card")) is Reason.OUTCOME_UNKNOWN
    assert site.admissions() == 0
    await site.demo.clear_faults()
    assert isinstance(await site.back_end.admit(CARD, key="card"), Ok)


async def test_a_hub_that_does_not_answer_in_time_is_slow(site: Site) -> None:
    await site.demo.put_fault(Fault.SLOW)
    hasty = site.client(deadline=0.5)
    assert unavailable(await hasty.availability()) is Reason.SLOW
    assert unavailable(await hasty.admit(CARD, key="card")) is Reason.OUTCOME_UNKNOWN


async def test_a_slow_hub_that_recovers_in_time_is_only_late(site: Site) -> None:
    await site.demo.put_fault(Fault.SLOW)
    asked = asyncio.create_task(site.back_end.admit(CARD, key="card"))
    # The hub tells nobody that it holds an answer back; that the act is committed is all there is to see.
    while site.admissions() == 0:  # noqa: ASYNC110
        await asyncio.sleep(0)
    assert not asked.done()
    await site.demo.clear_faults()
    assert isinstance(await asked, Ok)


async def test_nonsense_is_told_from_an_answer(site: Site) -> None:
    await site.demo.put_fault(Fault.NONSENSE)
    assert unavailable(await site.back_end.availability()) is Reason.NONSENSE
    assert unavailable(await site.back_end.admit(CARD, key="card")) is Reason.OUTCOME_UNKNOWN


async def test_a_fault_for_some_requests_passes_by_itself(site: Site) -> None:
    await site.demo.put_fault(Fault.NONSENSE, times=2)
    answers = [await site.back_end.availability() for _ in range(3)]
    assert [isinstance(answer, Ok) for answer in answers] == [False, False, True]


async def test_without_a_hub_nothing_was_done(site: Site) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    nowhere = site.client(url=f"http://127.0.0.1:{port}", again=1)
    answer = await nowhere.admit(CARD, key="card")
    assert unavailable(answer) is Reason.DOWN
    assert isinstance(answer, Unavailable)
    assert answer.nothing_done
    assert unavailable(await nowhere.health()) is Reason.DOWN


async def test_a_host_that_accepts_and_stays_silent_is_slow(site: Site) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        client = site.client(url=f"http://127.0.0.1:{silent.getsockname()[1]}", deadline=0.3)
        assert unavailable(await client.health()) is Reason.SLOW
        assert unavailable(await client.admit(CARD, key="card")) is Reason.OUTCOME_UNKNOWN


async def test_a_client_that_is_closed_sends_nothing(site: Site) -> None:
    client = site.client()
    await client.close()
    assert unavailable(await client.admit(CARD, key="card")) is Reason.NOT_SENT
    assert site.admissions() == 0


async def test_an_answer_without_end_is_not_read_to_its_end(site: Site) -> None:
    async def pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n")
        with contextlib.suppress(ConnectionError):
            while True:
                writer.write(b" " * 65536)
                await writer.drain()

    endless = await asyncio.start_server(pour, "127.0.0.1", 0)
    port = endless.sockets[0].getsockname()[1]
    client = site.client(url=f"http://127.0.0.1:{port}")
    assert unavailable(await client.health()) is Reason.NONSENSE
    await client.close()
    endless.close()


async def test_a_restarted_hub_remembers_what_it_did(tmp_path: Path) -> None:
    clock = MovedClock()
    settings = hub_settings(tmp_path, database_url=f"sqlite:///{tmp_path}/hub.db")
    answers = []
    for _ in range(2):
        application = build_application(settings, SECRETS, clock)
        async with running(server(application)) as url:
            site = Site(application, clock, url)
            answers.append(value(await site.back_end.admit(CARD, key="card")))
            assert site.admissions() == 1
            await site.close()
        application.hub.engine.dispose()
    assert answers[0] == answers[1]


def test_the_terminals_key_is_read_from_its_own_file_only(tmp_path: Path) -> None:
    path = tmp_path / "terminal.key"
    with pytest.raises(ClientError, match="cannot be read"):
        read_key(path)
    path.write_text("00" * 32)
    path.chmod(0o644)
    with pytest.raises(ClientError, match="chmod 600"):
        read_key(path)
    path.chmod(0o600)
    assert read_key(path) == bytes(32)
    path.write_text("00" * 31)
    with pytest.raises(ClientError, match="shorter"):
        read_key(path)
    path.write_text("not a key")
    with pytest.raises(ClientError, match="hexadecimal"):
        read_key(path)


async def test_what_the_client_logs_names_nobody(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    await site.demo.put_fault(Fault.DOWN)
    await site.back_end.end_admission("a-subject-that-must-not-be-told")
    await site.back_end.admit(CARD, key="a-key-that-must-not-be-told")
    told = [r.getMessage() for r in caplog.records if r.name.startswith("kiosk")]
    assert any("back end gave no answer" in message for message in told)
    assert not any("must-not-be-told" in message or WANG in message for message in told)
