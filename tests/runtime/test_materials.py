"""Materials: which are spared, which pages are there, and what is handed in."""

from __future__ import annotations

import asyncio
import base64
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from kiosk.backend.answers import Answer, Ok, Reason, Unavailable
from kiosk.backend.case_models import (
    CertificateHeld,
    MaterialSource,
    Opening,
    PageRequest,
    StoredPage,
    Upload,
    Uploaded,
    UploadedPage,
    UploadState,
)
from kiosk.catalogue import Catalogue, load
from kiosk.flow import effects as fx
from kiosk.flow import events as ev
from kiosk.flow.errand import CaptureHint, Errand, UploadPhase
from kiosk.flow.problems import Problem
from kiosk.runtime import materials, sessions
from kiosk.runtime.forms import definition_of
from kiosk.runtime.materials import How, how, pages_of
from kiosk.runtime.vault import OPENING, PAGES, SUBJECT, Vault
from kiosk.vision.port import (
    CaptureFailure,
    DeskReason,
    PageCopy,
    PageId,
    PageSource,
    TakenPage,
    TakeRule,
    Turn,
    UploadRefusal,
)

MATTER = "H06"
PAPER = "history"
SUBJECT_NAME = "subject-of-nobody-at-all"


@dataclass
class Desk:
    """The capture process, without a camera."""

    next_take: CaptureFailure | None = None
    lost: bool = False
    dropped: list[int] = field(default_factory=list)
    turned: list[int] = field(default_factory=list)
    refuse_uploads: bool = False
    count: int = 0

    async def take(self, session: int, rule: TakeRule = TakeRule.GOOD_ONLY) -> TakenPage | CaptureFailure:
        return self.next_take or self._page(PageSource.DESK)

    async def add_upload(self, session: int, data: bytes) -> TakenPage | UploadRefusal:
        return UploadRefusal.SPOILT if self.refuse_uploads else self._page(PageSource.UPLOAD)

    def _page(self, source: PageSource) -> TakenPage:
        self.count += 1
        return TakenPage(PageId(self.count), source, 1000, 1400, 200, DeskReason.GOOD)

    async def page(self, session: int, page: int, copy: PageCopy = PageCopy.WHOLE) -> bytes | CaptureFailure:
        if self.lost:
            return CaptureFailure.ENGINE_LOST
        return f"{copy.value} {page}".encode() * 40

    async def rotate(self, session: int, page: int, turn: Turn) -> TakenPage:
        self.turned.append(page)
        return TakenPage(PageId(page), PageSource.DESK, 1400, 1000, 200, DeskReason.GOOD)

    async def drop(self, session: int, page: int) -> None:
        self.dropped.append(page)


@dataclass
class BackEnd:
    stored: list[PageRequest] = field(default_factory=list)
    lost: bool = False
    looks: list[Uploaded] = field(default_factory=list)

    async def store_page(self, request: PageRequest, *, key: str) -> Answer[StoredPage]:
        if self.lost:
            return Unavailable(Reason.DOWN)
        self.stored.append(request)
        return Ok(StoredPage(page=f"page-{len(self.stored):016d}"))

    async def start_upload(self, request: object, *, key: str) -> Answer[Upload]:
        if self.lost:
            return Unavailable(Reason.DOWN)
        expires = datetime(2026, 11, 21, 12, tzinfo=UTC)
        return Ok(Upload(id="u" * 20, url="https://hub.invalid/upload/x", expires_at=expires))

    async def uploaded(self, upload: str, subject: str, *, seen: tuple[str, ...] = ()) -> Answer[Uploaded]:
        return Ok(self.looks.pop(0))


