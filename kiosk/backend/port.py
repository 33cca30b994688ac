"""The back end as the runtime uses it. `kiosk.backend.client.HttpBackEnd` is the real one."""

from __future__ import annotations

from typing import Protocol

from kiosk.backend.answers import Answer
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

    async def open_matter(self, matter: str, request: OpeningRequest, *, key: str) -> Answer[Opening]:
        """What is known of the person in this matter. Changes nothing: asking anew under another
        key is safe."""
        ...

    async def submit(self, matter: str, request: SubmissionRequest, *, key: str) -> Answer[QueryResult]:
        """Hand a case in. After ``OUTCOME_UNKNOWN`` ask again with the same key and the same request."""
        ...

    async def view_case(self, case: str, request: CaseRequest, *, key: str) -> Answer[QueryResult]:
        """How a case of this person stands now; each look has a key of its own."""
        ...

    async def withdraw(self, case: str, request: CaseRequest, *, key: str) -> Answer[QueryResult]:
        """Take a case back while that is allowed (``acts``); else refused as ``WRONG_STATE``."""
        ...

    async def supplement(self, case: str, request: SupplementRequest, *, key: str) -> Answer[QueryResult]:
        """Hand in what was missing (补正); the case as it stands then."""
        ...

    async def store_page(self, request: PageRequest, *, key: str) -> Answer[StoredPage]:
        """Keep a page of a material until the admission ends, or for good once a case uses it."""
        ...

    async def start_upload(self, request: UploadRequest, *, key: str) -> Answer[Upload]:
        """A page for the person's phone, open for 15 minutes at most and never longer than the admission."""
        ...

    async def uploaded(self, upload_id: str, subject: str, *, seen: tuple[str, ...] = ()) -> Answer[Uploaded]:
        """What came from the phone so far, without the pages whose references are in ``seen``.

        Changes nothing. Some pages may be left for the next time, so that no answer is huge:
        while the state is ``SENT``, ask until no page comes any more.
        """
        ...

    async def send_field_code(self, request: FieldCodeRequest, *, key: str) -> Answer[PhoneCodeSent]:
        """Send a code to a telephone that was typed; the hub compares it when the form comes in."""
        ...

    async def find_principal(self, request: PrincipalRequest, *, key: str) -> Answer[Principal]:
        """Whom the person acts for, by that person's document; refused by the matter's rule
        (``MATTER_REFUSED`` with ``same-person``, ``guardian-age``, ``not-related``, …)."""
        ...

    async def issue_proof(self, request: ProofRequest, *, key: str) -> Answer[Proof]: ...

    async def report_printed(self, serial: str, *, key: str) -> Answer[ProofState]: ...

    async def void_proof(self, serial: str, reason: VoidReason, *, key: str) -> Answer[ProofState]: ...

    async def call_staff(self, request: StaffCallRequest, *, key: str) -> Answer[StaffCalled]: ...

    async def rate(self, request: RatingRequest, *, key: str) -> Answer[Rated]: ...

    async def close(self) -> None: ...
