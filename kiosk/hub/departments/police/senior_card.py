"""H15 敬老卡申领: from one month before the 65th birthday on; the allowance is paid onto the card."""

from __future__ import annotations

from typing import Final

from kiosk.backend.models import CaseStatus
from kiosk.domain.dates import add_months
from kiosk.hub.departments import wording as w
from kiosk.hub.departments.forms import today_of
from kiosk.hub.departments.police import kinds
from kiosk.hub.departments.police.standing import CARD_CENTRE, is_shanghai_household
from kiosk.hub.departments.public_data import label
from kiosk.hub.departments.registry import Decision, Handler, Opened, Question, Reply, refused
from kiosk.hub.hours import working_days_after
from kiosk.hub.problems import Refusal
from kiosk.hub.register import certificates

AGE: Final = 65
EARLIER_MONTHS: Final = 1
DAYS: Final = 30
CERTIFICATE: Final = "senior-card"


class SeniorCard(Handler):
    matter = "H15"
    department = CARD_CENTRE

    def open(self, question: Question) -> Opened | Refusal:
        return self._hindrance(question) or Opened()

    def _hindrance(self, question: Question) -> Refusal | None:
        today = today_of(question)
        if not is_shanghai_household(question):
            return refused("not-shanghai-hukou")
        if today < add_months(question.holder.birth, 12 * AGE - EARLIER_MONTHS):
            return refused("too-young")
        has_card = any(one.kind == CERTIFICATE for one in certificates(question.records, today))
        if has_card or question.records.one(kinds.SENIOR_CARD) is not None:
            return refused("already-has-card")
        return None

    def submit(self, question: Question) -> Reply | Refusal:
        refusal = self._hindrance(question)
        if refusal is not None:
            return refusal
        today = today_of(question)
        question.records.add(kinds.SENIOR_CARD, {"on": today.isoformat()})
        at = working_days_after(question.now, DAYS)
        # The allowance runs from the month in which 65 is reached, or of the application if that is later.
        begins = max(add_months(question.holder.birth, 12 * AGE), today)
        text = w.Wording(self.matter)
        facts = (
            text.fact("bank", w.plain(label("bank", question.form["bank"]))),
            text.fact("begins", w.month(begins.isoformat()[:7])),
        )
        return Reply(
            headline=text.text("headline"),
            facts=facts,
            status=CaseStatus.ACCEPTED,
            due=text.text("due", date=w.day(at.date())),
            decision=Decision(
                at,
                Reply(
                    headline=text.text("headline.issued"),
                    facts=facts,
                    status=CaseStatus.ISSUED,
                    message="您申领的卡已制好，请凭身份证领取。",
                ),
            ),
            message="您的申领已受理，卡制好后短信通知您。",
        )
