"""From the first page to a person who is proved."""

from __future__ import annotations

from kiosk.domain.masks import mask_name
from kiosk.flow.events import Health, Hint, Part, Unit
from kiosk.flow.intents import (
    ChooseOtherWay,
    Continue,
    GiveConsent,
    LookFirst,
    OtherWay,
    RefuseConsent,
    SendCodeAgain,
    ShowOtherWays,
)
from kiosk.flow.openness import can_sign_in
from kiosk.flow.state import (
    AskCredential,
    EntryPhase,
    FaceCheck,
    PhoneCode,
    Reading,
    Source,
    StaffCheck,
    StaffPhase,
    Starting,
)
from kiosk.flow.words import Words, text
from kiosk.runtime.presenter.view import View, primary, secondary
from kiosk.runtime.snapshot import (
    AttractContent,
    ConsentContent,
    CredentialContent,
    EntryContent,
    EntryKind,
    FaceContent,
    FacePhase,
    OtherWaysContent,
    ProblemContent,
    StartingContent,
    WorkingContent,
)
from kiosk.runtime.vault import HOLDER, PHONE


def starting(view: View, stage: Starting) -> StartingContent:
    return StartingContent(tuple((text(f"starting.{part.value}"), part in stage.ready) for part in Part))


def card_ready(view: View) -> bool:
    return view.state.works(Unit.ID_CARD_READER)


def code_ready(view: View) -> bool:
    return view.state.works(Unit.CODE_SCANNER) and view.state.back_end_reachable is not False


def notices(view: View) -> tuple[Words, ...]:
    """What is out of order, most important first; nothing that has not been heard of yet."""
    told: list[Words] = []
    if not can_sign_in(view.state) and Health.UNKNOWN not in (
        view.state.units[Unit.ID_CARD_READER],
        view.state.units[Unit.CODE_SCANNER],
    ):
        told.append(text("notice.nobody_can_sign_in", phone=view.place.help_phone))
    if view.state.back_end_reachable is False:
        told.append(text("notice.back_end_down"))
    for unit, health in view.state.units.items():
        if health in (Health.GONE, Health.BLOCKED, Health.EMPTY):
            told.append(text(f"notice.{unit.value}.{health.value}"))
    return tuple(told)


def attract(view: View) -> AttractContent:
    return AttractContent(
        card_ready(view), code_ready(view), notices(view), secondary("look_first", LookFirst())
    )


def credential(view: View, stage: AskCredential) -> CredentialContent:
    wanted = view.session.wanted_matter
    matter = view.matter(wanted).title if wanted else None
    return CredentialContent(matter, card_ready(view), code_ready(view))


def reading(view: View, stage: Reading) -> WorkingContent:
    return WorkingContent(
        text(f"reading.{stage.source.value}.title"),
        text(f"reading.{stage.source.value}.what"),
        view.entered,
        keep_card=stage.source is Source.CARD,
    )


def admitting(view: View) -> WorkingContent:
    return WorkingContent(text("admitting.title"), text("admitting.what"), view.entered)


def consent(view: View) -> ConsentContent:
    return ConsentContent(
        view.person,
        primary("agree", GiveConsent()),
        secondary("refuse", RefuseConsent()),
    )


def other_ways(view: View) -> OtherWaysContent:
    phone = view.vault.get(PHONE) if view.vault is not None else None
    ways = [secondary("staff", ChooseOtherWay(OtherWay.STAFF))]
    if phone is not None:
        ways.insert(0, secondary("phone_code", ChooseOtherWay(OtherWay.PHONE_CODE)))
    return OtherWaysContent(tuple(ways), phone or "")


def face(view: View, stage: FaceCheck) -> FaceContent:
    match stage.hint:
        case Hint.OPENING:
            phase = FacePhase.OPENING
        case Hint.COMPARING:
            phase = FacePhase.COMPARING
        case _:
            phase = FacePhase.LOOKING
    return FaceContent(
        phase,
        text(f"face.hint.{stage.hint.value}"),
        stage.attempt,
        view.state.setup.face_attempts,
        secondary("other_way", ShowOtherWays()),
    )


def phone_code(view: View, stage: PhoneCode) -> EntryContent | WorkingContent:
    phone = (view.vault.get(PHONE) if view.vault is not None else None) or ""
    match stage.phase:
        case EntryPhase.SENDING:
            return WorkingContent(text("phone_code.sending"), text("phone_code.sending_what"), view.entered)
        case EntryPhase.CHECKING:
            return WorkingContent(text("phone_code.checking"), text("phone_code.checking_what"), view.entered)
        case EntryPhase.TYPING:
            wrong = stage.tries_left
            typed = view.vault.typed("phone_code") if view.vault is not None else ""
            return EntryContent(
                EntryKind.PHONE_CODE,
                text("phone_code.title"),
                text("phone_code.hint", phone=phone),
                view.state.setup.phone_code_length,
                stage.filled,
                typed,
                text("phone_code.wrong", left=wrong) if wrong is not None else None,
                primary("continue", Continue()),
                secondary("send_again", SendCodeAgain()),
            )


def staff_check(view: View, stage: StaffCheck) -> EntryContent | WorkingContent | ProblemContent:
    setup = view.state.setup
    match stage.phase:
        case StaffPhase.CODE | StaffPhase.PIN:
            code = stage.phase is StaffPhase.CODE
            return EntryContent(
                EntryKind.STAFF_CODE if code else EntryKind.STAFF_PIN,
                text(f"staff_check.{stage.phase.value}.title"),
                text(f"staff_check.{stage.phase.value}.hint"),
                setup.staff_code_length if code else setup.staff_pin_length,
                stage.filled,
                (view.vault.typed("staff_code") if view.vault is not None else "") if code else "",
                None,
                primary("continue", Continue()),
                None,
            )
        case StaffPhase.COMPARE:
            holder = view.vault.get(HOLDER) if view.vault is not None else None
            return ProblemContent(
                "staff_compare",
                text("staff_check.compare.title", name=mask_name(holder.name) if holder else ""),
                text("staff_check.compare.happened"),
                text("staff_check.compare.effect"),
                text("staff_check.compare.next"),
                (primary("confirm", Continue()),),
            )
        case StaffPhase.CHECKING:
            what = text("staff_check.checking_what")
            return WorkingContent(text("staff_check.checking"), what, view.entered)
