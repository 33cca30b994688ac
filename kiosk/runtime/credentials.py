"""Reading a card, exchanging a code, and asking the back end about them."""

from __future__ import annotations

import asyncio
import base64
import binascii
from contextlib import suppress

from drivers.contract import CardType, Code, IdCard
from kiosk.backend.answers import Answer, Ok, Reason, RefusalType, Refused, Unavailable
from kiosk.backend.models import (
    Admission,
    AdmissionRequest,
    Assurance,
    AssuranceMethod,
    CodeHolder,
    CodeRequest,
    OtherWay,
)
from kiosk.backend.models import Standing as HubStanding
from kiosk.domain.credentials import (
    CredentialFacts,
    CredentialKind,
    Validity,
    age_band,
    check_validity,
    parse_card_date,
)
from kiosk.domain.identifiers import IdentifierError, parse_resident_id
from kiosk.flow.effects import ExchangeCode, LearnStanding, ReadCard
from kiosk.flow.events import CredentialRead, CredentialRefused, Standing, StandingLearnt
from kiosk.flow.problems import Problem
from kiosk.runtime.desk import Desk
from kiosk.runtime.sessions import end_admission
from kiosk.runtime.vault import ASSURANCE, HOLDER, PHONE, PHOTO, SUBJECT, Holder, Photo, Vault
from kiosk.vision.port import ReferenceKind

READ_S = 8.0
PRESENCE_S = 1.0
STANDING_S = 5.0
PURPOSE = "terminal-admission"

KINDS = {
    CardType.RESIDENT: CredentialKind.RESIDENT_CARD,
    CardType.HMT_RESIDENCE: CredentialKind.HMT_RESIDENCE_PERMIT,
    CardType.FOREIGNER_2017: CredentialKind.FOREIGNER_CARD_2017,
    CardType.FOREIGNER_2023: CredentialKind.FOREIGNER_CARD_2023,
}
WITH_RESIDENT_NUMBER = frozenset({CardType.RESIDENT, CardType.HMT_RESIDENCE})

REFUSALS = {
    RefusalType.CODE_EXPIRED: Problem.CODE_EXPIRED,
    RefusalType.CODE_USED: Problem.CODE_USED,
    RefusalType.CODE_FOREIGN: Problem.CODE_FOREIGN,
    RefusalType.CODE_UNKNOWN: Problem.CODE_UNKNOWN,
}

BAD_STANDINGS = {
    HubStanding.REPORTED_LOST: Problem.CARD_LOST,
    HubStanding.CANCELLED: Problem.CARD_CANCELLED,
    HubStanding.DETAILS_DIFFER: Problem.CARD_DETAILS_DIFFER,
}


def unavailable_problem(reason: Reason) -> Problem:
    """What a missing answer means to the person who waits for it."""
    match reason:
        case Reason.DOWN | Reason.NOT_SENT | Reason.NOT_AUTHORISED:
            return Problem.BACKEND_DOWN
        case Reason.SLOW:
            return Problem.BACKEND_SLOW
        case Reason.NONSENSE:
            return Problem.BACKEND_NONSENSE
        case Reason.OUTCOME_UNKNOWN:
            return Problem.BACKEND_UNKNOWN


async def read_card(desk: Desk, effect: ReadCard) -> None:
    reader = desk.equipment.id_card_reader
    vault = desk.vault_of(effect.serial)
    if vault is None:
        return
    if reader is None:
        desk.post(CredentialRefused(effect.serial, Problem.DEVICE_GONE))
        return
    credential = vault.credentials
    completion = await reader.read(READ_S)
    if not vault.speaks_of(credential):
        return
    if completion.succeeded and completion.result is not None:
        _admit_card(desk, vault, completion.result)
        # The photo is only needed for the face check: the person's name is on the screen meanwhile.
        photo = await desk.photo_decoder.decode(completion.result)
        if not vault.speaks_of(credential):
            return  # refused meanwhile: the next card must not be compared with this one's photo
        if photo is not None:
            vault.put(PHOTO, photo)
        vault.photo_settled.set()
        return
    match completion.code:
        case Code.UNSUPPORTED:
            problem = Problem.CARD_UNKNOWN_TYPE
        case Code.NO_MEDIA:
            problem = Problem.CARD_PULLED
        case Code.INVALID_MEDIA | Code.INVALID_DATA:
            problem = Problem.CARD_UNREADABLE
            still = await reader.card_present(PRESENCE_S)
            if still.succeeded and still.result is False:
                problem = Problem.CARD_PULLED
        case _:
            problem = Problem.DEVICE_GONE
    if vault.speaks_of(credential):
        desk.post(CredentialRefused(effect.serial, problem))