class Stage:
    def __init__(self, catalogue: Catalogue) -> None:
        self.vault = Vault(1)
        self.vault.put(SUBJECT, SUBJECT_NAME)
        self.vault.standing_settled.set()
        self.posted: list[ev.Event] = []
        self.documents = Desk()
        self.back_end = BackEnd()
        self.errand = Errand(MATTER)
        self.catalogue = catalogue
        self.desk: Any = SimpleNamespace(
            vault=self.vault,
            vault_of=lambda serial: None if self.vault.dropped else self.vault,
            post=self.posted.append,
            documents=self.documents,
            back_end=self.back_end,
            catalogue=catalogue,
            today=lambda: date(2026, 11, 21),
            state=lambda: SimpleNamespace(session=SimpleNamespace(errand=self.errand)),
            clock=SimpleNamespace(now=lambda: 1.0, sleep=self._sleep),
        )

    async def _sleep(self, seconds: float) -> None:
        await asyncio.sleep(0)

    def material(self, key: str) -> Any:
        return next(one for one in definition_of(self.catalogue, MATTER).materials if one.key == key)

    def take(self, count: int = 1) -> None:
        for _ in range(count):
            asyncio.run(materials.take_page(self.desk, fx.TakePage(1, PAPER)))


@pytest.fixture(scope="module")
def catalogue(root) -> Catalogue:  # type: ignore[no-untyped-def]
    return load(root / "config", "personal")[0]


@pytest.fixture
def stage(catalogue: Catalogue) -> Stage:
    return Stage(catalogue)


def hold_certificate(stage: Stage) -> None:
    held = (CertificateHeld(kind="resident-id", number_masked="****0014"),)
    stage.vault.put(OPENING, Opening(certificates=held))


def test_a_paper_that_the_department_can_fetch_is_spared(stage: Stage) -> None:
    assert how(stage.vault, stage.material("resident_id")) is How.MISSING
    hold_certificate(stage)
    assert how(stage.vault, stage.material("resident_id")) is How.SPARED


def test_a_certificate_spares_nothing_that_a_department_still_misses(stage: Stage) -> None:
    hold_certificate(stage)
    missing = frozenset({"resident_id"})
    assert how(stage.vault, stage.material("resident_id"), missing) is How.MISSING


def test_required_papers_that_are_not_there_are_counted(stage: Stage) -> None:
    hold_certificate(stage)
    materials.count(stage.desk, fx.CountMaterials(1, MATTER))
    assert stage.posted == [ev.MaterialsChanged(1, 1)]


def test_a_page_that_was_taken_lies_with_its_material(stage: Stage) -> None:
    stage.take(2)
    assert [page.id for page in pages_of(stage.vault, PAPER)] == [1, 2]
    assert stage.posted[-1] == ev.PagesChanged(1, PAPER, 2, 1)


@pytest.mark.parametrize(
    ("failure", "hint"),
    [
        (CaptureFailure.NOT_GOOD, CaptureHint.MOVING),
        (CaptureFailure.CAMERA_LOST, CaptureHint.LOST),
        (CaptureFailure.ENGINE_LOST, CaptureHint.LOST),
    ],
)
def test_what_could_not_be_taken_is_said_and_nothing_is_kept(
    stage: Stage, failure: CaptureFailure, hint: CaptureHint
) -> None:
    stage.documents.next_take = failure
    stage.take()
    assert stage.posted == [ev.CaptureSeen(1, PAPER, hint.value)]
    assert not pages_of(stage.vault, PAPER)


def test_pages_are_turned_moved_and_deleted(stage: Stage) -> None:
    stage.take(3)

    def change(page: int, what: fx.PageChange) -> None:
        asyncio.run(materials.change_page(stage.desk, fx.ChangePage(1, PAPER, page, what)))

    change(2, fx.PageChange.EARLIER)
    assert [page.id for page in pages_of(stage.vault, PAPER)] == [1, 3, 2]
    assert stage.posted[-1] == ev.PagesChanged(1, PAPER, 3, 1)
    change(0, fx.PageChange.TURN)
    assert stage.documents.turned == [1]
    change(0, fx.PageChange.DROP)
    assert [page.id for page in pages_of(stage.vault, PAPER)] == [3, 2]
    assert stage.documents.dropped == [1]


