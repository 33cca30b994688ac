"""Papers through camera, process and core: what is offered, taken and kept, and what a loss leaves behind."""

from __future__ import annotations

import asyncio
import io
import logging
import mmap
import os
import signal
from collections.abc import AsyncIterator, Callable

import anyio
import numpy as np
import pytest
from PIL import Image

from drivers.camera.settings import CameraDriver, CameraSettings
from drivers.simulators import sample_papers
from drivers.simulators.base import SimulatorContext
from drivers.simulators.document_camera import SimulatedDocumentCamera, create
from kiosk.vision.channel import ChannelError, Message
from kiosk.vision.client import VisionProcess
from kiosk.vision.documents.client import DocumentProcess, _finding
from kiosk.vision.documents.settings import CaptureSettings
from kiosk.vision.links import WorkerLink
from kiosk.vision.port import (
    CaptureFailure,
    DeskFinding,
    DeskReason,
    DocumentCapture,
    PageCopy,
    PageSource,
    TakenPage,
    TakeRule,
    Turn,
    UploadRefusal,
)
from kiosk.vision.settings import VisionSettings
from kiosk.vision.shared import SIZE
from kiosk.vision.words import EngineState

pytestmark = pytest.mark.anyio
SOON = 30.0
FIELD = 300.0
PAPER = "invoice"


@pytest.fixture(scope="module")
async def camera() -> AsyncIterator[SimulatedDocumentCamera]:
    simulator = create(
        {"width": 1280, "height": 960, "field_mm": FIELD, "rate": 10}, SimulatorContext("document-camera")
    )
    await simulator.start()
    yield simulator
    await simulator.stop()


@pytest.fixture(scope="module")
async def shared_vision(camera: SimulatedDocumentCamera) -> AsyncIterator[VisionProcess]:
    address = f"http://127.0.0.1:{camera._port}/stream"
    papers = CaptureSettings(CameraDriver.MJPEG, CameraSettings(address, 1280, 960, field_mm=FIELD))
    # Nobody looks at faces here: their camera need not be there.
    faces = CameraSettings("http://127.0.0.1:9/stream")
    settings = VisionSettings(CameraDriver.MJPEG, faces, documents=papers)
    vision = VisionProcess(settings, hang_after=2.0, probe_every=3600)
    await vision.start()
    yield vision
    await vision.stop()


@pytest.fixture
async def vision(
    shared_vision: VisionProcess, camera: SimulatedDocumentCamera
) -> AsyncIterator[VisionProcess]:
    await camera.handle("clear_faults", {})
    await camera.handle("take_paper", {})
    with anyio.fail_after(SOON):
        while shared_vision.status.engine is not EngineState.READY:
            await anyio.lowlevel.checkpoint()
    await shared_vision.begin(1)
    yield shared_vision
    for session in (1, 2):
        await shared_vision.end(session)


@pytest.fixture
def documents(vision: VisionProcess) -> DocumentProcess:
    return vision.documents


class Told:
    """Everything that was said of the desk, and who waits for it."""

    def __init__(self) -> None:
        self.words: list[DeskFinding | CaptureFailure] = []
        self._news = asyncio.Event()

    def __call__(self, word: DeskFinding | CaptureFailure) -> None:
        self.words.append(word)
        self._news.set()

    async def until(self, wanted: DeskReason | CaptureFailure) -> DeskFinding | CaptureFailure:
        """The first such word from now on, or the last one said when it is such."""
        seen = max(0, len(self.words) - 1)
        with anyio.fail_after(SOON):
            while True:
                for word in self.words[seen:]:
                    if word is wanted or (isinstance(word, DeskFinding) and word.reason is wanted):
                        return word
                seen = len(self.words)
                self._news.clear()
                await self._news.wait()


async def offered(documents: DocumentProcess, camera: SimulatedDocumentCamera, paper: str = PAPER) -> Told:
    await camera.handle("lay_paper", {"sample": paper})
    told = Told()
    assert await documents.start_capture(1, told) is None
    await told.until(DeskReason.GOOD)
    return told


async def taken(documents: DocumentProcess, rule: TakeRule = TakeRule.GOOD_ONLY) -> TakenPage:
    page = await documents.take(1, rule)
    assert isinstance(page, TakenPage)
    return page


async def copy(documents: DocumentProcess, page: TakenPage, kind: PageCopy = PageCopy.WHOLE) -> bytes:
    jpeg = await documents.page(1, page.id, kind)
    assert isinstance(jpeg, bytes)
    return jpeg


def alike(jpeg: bytes, paper: str) -> float:
    """How well a page's picture is that of the paper, -1 to 1."""
    with Image.open(io.BytesIO(jpeg)) as picture:
        seen = np.asarray(picture.convert("L").resize((420, 280)), float)
    drawn = Image.fromarray(sample_papers.draw(paper)).convert("L").resize((420, 280))
    return float(np.corrcoef(seen.ravel(), np.asarray(drawn, float).ravel())[0, 1])


