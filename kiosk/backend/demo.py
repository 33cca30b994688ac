"""The demo's hand on the hub (codes, messages, faults), for the dock and the tests. Not part of what a kiosk
does."""

from __future__ import annotations

from kiosk.backend.answers import Answer
from kiosk.backend.client import Caller, ClientSettings
from kiosk.backend.demo_models import (
    DemoClock,
    DemoClockRequest,
    DemoCode,
    DemoCodeKind,
    DemoCodeRequest,
    DemoMatterRequest,
    DemoMessages,
    Fault,
    FaultRequest,
    FaultState,
)
from kiosk.domain.credentials import CredentialKind


class DemoControls:
    """Speaks to `/v1/demo` of a hub that was started with its demo's controls. `key` is the text of
    `demo.key`."""

    def __init__(self, url: str, key: str) -> None:
        settings = ClientSettings(url=url, terminal="demo", key=b"", again=0)
        self._caller = Caller(settings)
        self._headers = {"kiosk-demo-key": key.strip()}

    async def close(self) -> None:
        await self._caller.close()

    async def issue_code(
        self,
        resident: str,
        kind: DemoCodeKind = DemoCodeKind.FRESH,
        credential: CredentialKind = CredentialKind.SUISHEN_CODE,
    ) -> Answer[DemoCode]:
        """A code's text, as the resident's phone shows it."""
        body = DemoCodeRequest.model_validate({"resident": resident, "kind": kind, "credential": credential})
        return await self._caller.fetch("POST", "/v1/demo/codes", DemoCode, body=body, headers=self._headers)

    async def messages(self) -> Answer[DemoMessages]:
        """The text messages that went out, newest last."""
        return await self._caller.fetch("GET", "/v1/demo/messages", DemoMessages, headers=self._headers)

    async def move_clock(self, ahead_s: int) -> Answer[DemoClock]:
        """Let time pass at the hub: what is due is decided, and its SMS goes out."""
        body = DemoClockRequest(ahead=ahead_s)
        return await self._caller.fetch("POST", "/v1/demo/clock", DemoClock, body=body, headers=self._headers)

    async def put_fault(
        self, fault: Fault, times: int | None = None, department: str | None = None
    ) -> Answer[FaultState]:
        """Put a fault in force, until cleared or for so many requests; of one department or the whole hub."""
        body = FaultRequest(fault=fault, times=times, department=department)
        return await self._caller.fetch(
            "POST", "/v1/demo/faults", FaultState, body=body, headers=self._headers
        )

    async def clear_faults(self) -> Answer[None]:
        return await self._caller.tell("DELETE", "/v1/demo/faults", headers=self._headers)

    async def switch_matter(self, matter: str, request: DemoMatterRequest) -> Answer[None]:
        """Switch a matter off or on, as its department would."""
        path = f"/v1/demo/matters/{matter}"
        return await self._caller.tell("PUT", path, body=request, headers=self._headers)
