"""One hub in this process, a clock that tests move, and a client that reaches the hub without a network."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import httpx
import yaml

from kiosk.backend.answers import Answer, Ok, RefusalType, Refused
from kiosk.backend.client import ClientSettings, HttpBackEnd
from kiosk.backend.demo_models import DemoCodeKind, DemoCodeRequest
from kiosk.backend.models import (
    Admission,
    AdmissionRequest,
    Assurance,
    AssuranceMethod,
    QueryRequest,
)
from kiosk.domain.credentials import CredentialKind
from kiosk.hub.application import Application, build_application
from kiosk.hub.seed import seed
from kiosk.hub.settings import DemoControls, HubSecrets, HubSettings

DEMO = Path(__file__).resolve().parents[2] / "config" / "demo"
START = datetime(2026, 7, 15, 2, 0, tzinfo=UTC)  # 10 in the morning of a Wednesday in Shanghai
TERMINAL, OTHER_TERMINAL = "T-0001", "T-0002"
SECRETS = HubSecrets(
    pepper=bytes(range(32)),
    terminals={TERMINAL: b"k" * 32, OTHER_TERMINAL: b"o" * 32},
    demo_key="d" * 64,
)
JPEG = b"\xff\xd8\xff\xe0 a picture of nobody \xff\xd9"

_NUMBERS = {
    resident["key"]: resident["id_number"]
    for resident in yaml.safe_load((DEMO / "residents.yaml").read_text("utf-8"))["residents"]
}
WANG, LI, ZHU = _NUMBERS["wang"], _NUMBERS["li"], _NUMBERS["zhu"]
CHILD, DISABLED, WITHOUT_PENSION = _NUMBERS["xiaohe"], _NUMBERS["ma"], _NUMBERS["shanben"]
LOST = ZHU
FACE = Assurance(method=AssuranceMethod.FACE)

T = TypeVar("T")


@dataclass
class MovedClock:
    """The time is what the test says."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def move(self, **span: float) -> None:
        self.now += timedelta(**span)


def hub_settings(folder: Path, **changes: object) -> HubSettings:
    """The demo's register, with a photo for one resident."""
    photos = folder / "photos"
    photos.mkdir(exist_ok=True)
    (photos / "wang.jpg").write_bytes(JPEG)
    values: dict[str, object] = {
        "secrets": folder,
        "residents": DEMO / "residents.yaml",
        "register": DEMO / "hub.yaml",
        "records": DEMO / "records",
        "photos": photos,
        "demo_controls": DemoControls.ON,
        "public_url": "https://zone.invalid",
    }
    return HubSettings(**{**values, **changes})  # type: ignore[arg-type]


@dataclass
class World:
    """The hub, its clock, and helpers that say what a test means."""

    application: Application
    clock: MovedClock
    back_end: HttpBackEnd
    _keys: itertools.count[int] = field(default_factory=itertools.count)

    def key(self) -> str:
        """A new act."""
        return f"act-{next(self._keys)}"

    def client(self, terminal: str = TERMINAL, key: bytes | None = None) -> HttpBackEnd:
        return in_process(
            self.application, self.clock, terminal, key or SECRETS.terminals.get(terminal, b"?" * 32)
        )

    async def admit(self, number: str = WANG, **more: str) -> Admission:
        request = AdmissionRequest(credential=CredentialKind.RESIDENT_CARD, number=number, **more)
        return value(await self.back_end.admit(request, key=self.key()))

    async def subject(self, number: str = WANG) -> str:
        admission = await self.admit(number)
        assert admission.subject is not None
        return admission.subject

    async def case(self, subject: str, **form: str) -> str:
        return value(await self.ask(subject, **form)).case

    async def ask(self, subject: str, assurance: Assurance = FACE, key: str | None = None, **form: str):
        form = {name.rstrip("_"): text for name, text in form.items()}
        request = QueryRequest(subject=subject, assurance=assurance, form=form)
        return await self.back_end.query("Q01", request, key=key or self.key())

    async def raw(self, method: str, path: str, **more: object) -> httpx.Response:
        """A request that nobody signed."""
        async with browser(self.application) as http:
            return await http.request(method, path, **more)  # type: ignore[arg-type]

    async def code(
        self, resident: str = "wang", kind: DemoCodeKind = DemoCodeKind.FRESH, **more: object
    ) -> str:
        body = DemoCodeRequest.model_validate({"resident": resident, "kind": kind, **more})
        response = await self.raw(
            "POST",
            "/v1/demo/codes",
            content=body.model_dump_json(),
            headers={"kiosk-demo-key": SECRETS.demo_key, "content-type": "application/json"},
        )
        assert response.status_code == 200, response.text
        code: str = response.json()["code"]
        return code

    async def messages(self) -> list[dict[str, str]]:
        response = await self.raw("GET", "/v1/demo/messages", headers={"kiosk-demo-key": SECRETS.demo_key})
        messages: list[dict[str, str]] = response.json()["messages"]
        return messages


def browser(application: Application) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(application.asgi)
    return httpx.AsyncClient(transport=transport, base_url="http://hub.invalid")


def in_process(
    application: Application, clock: Callable[[], datetime], terminal: str, key: bytes
) -> HttpBackEnd:
    return HttpBackEnd(
        ClientSettings(url="http://hub.invalid", terminal=terminal, key=key),
        epoch_seconds=lambda: clock().timestamp(),
        transport=httpx.ASGITransport(application.asgi),
    )


_SEEDED: dict[datetime, sqlite3.Connection] = {}
"""The demo's register as it is on its first day, by that day: filled once, copied for each test."""


def build(folder: Path, now: datetime = START, **changes: object) -> World:
    """A hub of its own. With other settings than usual its register is filled anew."""
    clock = MovedClock(now)
    settings = hub_settings(folder, **changes)
    if changes:
        application = build_application(settings, SECRETS, clock)
    else:
        application = build_application(replace(settings, residents=None), SECRETS, clock)
        if now not in _SEEDED:
            seed(application.hub.engine, settings, SECRETS, now)
            _SEEDED[now] = sqlite3.connect(":memory:", check_same_thread=False)
            copy(application, _SEEDED[now], back=False)
        copy(application, _SEEDED[now], back=True)
    return World(application, clock, in_process(application, clock, TERMINAL, SECRETS.terminals[TERMINAL]))


def copy(application: Application, kept: sqlite3.Connection, *, back: bool) -> None:
    """Keep all that is in the hub's database, or put it back."""
    raw = application.hub.engine.raw_connection()
    here = raw.driver_connection
    assert isinstance(here, sqlite3.Connection)
    source, target = (kept, here) if back else (here, kept)
    source.backup(target)
    raw.close()


def value(answer: Answer[T]) -> T:
    """The value of an answer that must be one."""
    assert isinstance(answer, Ok), answer
    return answer.value


def refusal(answer: object) -> RefusalType:
    """The type of an answer that must be a refusal."""
    assert isinstance(answer, Refused), answer
    return answer.type