def _admit_card(desk: Desk, vault: Vault, card: IdCard) -> None:
    kind = KINDS[card.card_type]
    today = desk.today()
    validity = check_validity(card.valid_from, card.valid_to, today)
    number_wrong = card.card_type in WITH_RESIDENT_NUMBER and isinstance(
        parse_resident_id(card.number), IdentifierError
    )
    if number_wrong:
        validity = Validity.MALFORMED
    birth = parse_card_date(card.birth)
    facts = CredentialFacts(kind, validity, age_band(birth, today) if birth is not None else None)
    vault.put(HOLDER, Holder(kind, card.name or card.english_name, card.number, card.sex_code, birth))
    failures = desk.attempts.failures(card.number, desk.clock.now())
    desk.post(CredentialRead(vault.serial, facts, failures))


async def learn_standing(desk: Desk, effect: LearnStanding) -> None:
    """What the register says of the card. Without an answer the chip and the face speak for the person."""
    vault = desk.vault_of(effect.serial)
    holder = vault.get(HOLDER) if vault is not None else None
    if vault is None or holder is None:
        return
    request = AdmissionRequest(credential=holder.kind, number=holder.number, name=holder.name)
    credential = vault.credentials
    answer = await desk.back_end.admit(request, key=f"{vault.number}-admit-{credential}")
    if not vault.speaks_of(credential):
        if isinstance(answer, Ok) and answer.value.subject is not None:
            await end_admission(desk, answer.value.subject)
        return  # another credential lies there by now
    vault.standing_settled.set()
    learnt = take_admission(vault, answer)
    if isinstance(learnt, Problem):
        desk.post(CredentialRefused(effect.serial, learnt))
        return
    at_once = isinstance(answer, Ok) and answer.value.other_way is OtherWay.AT_ONCE
    phone = vault.get(PHONE) is not None
    desk.post(StandingLearnt(effect.serial, learnt, phone, at_once))


async def subject_of(desk: Desk, vault: Vault) -> str | None:
    """The back end's reference for this person; None when it cannot be had.

    Its answer may still be under way, or it could not be asked when the person came in and is there again.
    """
    with suppress(TimeoutError):
        await asyncio.wait_for(vault.standing_settled.wait(), STANDING_S)
    if vault.get(SUBJECT) is None:
        await learn_standing(desk, LearnStanding(vault.serial))
    return vault.get(SUBJECT)


def take_admission(vault: Vault, answer: Answer[Admission]) -> Standing | Problem:
    match answer:
        case Ok(admission):
            if admission.standing in BAD_STANDINGS:
                return BAD_STANDINGS[admission.standing]
            if admission.subject is not None:
                vault.put(SUBJECT, admission.subject)
            if admission.phone_masked is not None:
                vault.put(PHONE, admission.phone_masked)
            return Standing.GOOD
        case Refused() | Unavailable():
            return Standing.NOT_CHECKED


async def exchange_code(desk: Desk, effect: ExchangeCode) -> None:
    vault = desk.vault_of(effect.serial)
    scanned = desk.take_code()
    if vault is None:
        return
    if scanned is None:
        desk.post(CredentialRefused(effect.serial, Problem.CODE_UNREADABLE))
        return
    credential = vault.credentials
    request = CodeRequest(code=scanned.text, place=desk.place.zone_zh, purpose=PURPOSE)
    answer = await desk.back_end.exchange_code(request, key=f"{vault.number}-code-{desk.clock.now():.3f}")
    if not vault.speaks_of(credential):
        if isinstance(answer, Ok) and answer.value.admission.subject is not None:
            await end_admission(desk, answer.value.admission.subject)
        return
    match answer:
        case Ok(holder):
            _admit_code(desk, vault, holder)
        case Refused(refusal):
            problem = REFUSALS.get(refusal, Problem.CODE_UNKNOWN)
            desk.post(CredentialRefused(effect.serial, problem))
        case Unavailable(reason):
            desk.post(CredentialRefused(effect.serial, unavailable_problem(reason)))


def _admit_code(desk: Desk, vault: Vault, code: CodeHolder) -> None:
    standing = take_admission(vault, Ok(code.admission))
    if isinstance(standing, Problem):
        desk.post(CredentialRefused(vault.serial, standing))
        return
    vault.put(HOLDER, Holder(code.kind, code.name, code.number, code.sex, code.birth))
    if code.photo_jpeg_base64 is not None:
        try:
            picture = base64.b64decode(code.photo_jpeg_base64, validate=True)
        except binascii.Error:
            picture = b""
        if picture:
            vault.put(PHOTO, Photo(picture, ReferenceKind.ENCODED))
    vault.photo_settled.set()
    vault.standing_settled.set()
    facts = CredentialFacts(code.kind, Validity.VALID, age_band(code.birth, desk.today()))
    failures = desk.attempts.failures(code.number, desk.clock.now())
    desk.post(CredentialRead(vault.serial, facts, failures))
    at_once = code.admission.other_way is OtherWay.AT_ONCE
    phone = vault.get(PHONE) is not None
    desk.post(StandingLearnt(vault.serial, standing, phone, at_once))


def face_assurance(vault: Vault) -> Assurance:
    """How the person was proved, as the back end wants to hear it."""
    return vault.get(ASSURANCE) or Assurance(method=AssuranceMethod.NONE)
