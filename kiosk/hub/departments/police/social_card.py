"""H09 新版社保卡开通: the new card works at once. Its state is the one that Q10 shows."""

from __future__ import annotations

from typing import Any

from kiosk.backend.models import CaseStatus
from kiosk.domain.masks import mask_card
from kiosk.hub.departments import wording as w
from kiosk.hub.departments.forms import own_card_ending, today_of
from kiosk.hub.departments.human_resources.kinds import SOCIAL_CARD
from kiosk.hub.departments.police.standing import CARD_CENTRE, NO_RECORD
from kiosk.hub.departments.public_data import label
from kiosk.hub.departments.registry import Handler, Opened, Question, Reply, refused
from kiosk.hub.problems import Refusal


class CardActivation(Handler):
    """A guardian does it for a child of up to 16 years."""

    matter = "H09"
    department = CARD_CENTRE
    ward_below = 17

    def open(self, question: Question) -> Opened | Refusal:
        card = self._card(question)
        return card if isinstance(card, Refusal) else Opened()

    def submit(self, question: Question) -> Reply | Refusal:
        card = self._card(question)
        if isinstance(card, Refusal):
            return card
        account = own_card_ending(question, "last4")
        if account is None:
            return refused("last4-mismatch")
        question.records.put(SOCIAL_CARD, {**card, "state": "active"})
        text = w.Wording(self.matter)
        return Reply(
            headline=text.text("headline"),
            facts=(
                text.fact("number", w.plain(card["number"])),
                text.fact("state", text.word("value.active")),
                text.fact("account", w.plain(f"{label('bank', account.bank)} {mask_card(account.number)}")),
                text.fact("insurance", text.word("value.on")),
                text.fact("since", w.day(today_of(question))),
            ),
            status=CaseStatus.DONE,
            message="您的新卡已开通。如非本人或监护人办理，请立即拨打12345。",
        )

    def _card(self, question: Question) -> dict[str, Any] | Refusal:
        """The card that waits to be activated; or why none does."""
        card = question.records.one(SOCIAL_CARD)
        if card is None:
            return NO_RECORD
        match card["state"]:
            case "ready":
                return card
            case "active":
                return refused("already-active")
            case "making":
                return refused("not-made-yet")
            case _:
                return refused("card-state")
