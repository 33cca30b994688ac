"""Materials: the list, the document camera, the pages that are there, the phone."""

from __future__ import annotations

from dataclasses import replace

from kiosk.catalogue.matter import Material, MaterialSource
from kiosk.flow.errand import CaptureHint, Capturing, ConfirmDrop, Materials, Pages, PhoneUpload, UploadPhase
from kiosk.flow.events import Unit
from kiosk.flow.intents import (
    AddPage,
    ChoosePage,
    Continue,
    DropPage,
    GoBack,
    LookAtPages,
    MovePageEarlier,
    SendByPhone,
    TakePicture,
    TakePictures,
    TurnPicture,
)
from kiosk.flow.words import Words, text
from kiosk.runtime.materials import How, how, missing_of, pages_of, wanted_materials
from kiosk.runtime.presenter.course import Step, errand_of, heading
from kiosk.runtime.presenter.view import View, primary, secondary
from kiosk.runtime.presenter.wording import worded
from kiosk.runtime.snapshot import (
    Action,
    ActionRole,
    CaptureContent,
    ConfirmContent,
    MaterialItem,
    MaterialsContent,
    MaterialState,
    PagesContent,
    Picture,
    UploadContent,
)
from kiosk.runtime.vault import ANSWER, OPENING, UPLOAD

STATES = {
    How.SPARED: MaterialState.SPARED,
    How.GENERATED: MaterialState.GENERATED,
    How.GIVEN: MaterialState.GIVEN,
    How.DEPOSIT: MaterialState.DEPOSIT,
    How.MISSING: MaterialState.MISSING,
    How.OPTIONAL: MaterialState.OPTIONAL,
}


def materials(view: View, stage: Materials) -> MaterialsContent:
    go_on = primary("continue", Continue(), text("form.next"))
    return MaterialsContent(
        heading(view, stage.matter, Step.MATERIALS),
        tuple(_item(view, stage, one) for one in _wanted(view, stage.matter)),
        (replace(go_on, enabled=stage.missing is not None),),
    )


def _wanted(view: View, matter: str) -> tuple[Material, ...]:
    assert view.vault is not None
    return wanted_materials(view.catalogue, errand_of(view, matter), view.vault, matter)


def _material(view: View, matter: str, key: str) -> Material:
    return next(one for one in _wanted(view, matter) if one.key == key)


def _item(view: View, stage: Materials, material: Material) -> MaterialItem:
    assert view.vault is not None
    supplementing = errand_of(view, stage.matter).supplementing
    missing = missing_of(view.vault.get(ANSWER)) if supplementing else frozenset()
    state = how(view.vault, material, missing)
    return MaterialItem(
        material.key,
        material.name,
        STATES[state],
        _detail(view, stage, material, state),
        _ways(view, material, state),
    )


def _detail(view: View, stage: Materials, material: Material, state: How) -> Words | None:
    assert view.vault is not None
    shown = view.vault.get(ANSWER)
    match state:
        case How.SPARED:
            opening = view.vault.get(OPENING)
            held = opening.certificates if opening is not None else ()
            number = next((one.number_masked for one in held if one.kind == material.certificate), "")
            return text("materials.spared", number=number)
        case How.GENERATED:
            return text("materials.generated")
        case How.GIVEN:
            return text("materials.given", pages=len(pages_of(view.vault, material.key)))
        case How.DEPOSIT:
            return text("materials.deposit")
        case How.MISSING | How.OPTIONAL:
            asked = shown.missing if shown is not None else ()
            for one in asked:
                if one.material == material.key:
                    return worded(view, one.reason)
            if stage.complained and state is How.MISSING:
                return text("materials.needed")
            return text("materials.missing" if state is How.MISSING else "materials.optional")


def _ways(view: View, material: Material, state: How) -> tuple[Action, ...]:
    if state in (How.SPARED, How.GENERATED, How.DEPOSIT):
        return ()
    name = view.say(material.name)
    if state is How.GIVEN:
        label = text("materials.look", material=name)
        return (secondary(f"look.{material.key}", LookAtPages(material.key), label),)
    ways = []
    if MaterialSource.CAMERA in material.sources and view.state.works(Unit.DOCUMENT_CAMERA):
        label = text("materials.camera", material=name)
        ways.append(secondary(f"camera.{material.key}", TakePictures(material.key), label))
    if MaterialSource.PHONE in material.sources:
        label = text("materials.phone", material=name)
        ways.append(secondary(f"phone.{material.key}", SendByPhone(material.key), label))
    return tuple(ways)


def capturing(view: View, stage: Capturing) -> CaptureContent:
    assert view.vault is not None
    material = _material(view, stage.matter, stage.material)
    good = stage.hint is CaptureHint.GOOD and not stage.taking
    hint = "taking" if stage.taking else stage.hint.value
    take = primary("take", TakePicture(), text("capture.take"))
    return CaptureContent(
        material.name,
        text(f"capture.hint.{hint}"),
        good,
        len(pages_of(view.vault, stage.material)) + 1,
        material.pages,
        (Action(take.id, take.label, take.intent, take.role, enabled=good),),
    )


def pages(view: View, stage: Pages) -> PagesContent:
    assert view.vault is not None
    material = _material(view, stage.matter, stage.material)
    kept = pages_of(view.vault, stage.material)
    chosen = min(stage.chosen, max(0, len(kept) - 1))
    actions = [
        secondary(f"page.{number}", ChoosePage(number), text("pages.choose", number=number + 1))
        for number in range(len(kept))
        if len(kept) > 1
    ]
    actions.append(secondary("turn", TurnPicture(), text("pages.turn")))
    if chosen:
        actions.append(secondary("earlier", MovePageEarlier(), text("pages.earlier")))
    actions.append(secondary("drop", DropPage(), text("pages.drop")))
    camera = MaterialSource.CAMERA in material.sources and view.state.works(Unit.DOCUMENT_CAMERA)
    if len(kept) < material.pages and camera:
        actions.append(secondary("add", AddPage(), text("pages.add")))
    actions.append(primary("continue", Continue(), text("pages.right")))
    return PagesContent(
        material.name,
        tuple(
            Picture(page.small, text("pages.picture", number=number, pages=len(kept)))
            for number, page in enumerate(kept, start=1)
        ),
        chosen,
        tuple(actions),
    )


def confirm_drop(view: View, stage: ConfirmDrop) -> ConfirmContent:
    number = stage.pages.chosen + 1
    return ConfirmContent(
        heading(view, stage.pages.matter),
        text("pages.drop_question", number=number),
        text("pages.drop_what"),
        (
            secondary("keep", GoBack(), text("pages.keep")),
            Action("drop", text("pages.drop"), Continue(), ActionRole.DANGER),
        ),
    )


def phone_upload(view: View, stage: PhoneUpload) -> UploadContent:
    assert view.vault is not None
    upload = view.vault.get(UPLOAD)
    kept = pages_of(view.vault, stage.material)
    there = stage.phase not in (UploadPhase.STARTING, UploadPhase.EXPIRED, UploadPhase.FAILED)
    return UploadContent(
        _material(view, stage.matter, stage.material).name,
        upload.url if upload is not None and there else "",
        text(f"upload.state.{stage.phase.value}", pages=len(kept)),
        tuple(
            Picture(page.small, text("pages.picture", number=number, pages=len(kept)))
            for number, page in enumerate(kept, start=1)
        ),
        (primary("continue", Continue(), text("upload.done")),) if kept else (),
    )
