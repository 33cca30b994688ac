"""Materials: spared by a certificate, laid under the document camera, or sent from the phone."""

from __future__ import annotations

from dataclasses import replace

from kiosk.flow.course import Mark, again, back_from, errand_of, onward
from kiosk.flow.effects import (
    Act,
    Audit,
    ChangePage,
    CountMaterials,
    PageChange,
    StartCapture,
    StartUpload,
    StopCapture,
    StopUpload,
)
from kiosk.flow.effects import TakePage as TakePageEffect
from kiosk.flow.errand import (
    Asked,
    Asking,
    CaptureHint,
    Capturing,
    ConfirmDrop,
    Materials,
    Pages,
    PhoneUpload,
    UploadPhase,
)
from kiosk.flow.events import CaptureSeen, MaterialsChanged, PagesChanged, UploadChanged
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
from kiosk.flow.table import Here, Next, on

CAPTURE_AGAIN_S = 2.0


@on(Materials, event=MaterialsChanged)
def materials_changed(here: Here[Materials], event: MaterialsChanged) -> Next:
    return here.show(replace(here.stage, missing=event.missing, complained=False))


@on(Materials, event=Continue)
def materials_ready(here: Here[Materials], event: Continue) -> Next:
    if here.stage.missing is None:
        return here.stay()  # a moment ago; nobody goes on without what is not counted yet
    if here.stage.missing:
        return here.show(replace(here.stage, complained=True))
    session = here.session
    if errand_of(session, here.stage.matter).supplementing:
        audit = Audit(Act.CASE_SUPPLEMENTED, session.serial, here.stage.matter)
        session = replace(session, ask_number=session.ask_number + 1)
        return again(here, Asking(here.stage.matter, Asked.SUPPLEMENT), session, audit)
    return onward(here, Mark.MATERIALS, session)


@on(Materials, event=GoBack)
def leave_materials(here: Here[Materials], event: GoBack) -> Next:
    return back_from(here, Mark.MATERIALS)


@on(Materials, event=TakePictures)
def take_pictures(here: Here[Materials], event: TakePictures) -> Next:
    return _capture(here, event.material)


def _capture(here: Here[Materials] | Here[Pages], material: str) -> Next:
    matter = here.stage.matter
    return here.go(Capturing(matter, material), StartCapture(here.session.serial, matter, material))


@on(Capturing, event=CaptureSeen)
def capture_seen(here: Here[Capturing], event: CaptureSeen) -> Next:
    if event.material != here.stage.material:
        return here.stay()
    seen = replace(here.stage, hint=CaptureHint(event.hint), taking=False)
    if seen.hint is not CaptureHint.LOST:
        return here.show(seen)
    # The camera may be back in a moment; the paper still lies there.
    again = StartCapture(here.session.serial, here.stage.matter, here.stage.material, CAPTURE_AGAIN_S)
    return here.show(seen, again)


@on(Capturing, event=TakePicture)
def take_picture(here: Here[Capturing], event: TakePicture) -> Next:
    if here.stage.hint is not CaptureHint.GOOD or here.stage.taking:
        return here.stay()
    taking = replace(here.stage, taking=True)
    return here.show(taking, TakePageEffect(here.session.serial, here.stage.material))


@on(Capturing, event=PagesChanged)
def page_taken(here: Here[Capturing], event: PagesChanged) -> Next:
    if event.material != here.stage.material or not event.pages:
        return here.stay()
    stage = Pages(here.stage.matter, event.material, event.pages, event.chosen)
    return here.go(stage, StopCapture(here.session.serial))


@on(Capturing, event=GoBack)
def leave_capture(here: Here[Capturing], event: GoBack) -> Next:
    return _to_materials(here, StopCapture(here.session.serial))


@on(Materials, event=LookAtPages)
def look_at_pages(here: Here[Materials], event: LookAtPages) -> Next:
    # How many there are is told at once; until then the page shows the first.
    return here.go(Pages(here.stage.matter, event.material, 1))


@on(Pages, event=PagesChanged)
def pages_changed(here: Here[Pages], event: PagesChanged) -> Next:
    if event.material != here.stage.material:
        return here.stay()
    if not event.pages:
        return _to_materials(here)
    return here.show(replace(here.stage, pages=event.pages, chosen=event.chosen))


@on(Pages, event=ChoosePage)
def choose_page(here: Here[Pages], event: ChoosePage) -> Next:
    if not 0 <= event.page < here.stage.pages:
        return here.stay()
    return here.show(replace(here.stage, chosen=event.page))


@on(Pages, event=TurnPicture)
def turn_page_around(here: Here[Pages], event: TurnPicture) -> Next:
    return _change(here, PageChange.TURN)


@on(Pages, event=DropPage)
def ask_to_drop(here: Here[Pages], event: DropPage) -> Next:
    return here.go(ConfirmDrop(here.stage))


@on(ConfirmDrop, event=Continue)
def drop_page(here: Here[ConfirmDrop], event: Continue) -> Next:
    pages = here.stage.pages
    drop = ChangePage(here.session.serial, pages.material, pages.chosen, PageChange.DROP)
    return here.go(pages, drop)


@on(ConfirmDrop, event=GoBack)
def keep_page(here: Here[ConfirmDrop], event: GoBack) -> Next:
    return here.go(here.stage.pages)


@on(Pages, event=MovePageEarlier)
def move_page_earlier(here: Here[Pages], event: MovePageEarlier) -> Next:
    return _change(here, PageChange.EARLIER) if here.stage.chosen else here.stay()


def _change(here: Here[Pages], change: PageChange) -> Next:
    stage = here.stage
    return here.stay(ChangePage(here.session.serial, stage.material, stage.chosen, change))


@on(Pages, event=AddPage)
def add_page(here: Here[Pages], event: AddPage) -> Next:
    return _capture(here, here.stage.material)


@on(Pages, event=Continue)
def pages_are_right(here: Here[Pages], event: Continue) -> Next:
    return _to_materials(here)


@on(Pages, event=GoBack)
def leave_pages(here: Here[Pages], event: GoBack) -> Next:
    return _to_materials(here)


@on(Materials, event=SendByPhone)
def send_by_phone(here: Here[Materials], event: SendByPhone) -> Next:
    matter = here.stage.matter
    stage = PhoneUpload(matter, event.material)
    return here.go(stage, StartUpload(here.session.serial, matter, event.material))


@on(PhoneUpload, event=UploadChanged)
def upload_changed(here: Here[PhoneUpload], event: UploadChanged) -> Next:
    if event.material != here.stage.material:
        return here.stay()
    phase = UploadPhase(event.phase)
    stage = replace(here.stage, phase=phase, pages=event.pages)
    if phase is UploadPhase.SENT and event.pages:
        pages = Pages(stage.matter, stage.material, event.pages)
        return here.go(pages, StopUpload(here.session.serial))
    return here.go(stage) if event.pages != here.stage.pages else here.show(stage)


@on(PhoneUpload, event=Continue)
def enough_sent(here: Here[PhoneUpload], event: Continue) -> Next:
    return _to_materials(here, StopUpload(here.session.serial))


@on(PhoneUpload, event=GoBack)
def leave_upload(here: Here[PhoneUpload], event: GoBack) -> Next:
    return _to_materials(here, StopUpload(here.session.serial))


def _to_materials(
    here: Here[Capturing] | Here[Pages] | Here[PhoneUpload], *effects: StopCapture | StopUpload
) -> Next:
    matter = here.stage.matter
    return here.go(Materials(matter), *effects, CountMaterials(here.session.serial, matter))