def test_pages_leave_the_capture_process_with_their_matter(stage: Stage) -> None:
    stage.take(2)
    taken = materials.taken_pages(stage.desk, fx.ForgetMatter(1))
    stage.vault.forget(PAGES)
    asyncio.run(materials.drop_pages(stage.desk, 1, taken))
    assert stage.documents.dropped == [1, 2]


def test_what_is_handed_in_lies_at_the_back_end_once(stage: Stage) -> None:
    hold_certificate(stage)
    stage.take(2)
    wanted = definition_of(stage.catalogue, MATTER).materials

    def hand_in() -> Any:
        return asyncio.run(materials.given_materials(stage.desk, stage.vault, MATTER, wanted, {}))

    first = hand_in()
    by_name = {one.material: one for one in first}
    assert by_name["resident_id"].source is MaterialSource.CERTIFICATE
    assert len(by_name[PAPER].pages) == 2
    assert base64.b64decode(stage.back_end.stored[0].jpeg_base64).startswith(b"whole 1")
    assert hand_in() == first, "asking again sends the same references"
    assert len(stage.back_end.stored) == 2


def test_pages_that_the_capture_process_lost_are_said_to_be_gone(stage: Stage) -> None:
    stage.take()
    stage.documents.lost = True
    wanted = definition_of(stage.catalogue, MATTER).materials
    given = asyncio.run(materials.given_materials(stage.desk, stage.vault, MATTER, wanted, {}))
    assert given is Problem.PAGES_LOST


def test_a_back_end_that_takes_no_page_takes_no_case(stage: Stage) -> None:
    stage.take()
    stage.back_end.lost = True
    wanted = definition_of(stage.catalogue, MATTER).materials
    given = asyncio.run(materials.given_materials(stage.desk, stage.vault, MATTER, wanted, {}))
    assert given is Problem.BACKEND_DOWN


def upload(stage: Stage, *looks: Uploaded) -> list[tuple[str, int]]:
    stage.back_end.looks = list(looks)
    asyncio.run(materials.start_upload(stage.desk, fx.StartUpload(1, MATTER, PAPER)))
    return [(event.phase, event.pages) for event in stage.posted if isinstance(event, ev.UploadChanged)]


def sent(number: int) -> UploadedPage:
    return UploadedPage(page=f"reference-{number:08d}", jpeg_base64=base64.b64encode(b"jpeg").decode())


def test_pictures_from_the_phone_come_as_they_are_sent(stage: Stage) -> None:
    told = upload(
        stage,
        Uploaded(state=UploadState.WAITING),
        Uploaded(state=UploadState.OPENED, pages=(sent(1),)),
        Uploaded(state=UploadState.SENT, pages=(sent(2),)),
        Uploaded(state=UploadState.SENT),
    )
    assert told == [
        (UploadPhase.WAITING.value, 0),
        (UploadPhase.WAITING.value, 0),
        (UploadPhase.OPENED.value, 1),
        (UploadPhase.SENT.value, 2),
    ]


def test_a_picture_that_is_none_is_not_kept(stage: Stage) -> None:
    stage.documents.refuse_uploads = True
    told = upload(stage, Uploaded(state=UploadState.SENT, pages=(sent(1),)), Uploaded(state=UploadState.SENT))
    assert told[-1] == (UploadPhase.SENT.value, 0)
    assert not pages_of(stage.vault, PAPER)


def test_a_page_for_the_phone_that_cannot_be_had_is_said(stage: Stage) -> None:
    stage.back_end.lost = True
    assert upload(stage) == [(UploadPhase.FAILED.value, 0)]


def test_a_code_that_has_expired_ends_the_looking(stage: Stage) -> None:
    told = upload(stage, Uploaded(state=UploadState.EXPIRED))
    assert told[-1] == (UploadPhase.EXPIRED.value, 0)


