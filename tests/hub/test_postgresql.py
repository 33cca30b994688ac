"""The hub on PostgreSQL, where it is installed: a whole visit, and many at once."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import anyio
import pytest
from hub.world import TERMINAL, WANG, World, build, refusal, value
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kiosk.backend.answers import Ok, RefusalType
from kiosk.backend.models import (
    AdmissionRequest,
    AttestationRequest,
    ProofRequest,
    RatingRequest,
    Satisfaction,
)
from kiosk.domain.credentials import CredentialKind
from kiosk.hub import admissions, ratings
from kiosk.hub.acts import Call
from kiosk.hub.tables import AdmissionRow, Base

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))


def _command(program: str, *arguments: str) -> list[str]:
    """PostgreSQL refuses to run as root, so root runs it as its own user."""
    as_other = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    return [*as_other, str(BINARIES[-1] / program), *arguments]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a PostgreSQL of our own: no port, no durability, gone afterwards."""
    if not BINARIES:
        pytest.skip("PostgreSQL is not installed")
    if os.geteuid() == 0 and not (shutil.which("runuser") and _has_user("postgres")):
        pytest.skip("PostgreSQL refuses root, and there is no user 'postgres' to run it as")
    folder = Path(tempfile.mkdtemp(prefix="hub-pg-", dir="/tmp"))  # a socket's path must be short
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    data = str(folder / "data")
    options = f"-F -c listen_addresses='' -c unix_socket_directories={folder}"
    try:
        for command in (
            _command(
                "initdb",
                "-D",
                data,
                "-A",
                "trust",
                "-U",
                "hub",
                "--no-sync",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
            ),
            _command("pg_ctl", "-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start"),
        ):
            subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL, timeout=60)
        yield f"postgresql+psycopg://hub@/postgres?host={folder}"
    finally:
        stop = _command("pg_ctl", "-D", data, "-m", "immediate", "stop")
        subprocess.run(stop, check=False, cwd="/", stdout=subprocess.DEVNULL, timeout=60)
        shutil.rmtree(folder)


def _has_user(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


@pytest.fixture
def world(server: str, tmp_path: Path) -> Iterator[World]:
    built = build(tmp_path, database_url=server)
    yield built
    Base.metadata.drop_all(built.application.hub.engine)
    built.application.hub.engine.dispose()


@pytest.mark.anyio
async def test_a_visit(world: World) -> None:
    subject = await world.subject()
    result = value(await world.ask(subject))
    assert result.answered_at == world.clock()
    request = ProofRequest(subject=subject, case=result.case)
    proof = value(await world.back_end.issue_proof(request, key="prove"))
    assert value(await world.back_end.issue_proof(request, key="prove")) == proof
    assert (await world.raw("GET", f"/verify/{proof.verification_code}")).status_code == 200
    attest = AttestationRequest(subject=subject, staff_code="880001", pin="246813")
    assert isinstance(await world.back_end.attest(attest, key="attest"), Ok)
    assert isinstance(await world.back_end.send_phone_code(subject, key="send"), Ok)
    again = await world.back_end.send_phone_code(subject, key="send again")
    assert refusal(again) is RefusalType.PHONE_CODE_TOO_OFTEN
    await world.back_end.end_admission(subject)
    assert refusal(await world.ask(subject)) is RefusalType.SUBJECT_UNKNOWN


def test_many_at_once_with_one_key_are_one_act(world: World) -> None:
    hub = world.application.hub
    request = AdmissionRequest(credential=CredentialKind.RESIDENT_CARD, number=WANG)
    call = Call(hub, TERMINAL, "POST /v1/admissions", "one-card", b"{}")
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: call.once(lambda act: admissions.admit(act, request)), range(24)))
    assert len({(answer.status_code, bytes(answer.body)) for answer in answers}) == 1
    with Session(hub.engine) as session:
        assert session.scalar(select(func.count()).select_from(AdmissionRow)) == 1


def test_many_at_once_rate_a_case_once(world: World) -> None:
    async def a_case() -> str:
        return await world.case(await world.subject())

    request = RatingRequest(case=anyio.run(a_case), level=Satisfaction.DISSATISFIED)

    def rate(number: int) -> int:
        call = Call(world.application.hub, TERMINAL, "POST /v1/ratings", f"act-{number}", b"{}")
        return call.once(lambda act: ratings.rate(act, request)).status_code

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(rate, range(12))) == [200] + [409] * 11
