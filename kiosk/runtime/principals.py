"""Acting for another person: the holder's document is read, and the register says whether that may be."""

from __future__ import annotations

from kiosk.backend.answers import Ok, RefusalType, Refused, Unavailable
from kiosk.backend.case_models import PrincipalRequest
from kiosk.domain.credentials import Validity, check_validity
from kiosk.flow.effects import FindPrincipal
from kiosk.flow.events import AnswerRefused, PrincipalFound
from kiosk.flow.problems import Problem
from kiosk.runtime.credentials import KINDS, READ_S, face_assurance, subject_of, unavailable_problem
from kiosk.runtime.desk import Desk
from kiosk.runtime.vault import HOLDER, PRINCIPAL

CODES = {
    "same-person": Problem.SAME_PERSON,
    "not-related": Problem.NOT_RELATED,
    "guardian-age": Problem.NOT_RELATED,
    "details-differ": Problem.CARD_DETAILS_DIFFER,
    "document-not-valid": Problem.CARD_CANCELLED,
}
LOST = {
    RefusalType.ASSURANCE_TOO_LOW: Problem.ASSURANCE_EXPIRED,
    RefusalType.SUBJECT_UNKNOWN: Problem.ADMISSION_LOST,
}
"""Of the agent, not of the document that was put there."""
_VALIDITY = {
    Validity.EXPIRED: Problem.CARD_EXPIRED,
    Validity.NOT_YET_VALID: Problem.CARD_NOT_YET_VALID,
}


async def find_principal(desk: Desk, effect: FindPrincipal) -> None:
    vault = desk.vault_of(effect.serial)
    reader = desk.equipment.id_card_reader
    agent = vault.get(HOLDER) if vault is not None else None
    if vault is None or agent is None:
        return
    if reader is None:
        desk.post(AnswerRefused(effect.serial, Problem.DEVICE_GONE))
        return
    vault.holders_read += 1
    now = (vault.matters, vault.holders_read)

    def stale() -> bool:
        return not vault.is_in(now[0]) or vault.holders_read != now[1]

    read = await reader.read(READ_S)
    if stale():
        return
    card = read.result
    if not read.succeeded or card is None:
        desk.post(AnswerRefused(effect.serial, Problem.CARD_UNREADABLE))
        return
    if card.number == agent.number:
        desk.post(AnswerRefused(effect.serial, Problem.SAME_PERSON))
        return
    validity = check_validity(card.valid_from, card.valid_to, desk.today())
    if validity is not Validity.VALID:
        desk.post(AnswerRefused(effect.serial, _VALIDITY.get(validity, Problem.CARD_UNREADABLE)))
        return
    subject = await subject_of(desk, vault)
    if stale():
        return
    if subject is None:
        desk.post(AnswerRefused(effect.serial, Problem.BACKEND_DOWN))
        return
    request = PrincipalRequest(
        subject=subject,
        assurance=face_assurance(vault),
        matter=effect.matter,
        credential=KINDS[card.card_type],
        number=card.number,
        name=card.name or card.english_name,
    )
    key = f"{vault.number}-principal-{desk.clock.now():.3f}"
    answer = await desk.back_end.find_principal(request, key=key)
    if stale():
        return  # another document is read by now, or another matter is done
    match answer:
        case Ok(principal):
            vault.put(PRINCIPAL, principal)
            desk.post(PrincipalFound(effect.serial))
        case Refused(type=RefusalType.MATTER_REFUSED, params=params):
            code = params.get("code", "")
            desk.post(AnswerRefused(effect.serial, CODES.get(code, Problem.MATTER_REFUSED), code))
        case Refused(type=kind):
            desk.post(AnswerRefused(effect.serial, LOST.get(kind, Problem.NOT_RELATED)))
        case Unavailable(reason):
            desk.post(AnswerRefused(effect.serial, unavailable_problem(reason)))
