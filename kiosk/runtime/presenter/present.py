"""One snapshot from one state."""

from __future__ import annotations

from datetime import date
from typing import assert_never

from kiosk.catalogue import Catalogue
from kiosk.flow import errand as er
from kiosk.flow import state as at
from kiosk.flow.display import Language, TypeSize
from kiosk.flow.intents import (
    AskForHelp,
    ChangeLanguage,
    ChangeSize,
    EndSession,
    GoBack,
)
from kiosk.flow.state import Stage, State
from kiosk.flow.ways import may_be_done
from kiosk.flow.words import Said, Words, text
from kiosk.runtime.desk import Place
from kiosk.runtime.presenter import admission, closing, form, materials, matter, menu, opening, review
from kiosk.runtime.presenter.view import View, secondary
from kiosk.runtime.snapshot import (
    Action,
    Bar,
    Content,
    HelpContent,
    IdleWarning,
    OutOfServiceContent,
    Snapshot,
)
from kiosk.runtime.vault import PRINCIPAL, Vault
from kiosk.texts import Texts

WITHOUT_BACK = (
    at.Starting,
    at.OutOfService,
    at.Attract,
    at.Admitting,
    er.Opening,
    er.Asking,
    at.Previewing,
    at.Printing,
    at.Rating,
    at.Finished,
    at.Goodbye,
)
WITHOUT_END = (at.Starting, at.OutOfService, at.Attract)


class Presenter:
    """Numbers the snapshots; remembers since when the page stands."""

    def __init__(self, catalogue: Catalogue, texts: Texts, place: Place) -> None:
        self._catalogue = catalogue
        self._texts = texts
        self._place = place
        self._revision = 0
        self._stage: Stage | None = None
        self._entered = 0.0

    def present(self, state: State, vault: Vault | None, today: date, now: float) -> Snapshot:
        if type(state.stage) is not type(self._stage):
            self._entered = now
        self._stage = state.stage
        self._revision += 1
        view = View(state, vault, self._catalogue, self._texts, self._place, today, now, self._entered)
        warned = state.clock.warned_until
        return Snapshot(
            revision=self._revision,
            content=help_page(view) if state.help_shown else content(view, state.stage),
            display=state.display,
            bar=bar(view),
            zone=Said(self._place.zone_zh, self._place.zone_en),
            terminal=self._place.terminal,
            idle=None if warned is None else IdleWarning(warned),
            acting_for=acting_for(view),
        )


def acting_for(view: View) -> Words | None:
    """Whom the person acts for stands on every page of that matter."""
    principal = view.vault.get(PRINCIPAL) if view.vault is not None else None
    return text("acting_for", name=principal.name_masked) if principal is not None else None


def help_page(view: View) -> HelpContent:
    place = Said(view.place.zone_zh, view.place.zone_en)
    return HelpContent(view.place.help_phone, place, secondary("back_from_help", GoBack()))


def bar(view: View) -> Bar:
    stage, display = view.state.stage, view.state.display
    back = None if isinstance(stage, WITHOUT_BACK) else secondary("back", GoBack(), text("bar.back"))
    if isinstance(stage, at.Menu) and stage.place is at.MenuPlace.HOME and view.session.admitted:
        back = None
    if isinstance(stage, at.Trouble) and (stage.paper is not None or may_be_done(stage)):
        back = None
    if view.state.help_shown:
        back = secondary("back", GoBack(), text("bar.back"))
    elder = display.size is TypeSize.ELDER
    chinese = display.language is Language.CHINESE
    size = TypeSize.STANDARD if elder else TypeSize.ELDER
    language = Language.ENGLISH if chinese else Language.CHINESE
    asleep = isinstance(stage, at.Starting)
    return Bar(
        back=back,
        help=None if asleep else secondary("help", AskForHelp(), text("bar.help")),
        size=None
        if asleep
        else Action("size", text("bar.standard" if elder else "bar.elder"), ChangeSize(size)),
        language=None
        if asleep
        else Action("language", text("bar.english" if chinese else "bar.chinese"), ChangeLanguage(language)),
        end=None if isinstance(stage, WITHOUT_END) else secondary("end", EndSession(), text("bar.end")),
    )


def content(view: View, stage: Stage) -> Content:
    match stage:
        case at.Starting():
            return admission.starting(view, stage)
        case at.OutOfService(why=why):
            return OutOfServiceContent(text(f"out_of_service.{why.value}"), None, view.place.help_phone)
        case at.Attract():
            return admission.attract(view)
        case at.Menu():
            return menu.menu(view, stage)
        case at.Guide():
            return menu.guide(view, stage)
        case at.AskCredential():
            return admission.credential(view, stage)
        case at.Reading():
            return admission.reading(view, stage)
        case at.Consent():
            return admission.consent(view)
        case at.ChoosingOtherWay():
            return admission.other_ways(view)
        case at.PhoneCode():
            return admission.phone_code(view, stage)
        case at.StaffCheck():
            return admission.staff_check(view, stage)
        case at.FaceCheck():
            return admission.face(view, stage)
        case at.Admitting():
            return admission.admitting(view)
        case er.ChoosingEntry():
            return opening.choosing_entry(view, stage)
        case er.ChoosingWhom():
            return opening.choosing_whom(view, stage)
        case er.HolderCard():
            return opening.holder_card(view, stage)
        case er.Opening():
            return opening.opening(view, stage)
        case er.Conditions():
            return opening.conditions(view, stage)
        case er.Form():
            return form.form(view, stage)
        case er.FormRow():
            return form.form_row(view, stage)
        case er.Materials():
            return materials.materials(view, stage)
        case er.Capturing():
            return materials.capturing(view, stage)
        case er.Pages():
            return materials.pages(view, stage)
        case er.ConfirmDrop():
            return materials.confirm_drop(view, stage)
        case er.PhoneUpload():
            return materials.phone_upload(view, stage)
        case er.Review():
            return review.review(view, stage)
        case er.Signing():
            return review.signing(view, stage)
        case er.Asking():
            return matter.asking(view, stage)
        case at.Result():
            return matter.result(view, stage)
        case at.Previewing():
            return review.previewing(view, stage)
        case at.Preview():
            return review.preview(view, stage)
        case at.ConfirmWithdrawal():
            return review.confirm_withdrawal(view, stage)
        case at.Printing():
            return closing.printing(view, stage)
        case at.Trouble():
            return matter.trouble(view, stage)
        case at.Rating():
            return closing.rating(view, stage)
        case at.RatingReasons():
            return closing.rating_reasons(view, stage)
        case at.Finished():
            return closing.finished(view, stage)
        case at.Goodbye():
            return closing.goodbye(view, stage)
        case _:
            assert_never(stage)
