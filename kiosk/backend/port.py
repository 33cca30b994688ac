"""The back end as the runtime uses it. `kiosk.backend.client.HttpBackEnd` is the real one."""

from __future__ import annotations

from typing import Protocol

from kiosk.backend.answers import Answer
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
    Proof,
    ProofRequest,
    ProofState,
    QueryRequest,
    QueryResult,
    Rated,
    RatingRequest,
    StaffCalled,
    StaffCallRequest,
    VoidReason,
)


class BackEnd(Protocol):
    """Every method answers within its deadline and raises only for bugs.

    `key` names one act of the caller (a session's random number and what is done). Asking again
    with the same key and the same request never does the act twice and gives the same answer for 24 hours; a
    subject's answers are forgotten when the admission ends.
    """

    async def health(self) -> Answer[Health]: ...

    async def availability(self) -> Answer[Availability]: ...

    async def admit(self, request: AdmissionRequest, *, key: str) -> Answer[Admission]: ...

    async def exchange_code(self, request: CodeRequest, *, key: str) -> Answer[CodeHolder]: ...

    async def end_admission(self, subject: str) -> Answer[None]:
        """End the session's admission; idempotent by nature, also for one that is unknown."""
        ...

    async def send_phone_code(self, subject: str, *, key: str) -> Answer[PhoneCodeSent]: ...

    async def check_phone_code(
        self, code_id: str, request: PhoneCodeCheck, *, key: str
    ) -> Answer[Assured]: ...

    async def attest(self, request: AttestationRequest, *, key: str) -> Answer[Assured]: ...

    async def query(self, matter: str, request: QueryRequest, *, key: str) -> Answer[QueryResult]: ...

    async def issue_proof(self, request: ProofRequest, *, key: str) -> Answer[Proof]: ...

    async def report_printed(self, serial: str, *, key: str) -> Answer[ProofState]: ...

    async def void_proof(self, serial: str, reason: VoidReason, *, key: str) -> Answer[ProofState]: ...

    async def call_staff(self, request: StaffCallRequest, *, key: str) -> Answer[StaffCalled]: ...

    async def rate(self, request: RatingRequest, *, key: str) -> Answer[Rated]: ...

    async def close(self) -> None: ...