def exists(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            return ") Z " not in file.read()
    except (FileNotFoundError, ProcessLookupError):
        return False


async def test_what_vision_has_is_a_document_capture(vision: VisionProcess) -> None:
    port: DocumentCapture = vision.documents
    assert port.frames.latest() is None


async def test_a_paper_is_offered_when_it_lies_still_and_taken_as_an_upright_page(
    documents: DocumentProcess, camera: SimulatedDocumentCamera
) -> None:
    told = await offered(documents, camera)
    before = next(word.reason for word in told.words if isinstance(word, DeskFinding))
    assert before in (DeskReason.MOVING, DeskReason.EMPTY_DESK)
    good = told.words[-1]
    assert isinstance(good, DeskFinding) and good.outline is not None
    assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in good.outline.corners)
    page = await taken(documents)
    assert (page.source, page.reason) == (PageSource.DESK, DeskReason.GOOD)
    assert page.dpi == pytest.approx(1280 / FIELD * 25.4, abs=1)
    assert page.width / page.height == pytest.approx(210 / 140, rel=0.03)
    jpeg = await copy(documents, page)
    assert alike(jpeg, PAPER) > 0.7
    assert b"Exif" not in jpeg
    small = await copy(documents, page, PageCopy.SMALL)
    assert len(small) < len(jpeg) and alike(small, PAPER) > 0.7


async def test_nothing_is_taken_from_an_empty_desk(documents: DocumentProcess) -> None:
    assert await documents.take(1) is CaptureFailure.NOT_GOOD
    told = Told()
    await documents.start_capture(1, told)
    await told.until(DeskReason.EMPTY_DESK)
    assert await documents.take(1) is CaptureFailure.NOT_GOOD
    assert await documents.take(1, TakeRule.AS_SEEN) is CaptureFailure.NOT_GOOD


async def test_a_paper_with_a_reflection_is_taken_only_when_the_person_insists(
    documents: DocumentProcess, camera: SimulatedDocumentCamera
) -> None:
    await camera.handle("fault", {"name": "glare"})
    await camera.handle("lay_paper", {"sample": PAPER})
    told = Told()
    await documents.start_capture(1, told)
    await told.until(DeskReason.GLARE)
    assert await documents.take(1) is CaptureFailure.NOT_GOOD
    assert (await taken(documents, TakeRule.AS_SEEN)).reason is DeskReason.GLARE


async def test_a_paper_that_is_cut_off_is_never_taken(
    documents: DocumentProcess, camera: SimulatedDocumentCamera
) -> None:
    await camera.handle("fault", {"name": "cut_off"})
    await camera.handle("lay_paper", {"sample": PAPER})
    told = Told()
    await documents.start_capture(1, told)
    await told.until(DeskReason.CUT_OFF)
    assert await documents.take(1, TakeRule.AS_SEEN) is CaptureFailure.NOT_GOOD


async def test_pages_are_turned_and_dropped(
    documents: DocumentProcess, camera: SimulatedDocumentCamera
) -> None:
    await offered(documents, camera)
    first, second = await taken(documents), await taken(documents)
    assert first.id != second.id
    turned = await documents.rotate(1, first.id, Turn.LEFT)
    assert isinstance(turned, TakenPage)
    assert (turned.id, turned.width, turned.height) == (first.id, first.height, first.width)
    assert await documents.drop(1, second.id) is None
    assert await documents.page(1, second.id) is CaptureFailure.NO_SUCH_PAGE
    assert await documents.rotate(1, second.id, Turn.OVER) is CaptureFailure.NO_SUCH_PAGE
    assert alike(await copy(documents, first), PAPER) < 0.5


async def test_with_the_session_everything_of_it_is_gone(
    vision: VisionProcess, camera: SimulatedDocumentCamera
) -> None:
    documents = vision.documents
    await offered(documents, camera)
    page = await taken(documents)
    pid = documents.pid()
    frame = documents.frames.latest()
    assert pid is not None and frame is not None and any(frame.rgb)
    assert documents._session is not None and documents._session.link is not None
    memory = os.dup(documents._session.link.memory)
    await vision.end(1)
    assert not exists(pid)
    assert documents.frames.latest() is None and not any(frame.rgb)
    with mmap.mmap(memory, SIZE) as left:
        assert left[:] == bytes(SIZE)
    os.close(memory)
    assert await documents.page(1, page.id) is CaptureFailure.SESSION_OVER
    await vision.begin(2)
    assert await documents.page(2, page.id) is CaptureFailure.NO_SUCH_PAGE