def another_matter_is_begun(stage: Stage) -> None:
    sessions.forget_matter(stage.desk, fx.ForgetMatter(1))


def test_a_page_that_is_taken_too_late_is_no_page_of_the_next_matter(stage: Stage) -> None:
    whole = stage.documents.page

    async def page(session: int, page: int, copy: PageCopy = PageCopy.WHOLE) -> bytes | CaptureFailure:
        another_matter_is_begun(stage)
        return await whole(session, page, copy)

    stage.documents.page = page  # type: ignore[method-assign]
    stage.take()
    assert not pages_of(stage.vault, PAPER)
    assert stage.posted == []
    assert stage.documents.dropped == [1]


def test_a_page_for_the_phone_that_was_left_before_it_stood_takes_no_pictures(stage: Stage) -> None:
    start = stage.back_end.start_upload

    async def left(request: object, *, key: str) -> Answer[Upload]:
        materials.stop_upload(stage.desk, fx.StopUpload(1))
        return await start(request, key=key)

    stage.back_end.start_upload = left  # type: ignore[method-assign]
    assert upload(stage, Uploaded(state=UploadState.SENT, pages=(sent(1),))) == []
    assert not pages_of(stage.vault, PAPER)


def test_a_picture_that_comes_from_the_phone_too_late_is_no_page_of_the_next_matter(stage: Stage) -> None:
    add = stage.documents.add_upload

    async def late(session: int, data: bytes) -> TakenPage | UploadRefusal:
        another_matter_is_begun(stage)
        return await add(session, data)

    stage.documents.add_upload = late  # type: ignore[method-assign]
    told = upload(stage, Uploaded(state=UploadState.SENT, pages=(sent(1), sent(2))))
    assert told == [(UploadPhase.WAITING.value, 0)]
    assert not pages_of(stage.vault, PAPER)
    assert stage.documents.dropped == [1]


def test_pages_changed_twice_at_once_are_changed_one_after_the_other(stage: Stage) -> None:
    stage.take(2)
    rotate = stage.documents.rotate

    async def slow(session: int, page: int, turn: Turn) -> TakenPage:
        await asyncio.sleep(0)
        return await rotate(session, page, turn)

    stage.documents.rotate = slow  # type: ignore[method-assign]

    async def both() -> None:
        turn = materials.change_page(stage.desk, fx.ChangePage(1, PAPER, 0, fx.PageChange.TURN))
        drop = materials.change_page(stage.desk, fx.ChangePage(1, PAPER, 1, fx.PageChange.DROP))
        await asyncio.gather(turn, drop)

    asyncio.run(both())
    assert [page.id for page in pages_of(stage.vault, PAPER)] == [1], "what was deleted does not come back"


def test_a_page_that_was_turned_after_it_was_sent_is_another_page_to_the_back_end(stage: Stage) -> None:
    hold_certificate(stage)
    stage.take()
    keys: list[str] = []
    store = stage.back_end.store_page

    async def noted(request: PageRequest, *, key: str) -> Answer[StoredPage]:
        keys.append(key)
        return await store(request, key=key)

    stage.back_end.store_page = noted  # type: ignore[method-assign]
    wanted = definition_of(stage.catalogue, MATTER).materials
    asyncio.run(materials.given_materials(stage.desk, stage.vault, MATTER, wanted, {}))
    asyncio.run(materials.change_page(stage.desk, fx.ChangePage(1, PAPER, 0, fx.PageChange.TURN)))
    whole = stage.documents.page

    async def turned(session: int, page: int, copy: PageCopy = PageCopy.WHOLE) -> bytes | CaptureFailure:
        seen = await whole(session, page, copy)
        return seen if isinstance(seen, CaptureFailure) else seen[::-1]

    stage.documents.page = turned  # type: ignore[method-assign]
    asyncio.run(materials.given_materials(stage.desk, stage.vault, MATTER, wanted, {}))
    assert len(set(keys)) == 2
