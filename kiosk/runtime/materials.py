"""Materials: which are spared, which are there, and the pages that were taken or sent."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from enum import Enum, auto
from types import MappingProxyType

from kiosk.backend.answers import Ok, Refused, Unavailable
from kiosk.backend.case_models import MaterialGiven, PageRequest, UploadRequest, UploadState
from kiosk.backend.case_models import MaterialSource as GivenSource
from kiosk.backend.models import QueryResult
from kiosk.catalogue import Catalogue
from kiosk.catalogue.matter import Material, MaterialSource
from kiosk.domain.fields import applies
from kiosk.flow.effects import (
    ChangePage,
    CountMaterials,
    ForgetMatter,
    PageChange,
    StartCapture,
    StartUpload,
    StopCapture,
    StopUpload,
    TakePage,
)
from kiosk.flow.errand import CaptureHint, Capturing, Errand, UploadPhase
from kiosk.flow.events import CaptureSeen, MaterialsChanged, PagesChanged, UploadChanged
from kiosk.flow.problems import Problem
from kiosk.runtime.credentials import subject_of, unavailable_problem
from kiosk.runtime.desk import Desk
from kiosk.runtime.forms import definition_of, fields_of, values_of
from kiosk.runtime.vault import ANSWER, OPENING, PAGES, UPLOAD, UPLOADED, KeptPage, Vault
from kiosk.vision.port import CaptureFailure, DeskFinding, PageCopy, PageId, TakenPage, Turn

LOOK_S = 1.5  # between two looks at what came from the phone


class How(Enum):
    """How a material stands."""

    SPARED = auto()  # 免于提交: the department fetches the certificate
    GENERATED = auto()
    GIVEN = auto()  # pages are there
    DEPOSIT = auto()  # the original goes into the locker
    MISSING = auto()
    OPTIONAL = auto()


def wanted_materials(catalogue: Catalogue, errand: Errand, vault: Vault, matter: str) -> tuple[Material, ...]:
    """The materials of this errand; of a case that is supplemented, those that were missing."""
    shown = vault.get(ANSWER)
    if errand.supplementing and shown is not None:
        missing = {one.material for one in shown.missing}
        materials = definition_of(catalogue, shown.about or matter).materials
        return tuple(one for one in materials if one.key in missing)
    definition = definition_of(catalogue, matter)
    values = values_of(fields_of(definition, errand, vault), vault)
    return tuple(one for one in definition.materials if applies(one.when, values))


def how(vault: Vault, material: Material, missing: frozenset[str] = frozenset()) -> How:
    """``missing`` names what a case is supplemented with: no certificate spares that."""
    if pages_of(vault, material.key):
        return How.GIVEN
    opening = vault.get(OPENING)
    held = {one.kind for one in opening.certificates} if opening is not None else set()
    if material.key not in missing and material.certificate in held:
        return How.SPARED
    if MaterialSource.GENERATED in material.sources:
        return How.GENERATED
    if MaterialSource.DEPOSIT in material.sources:
        return How.DEPOSIT
    return How.MISSING if material.required else How.OPTIONAL


def missing_of(shown: QueryResult | None) -> frozenset[str]:
    return frozenset(one.material for one in shown.missing) if shown is not None else frozenset()


def pages_of(vault: Vault, material: str) -> tuple[KeptPage, ...]:
    kept = vault.get(PAGES)
    return kept.get(material, ()) if kept is not None else ()


def _keep(vault: Vault, material: str, pages: tuple[KeptPage, ...]) -> None:
    before = vault.get(PAGES)
    kept = dict(before) if before is not None else {}
    kept[material] = pages
    vault.put(PAGES, MappingProxyType(kept))


def count(desk: Desk, effect: CountMaterials) -> None:
    vault = desk.vault_of(effect.serial)
    if vault is None:
        return
    session = desk.state().session
    errand = session.errand if session is not None else None
    if errand is None:
        return
    missing = missing_of(vault.get(ANSWER))
    wanted = wanted_materials(desk.catalogue, errand, vault, effect.matter)
    states = [how(vault, one, missing) for one in wanted]
    desk.post(MaterialsChanged(effect.serial, states.count(How.MISSING)))


# --- document camera ------------------------------------------------------------------------------


async def start_capture(desk: Desk, effect: StartCapture) -> None:
    if effect.after:
        await desk.clock.sleep(effect.after)
        stage = desk.state().stage
        waits = isinstance(stage, Capturing) and stage.material == effect.material
        if not waits or desk.vault_of(effect.serial) is None:
            return

    def found(finding: DeskFinding | CaptureFailure) -> None:
        hint = CaptureHint.LOST if isinstance(finding, CaptureFailure) else CaptureHint(finding.reason.value)
        desk.post(CaptureSeen(effect.serial, effect.material, hint.value))

    failure = await desk.documents.start_capture(effect.serial, found)
    if failure is not None:
        found(failure)


async def stop_capture(desk: Desk, effect: StopCapture) -> None:
    await desk.documents.stop_capture(effect.serial)


async def take_page(desk: Desk, effect: TakePage) -> None:
    vault = desk.vault_of(effect.serial)
    if vault is None:
        return
    matter = vault.matters
    taken = await desk.documents.take(effect.serial)
    kept = await _kept(desk, effect.serial, taken) if isinstance(taken, TakenPage) else None
    if not vault.is_in(matter):
        if isinstance(taken, TakenPage):
            await desk.documents.drop(effect.serial, taken.id)
        return
    if kept is None:
        lost = taken in (CaptureFailure.CAMERA_LOST, CaptureFailure.ENGINE_LOST, CaptureFailure.NO_CAMERA)
        hint = CaptureHint.LOST if lost else CaptureHint.MOVING
        desk.post(CaptureSeen(effect.serial, effect.material, hint.value))
        return
    pages = (*pages_of(vault, effect.material), kept)
    _keep(vault, effect.material, pages)
    desk.post(PagesChanged(effect.serial, effect.material, len(pages), len(pages) - 1))


async def _kept(desk: Desk, serial: int, taken: TakenPage) -> KeptPage | None:
    small = await desk.documents.page(serial, taken.id, PageCopy.SMALL)
    return None if isinstance(small, CaptureFailure) else KeptPage(taken.id, small)


async def change_page(desk: Desk, effect: ChangePage) -> None:
    """One change after the other: each begins with what the one before it left."""
    vault = desk.vault_of(effect.serial)
    if vault is None:
        return
    matter = vault.matters
    async with vault.changing_pages:
        if vault.is_in(matter):
            await _change_page(desk, vault, effect)


async def _change_page(desk: Desk, vault: Vault, effect: ChangePage) -> None:
    matter = vault.matters
    pages = list(pages_of(vault, effect.material))
    if not effect.page < len(pages):
        return
    chosen = effect.page
    page = pages[chosen]
    match effect.change:
        case PageChange.TURN if page.id is not None:
            turned = await desk.documents.rotate(effect.serial, PageId(page.id), Turn.RIGHT)
            kept = await _kept(desk, effect.serial, turned) if isinstance(turned, TakenPage) else None
            if kept is not None:
                pages[chosen] = kept
        case PageChange.TURN:
            pass
        case PageChange.DROP:
            del pages[chosen]
            if page.id is not None:
                await desk.documents.drop(effect.serial, PageId(page.id))
            chosen = max(0, chosen - 1)
        case PageChange.EARLIER if chosen == 0:
            pass
        case PageChange.EARLIER:
            pages[chosen - 1 : chosen + 1] = [pages[chosen], pages[chosen - 1]]
            chosen -= 1
    if vault.is_in(matter):
        _keep(vault, effect.material, tuple(pages))
        desk.post(PagesChanged(effect.serial, effect.material, len(pages), chosen))


def taken_pages(desk: Desk, effect: ForgetMatter) -> tuple[PageId, ...]:
    """The pages that the capture process still holds of the matter that is over."""
    vault = desk.vault_of(effect.serial)
    kept = vault.get(PAGES) if vault is not None else None
    pages = (page for material in kept.values() for page in material) if kept is not None else ()
    return tuple(PageId(page.id) for page in pages if page.id is not None)


async def drop_pages(desk: Desk, serial: int, pages: tuple[PageId, ...]) -> None:
    """They leave with their matter, not only with the session."""
    for page in pages:
        await desk.documents.drop(serial, page)


# --- from the phone -------------------------------------------------------------------------------


async def start_upload(desk: Desk, effect: StartUpload) -> None:
    """Show the phone's page as a code, and look what came until it is finished or the person goes on."""
    vault = desk.vault_of(effect.serial)
    if vault is None:
        return

    def tell(phase: UploadPhase, pages: int = 0) -> None:
        desk.post(UploadChanged(effect.serial, effect.material, phase.value, pages))

    subject = await subject_of(desk, vault)
    if subject is None:
        tell(UploadPhase.FAILED)
        return
    vault.uploads += 1
    upload = vault.uploads
    request = UploadRequest(subject=subject, matter=effect.matter, material=effect.material)
    key = f"{vault.number}-upload-{desk.clock.now():.3f}"
    answer = await desk.back_end.start_upload(request, key=key)
    if not vault.awaits_upload(upload):
        return  # the page with the code was left
    if not isinstance(answer, Ok):
        tell(UploadPhase.FAILED)
        return
    vault.put(UPLOAD, answer.value)
    tell(UploadPhase.WAITING)
    seen: tuple[str, ...] = ()
    running = answer.value.id
    while vault.awaits_upload(upload):
        looked = await desk.back_end.uploaded(running, subject, seen=seen)
        if isinstance(looked, Ok):
            for page in looked.value.pages:
                seen = (*seen, page.page)
                await _receive(desk, vault, effect, base64.b64decode(page.jpeg_base64), upload)
            if not vault.awaits_upload(upload):
                return
            phase = UploadPhase(looked.value.state.value)
            if phase is not UploadPhase.SENT or not looked.value.pages:
                tell(phase, len(pages_of(vault, effect.material)))
            if looked.value.state is UploadState.EXPIRED or (
                phase is UploadPhase.SENT and not looked.value.pages
            ):
                return
        await desk.clock.sleep(LOOK_S)