async def test_stopping_capture_closes_the_camera_blackens_its_picture_and_keeps_the_pages(
    documents: DocumentProcess, camera: SimulatedDocumentCamera
) -> None:
    told = await offered(documents, camera)
    page = await taken(documents)
    await documents.stop_capture(1)
    assert documents.frames.latest() is None
    count = len(told.words)
    with anyio.fail_after(SOON):
        while camera.state()["viewers"] != 0:
            await anyio.lowlevel.checkpoint()
    assert alike(await copy(documents, page), PAPER) > 0.7
    assert await documents.take(1) is CaptureFailure.NOT_GOOD
    assert len(told.words) == count


async def test_a_camera_unplugged_during_capture_is_the_last_word_and_pages_stay(
    documents: DocumentProcess, camera: SimulatedDocumentCamera
) -> None:
    told = await offered(documents, camera)
    page = await taken(documents)
    await camera.handle("fault", {"name": "unplugged"})
    await told.until(CaptureFailure.CAMERA_LOST)
    assert told.words[-1] is CaptureFailure.CAMERA_LOST
    assert documents.frames.latest() is None
    assert await documents.take(1) is CaptureFailure.NOT_GOOD
    assert alike(await copy(documents, page), PAPER) > 0.7
    await camera.handle("clear_faults", {})
    await offered(documents, camera)


async def test_a_camera_that_shows_the_same_picture_again_and_again_is_lost(
    documents: DocumentProcess, camera: SimulatedDocumentCamera
) -> None:
    await camera.handle("fault", {"name": "lies"})
    await camera.handle("lay_paper", {"sample": PAPER})
    told = Told()
    await documents.start_capture(1, told)
    await told.until(CaptureFailure.CAMERA_LOST)
    assert not any(isinstance(word, DeskFinding) and word.good for word in told.words)


async def test_a_spoilt_picture_is_passed_over(
    documents: DocumentProcess, camera: SimulatedDocumentCamera
) -> None:
    told = await offered(documents, camera)
    await camera.handle("fault", {"name": "garble", "count": 3})
    await camera.handle("take_paper", {})
    await told.until(DeskReason.EMPTY_DESK)
    assert CaptureFailure.CAMERA_LOST not in told.words


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGSTOP], ids=["killed", "hung"])
async def test_a_lost_process_is_the_last_word_and_the_next_one_begins_anew(
    documents: DocumentProcess, camera: SimulatedDocumentCamera, blow: int, expected_logs: object
) -> None:
    expect(expected_logs, "document process was lost")
    told = await offered(documents, camera)
    page = await taken(documents)
    lost = documents.pid()
    assert lost is not None
    os.kill(lost, blow)
    await told.until(CaptureFailure.ENGINE_LOST)
    assert not exists(lost)
    assert await documents.page(1, page.id) is CaptureFailure.NO_SUCH_PAGE
    await offered(documents, camera)
    assert (await taken(documents)).id > page.id


async def test_a_process_that_died_between_two_pages_is_told_at_the_next_call(
    documents: DocumentProcess, camera: SimulatedDocumentCamera, expected_logs: object
) -> None:
    expect(expected_logs, "document process was lost")
    await offered(documents, camera)
    page = await taken(documents)
    await documents.stop_capture(1)
    pid = documents.pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    assert await documents.page(1, page.id) is CaptureFailure.ENGINE_LOST
    assert await documents.page(1, page.id) is CaptureFailure.NO_SUCH_PAGE


async def test_ending_the_session_answers_whoever_still_waits(
    vision: VisionProcess, camera: SimulatedDocumentCamera
) -> None:
    documents = vision.documents
    await offered(documents, camera)
    pid = documents.pid()
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    waiting = asyncio.create_task(documents.take(1))
    await asyncio.sleep(0)
    await vision.end(1)
    assert await asyncio.wait_for(waiting, SOON) is CaptureFailure.SESSION_OVER
    assert await documents.start_capture(1, Told()) is CaptureFailure.SESSION_OVER
    assert await documents.add_upload(1, sample_papers.jpeg(PAPER)) is CaptureFailure.SESSION_OVER


async def test_without_a_document_camera_uploads_are_still_taken(
    shared_vision: VisionProcess, vision: VisionProcess
) -> None:
    documents = DocumentProcess(shared_vision._keeper.take, None)
    await documents.begin(1)
    assert await documents.start_capture(1, Told()) is CaptureFailure.NO_CAMERA
    assert isinstance(await documents.add_upload(1, sample_papers.png("id-card-front")), TakenPage)
    await documents.end(1)


# --- uploads ------------------------------------------------------------------------------------------------


