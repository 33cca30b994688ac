"""经信委 (市大数据中心): verified online accounts (H32), printed 随申码 for older people (B37)."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from kiosk.backend.models import CaseStatus, Fact
from kiosk.domain.masks import mask_phone
from kiosk.hub.departments import wording as w
from kiosk.hub.departments.forms import today_of
from kiosk.hub.departments.registry import (
    Department,
    Handler,
    ProofLine,
    ProofText,
    Question,
    Reply,
    refused,
)
from kiosk.hub.departments.simple import WithGivenRecords
from kiosk.hub.hashing import draw_letters
from kiosk.hub.problems import Refusal
from kiosk.hub.tables import RecordRow

ORGANISATION: Final = "上海市大数据中心"
ACCOUNT: Final = "citizen_account"
OFFLINE_CODE: Final = "offline_code"
VALID: Final = timedelta(days=180)


class VerifiedAccount(Handler):
    """H32: whoever holds the telephone and stands there is the account's person."""

    matter = "H32"
    department = ORGANISATION

    def submit(self, question: Question) -> Reply | Refusal:
        mobile = question.form["mobile"]
        if any(one["mobile"] == mobile for one in question.records.all(ACCOUNT)):
            return refused("already-verified")
        others = question.session.query(RecordRow).filter(RecordRow.kind == ACCOUNT)
        if any(row.data["mobile"] == mobile for row in others):
            return refused("account-of-another")
        question.records.add(ACCOUNT, {"mobile": mobile})
        text = w.Wording(self.matter)
        phone = w.plain(mask_phone(mobile))
        return Reply(
            headline=text.text("headline", phone=phone),
            facts=(text.fact("phone", phone), text.fact("level", text.word("value.high"))),
            status=CaseStatus.DONE,
            message="您的网上账户已完成实名认证。",
        )


class OfflineCode(Handler):
    """B37: a new code makes the old one void."""

    matter = "B37"
    department = ORGANISATION

    def submit(self, question: Question) -> Reply | Refusal:
        old = next((one for one in question.records.all(OFFLINE_CODE) if one["state"] == "valid"), None)
        text = w.Wording(self.matter)
        if question.form["action"] == "revoke":
            if old is None:
                return refused("nothing-to-revoke")
            question.records.put(OFFLINE_CODE, {**old, "state": "void"})
            return Reply(
                headline=text.text("headline.revoked"),
                facts=(text.fact("replaced", w.plain(str(old["number"]))),),
                status=CaseStatus.DONE,
            )
        until = today_of(question) + VALID
        number = f"SSM{draw_letters(10)}"
        question.records.put(OFFLINE_CODE, {"number": number, "until": until.isoformat(), "state": "valid"})
        facts: list[Fact] = [text.fact("number", w.plain(number)), text.fact("until", w.day(until))]
        if old is not None:
            facts.append(text.fact("replaced", w.plain(str(old["number"]))))
        return Reply(
            headline=text.text("headline", until=w.day(until)),
            facts=tuple(facts),
            status=CaseStatus.DONE,
            proof=ProofText(
                "随申码离线码", "Offline 随申码", (ProofLine("有效期至", "Valid until", until.isoformat()),)
            ),
            message="您的随申码离线码已生成。",
        )


DEPARTMENT: Department = WithGivenRecords("informatization", VerifiedAccount(), OfflineCode())