async def _receive(desk: Desk, vault: Vault, effect: StartUpload, data: bytes, upload: int) -> None:
    """A foreign picture is decoded in the capture process alone; what that refuses is not taken."""
    if not vault.awaits_upload(upload):
        return
    taken = await desk.documents.add_upload(effect.serial, data)
    kept = await _kept(desk, effect.serial, taken) if isinstance(taken, TakenPage) else None
    if not vault.awaits_upload(upload):
        if isinstance(taken, TakenPage):
            await desk.documents.drop(effect.serial, taken.id)
    elif kept is not None:
        _keep(vault, effect.material, (*pages_of(vault, effect.material), kept))


def stop_upload(desk: Desk, effect: StopUpload) -> None:
    vault = desk.vault_of(effect.serial)
    if vault is not None:
        vault.uploads += 1
        vault.forget(UPLOAD)
        vault.forget(UPLOADED)


# --- handing in -----------------------------------------------------------------------------------


async def given_materials(
    desk: Desk, vault: Vault, matter: str, materials: tuple[Material, ...], values: Mapping[str, str]
) -> tuple[MaterialGiven, ...] | Problem:
    """Every material with its pages at the back end. A page that lies there already is not sent again."""
    subject = await subject_of(desk, vault)
    if subject is None:
        return Problem.BACKEND_DOWN
    missing = missing_of(vault.get(ANSWER))
    given: list[MaterialGiven] = []
    for material in materials:
        if not applies(material.when, values):
            continue
        match how(vault, material, missing):
            case How.SPARED:
                given.append(MaterialGiven(material=material.key, source=GivenSource.CERTIFICATE))
            case How.GENERATED:
                given.append(MaterialGiven(material=material.key, source=GivenSource.GENERATED))
            case How.DEPOSIT:
                given.append(MaterialGiven(material=material.key, source=GivenSource.DEPOSIT))
            case How.GIVEN:
                stored = await _stored(desk, vault, subject, matter, material.key)
                if isinstance(stored, Problem):
                    return stored
                given.append(MaterialGiven(material=material.key, source=GivenSource.CAMERA, pages=stored))
            case How.MISSING | How.OPTIONAL:
                pass
    return tuple(given)


async def _stored(
    desk: Desk, vault: Vault, subject: str, matter: str, material: str
) -> tuple[str, ...] | Problem:
    pages = list(pages_of(vault, material))
    for number, page in enumerate(pages):
        if page.stored or page.id is None:
            continue
        whole = await desk.documents.page(vault.serial, PageId(page.id))
        if isinstance(whole, CaptureFailure):
            return Problem.PAGES_LOST
        request = PageRequest(
            subject=subject,
            matter=matter,
            material=material,
            jpeg_base64=base64.b64encode(whole).decode("ascii"),
        )
        # A page that was turned after it lay there has its number still: it is another page to the back end.
        shown = hashlib.sha256(whole).hexdigest()[:16]
        answer = await desk.back_end.store_page(request, key=f"{vault.number}-page-{page.id}-{shown}")
        match answer:
            case Ok(kept):
                pages[number] = KeptPage(page.id, page.small, kept.page)
                _keep(vault, material, tuple(pages))
            case Refused():
                return Problem.MATTER_REFUSED
            case Unavailable(reason):
                return unavailable_problem(reason)
    return tuple(page.stored for page in pages)