async def test_a_phone_s_picture_becomes_a_page_beside_the_others(
    documents: DocumentProcess, camera: SimulatedDocumentCamera
) -> None:
    page = await documents.add_upload(1, sample_papers.jpeg(PAPER))
    assert isinstance(page, TakenPage)
    assert (page.source, page.dpi, page.reason) == (PageSource.UPLOAD, 0, DeskReason.GOOD)
    assert alike(await copy(documents, page), PAPER) > 0.9
    assert alike(await copy(documents, page, PageCopy.SMALL), PAPER) > 0.9


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"\0\0\0\x18ftypheic", UploadRefusal.UNKNOWN_KIND),
        (sample_papers.jpeg(PAPER)[:20_000], UploadRefusal.SPOILT),
        (b"\xff\xd8\xff" + bytes(13 * 1024 * 1024), UploadRefusal.TOO_LARGE),
    ],
    ids=["heic", "half", "large"],
)
async def test_other_things_are_refused_and_harm_no_page(
    documents: DocumentProcess, data: bytes, refusal: UploadRefusal
) -> None:
    page = await documents.add_upload(1, sample_papers.jpeg(PAPER))
    assert isinstance(page, TakenPage)
    keeper = documents.pid()
    assert await documents.add_upload(1, data) is refusal
    assert documents.pid() == keeper
    assert isinstance(await documents.page(1, page.id), bytes)


async def test_a_picture_that_ends_its_decoder_is_refused_and_harms_no_page(
    documents: DocumentProcess, monkeypatch: pytest.MonkeyPatch, expected_logs: object
) -> None:
    expect(expected_logs, "picture from a phone ended the process")
    page = await documents.add_upload(1, sample_papers.jpeg(PAPER))
    assert isinstance(page, TakenPage)
    fresh: Callable[[CaptureSettings | None], object] = documents._fresh
    doomed: list[int] = []

    async def doomed_process(capture: CaptureSettings | None) -> WorkerLink:
        link: WorkerLink = await fresh(capture)  # type: ignore[misc]
        doomed.append(link.pid)
        os.kill(link.pid, signal.SIGKILL)
        return link

    monkeypatch.setattr(documents, "_fresh", doomed_process)
    assert await documents.add_upload(1, sample_papers.jpeg(PAPER)) is UploadRefusal.SPOILT
    assert not exists(doomed[0])
    assert isinstance(await documents.page(1, page.id), bytes)


async def test_the_process_that_decodes_is_gone_when_the_page_is_there(
    documents: DocumentProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh: Callable[[CaptureSettings | None], object] = documents._fresh
    used: list[int] = []

    async def noted(capture: CaptureSettings | None) -> WorkerLink:
        link: WorkerLink = await fresh(capture)  # type: ignore[misc]
        used.append(link.pid)
        return link

    monkeypatch.setattr(documents, "_fresh", noted)
    assert isinstance(await documents.add_upload(1, sample_papers.jpeg(PAPER)), TakenPage)
    assert len(used) == 2
    assert [exists(pid) for pid in used] == [pid == documents.pid() for pid in used]


# --- privacy ------------------------------------------------------------------------------------------------


async def test_nothing_of_a_paper_is_in_records_or_in_files(
    documents: DocumentProcess, camera: SimulatedDocumentCamera, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        await offered(documents, camera)
        page = await taken(documents)
        jpeg = await copy(documents, page)
        upload = sample_papers.jpeg("id-card-front")
        kept = await documents.add_upload(1, upload)
        pid = documents.pid()
        try:
            opened = [os.readlink(f"/proc/{pid}/fd/{fd}") for fd in os.listdir(f"/proc/{pid}/fd")]
        except PermissionError:
            opened = []  # sealed: only root may look, which is as good
    records = "\n".join(f"{record.getMessage()} {record.args} {record.exc_text}" for record in caplog.records)
    for secret in (jpeg[200:216], upload[200:216]):
        assert secret.hex() not in records and repr(secret)[2:-1] not in records
    assert "corners" not in records and str(page) not in records and str(kept) not in records
    assert [name for name in opened if name.startswith("/") and not _harmless(name)] == []


def _harmless(name: str) -> bool:
    return name == "/dev/null" or name.startswith(("/memfd:", "/proc/"))


def test_nonsense_from_the_process_is_no_finding() -> None:
    for corners in (None, "x", [1, 2], [0.1] * 9):
        with pytest.raises(ChannelError):
            _finding(Message("finding", {"reason": "good", "corners": corners}))  # type: ignore[dict-item]
    with pytest.raises(ValueError, match="not a valid DeskReason"):
        _finding(Message("finding", {"reason": "excellent", "corners": []}))


def expect(expected_logs: object, *patterns: str) -> None:
    expecting = getattr(expected_logs, "expect")  # noqa: B009 - the fixture's class lives in the root conftest
    expecting(*patterns)
