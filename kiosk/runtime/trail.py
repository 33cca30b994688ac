"""Records: the audit trail, the rating, the call for help."""

from __future__ import annotations

from kiosk.backend.models import CallBack, RatingReason, RatingRequest, Satisfaction
from kiosk.flow.effects import Audit, CallHelp, SendRating
from kiosk.runtime.desk import Desk
from kiosk.runtime.vault import ANSWER, FAILED_CASE, HOLDER


def audit(desk: Desk, effect: Audit) -> None:
    vault = desk.vault_of(effect.serial)
    holder = vault.get(HOLDER) if vault is not None else None
    desk.trail.record(
        effect.act,
        vault.number if vault is not None else "",
        holder.number if holder is not None else "",
        effect.about,
    )


def send_rating(desk: Desk, effect: SendRating) -> None:
    """The rating is kept and delivered later if the back end is away; nobody waits for it."""
    vault = desk.vault_of(effect.serial)
    if vault is None:
        return
    answer = vault.get(ANSWER)
    case = answer.case if answer is not None else vault.get(FAILED_CASE)
    if case is None:
        return
    known = {reason.value for reason in RatingReason}
    request = RatingRequest(
        case=case,
        level=Satisfaction(effect.level),
        reasons=tuple(RatingReason(reason) for reason in effect.reasons if reason in known),
        call_back=CallBack.WELCOME if effect.call_back else CallBack.NOT_WANTED,
    )
    desk.trail.send_rating(request, key=f"{vault.number}-rate-{case}"[:80])


def call_help(desk: Desk, effect: CallHelp) -> None:
    vault = desk.vault_of(effect.serial) if effect.serial is not None else None
    desk.trail.call_help(vault.number if vault is not None else "", effect.stage, effect.matter)
