"""H04 医疗卡挂失及撤销, H07 医保网站密码变更: what guards the account."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import secrets
from typing import Final

from kiosk.backend.models import CaseStatus, Fact, Value, ValueKind
from kiosk.hub.departments.medical_insurance.records import (
    NO_RECORD,
    ORGANISATION,
    Account,
    Kind,
    Standing,
    account_of,
)
from kiosk.hub.departments.medical_insurance.saying import Saying, day, same, shared, text, today
from kiosk.hub.departments.registry import Handler, Opened, Question, Reply, invalid, refused
from kiosk.hub.problems import Refusal
from kiosk.hub.register import certificates

REPORT, CANCEL = "report", "cancel"


class MedicalCardLoss(Handler):
    """H04: the card is stopped at once, or usable again at once."""

    matter = "H04"
    department = ORGANISATION
    saying = Saying("H04")

    def open(self, question: Question) -> Opened | Refusal:
        found = self._card(question)
        return found if isinstance(found, Refusal) else Opened()

    def submit(self, question: Question) -> Reply | Refusal:
        card = self._card(question)
        if isinstance(card, Refusal):
            return card
        lost = card["standing"] == "lost"
        action = question.form["action"]
        if action == REPORT and lost:
            return refused("already-reported")
        if action == CANCEL and not lost:
            return refused("not-reported")
        shown = question.form.get("card", "")
        if action == CANCEL and shown and shown not in self._own(question, card["number"]):
            return invalid("card", "mismatch")
        now = today(question)
        serial = f"GS{now:%Y%m%d}{secrets.randbelow(10**6):06d}"
        standing = "lost" if action == REPORT else "in_use"
        question.records.put(
            Kind.CARD,
            {"number": card["number"], "standing": standing, "since": now.isoformat(), "serial": serial},
        )
        say = self.saying
        return Reply(
            status=CaseStatus.DONE,
            headline=say.says(f"headline.{action}"),
            facts=(
                say.fact("serial", text(serial)),
                Fact(label=shared("number"), value=text("****" + card["number"][-4:])),
                say.fact("state", same(f"card.{standing}")),
                say.fact("at", Value(kind=ValueKind.TIME, value=question.now.isoformat())),
            ),
            message=(
                "您的医保卡已挂失。如非本人办理，请立即拨打12393。"
                if action == REPORT
                else "您的医保卡已撤销挂失。如非本人办理，请立即拨打12393。"
            ),
        )

    def _card(self, question: Question) -> dict[str, str] | Refusal:
        account, card = account_of(question), question.records.one(Kind.CARD)
        if account is None or card is None:
            return NO_RECORD
        return refused("multiple-accounts") if account.accounts > 1 else card

    def _own(self, question: Question, number: str) -> set[str]:
        """The numbers by which a reader may know the person's card."""
        held = certificates(question.records, today(question))
        cards = {one.number for one in held if one.kind == "social-security-card"}
        return cards | {number, question.holder.number}


# scrypt with 16 MB (RFC 7914): a stolen table does not give the passwords away.
_SCRYPT: Final = {"n": 2**14, "r": 8, "p": 1, "dklen": 32}


def _hashed(password: str, salt: bytes) -> str:
    return hashlib.scrypt(password.encode(), salt=salt, **_SCRYPT).hex()


class WebPassword(Handler):
    """H07: a new password for the department's website; only its salted hash is kept."""

    matter = "H07"
    department = ORGANISATION
    saying = Saying("H07")

    def open(self, question: Question) -> Opened | Refusal:
        found = self._account(question)
        return found if isinstance(found, Refusal) else Opened()

    def submit(self, question: Question) -> Reply | Refusal:
        found = self._account(question)
        if isinstance(found, Refusal):
            return found
        password = question.form["new_password"]
        if question.form.get("repeated", password) != password:
            return invalid("repeated", "not_the_same")
        if self._easy(question, password):
            return invalid("new_password", "too_easy")
        known = question.records.one(Kind.PASSWORD)
        if known is not None and hmac.compare_digest(
            _hashed(password, bytes.fromhex(known["salt"])), known["hash"]
        ):
            return invalid("new_password", "same_as_before")
        salt = secrets.token_bytes(16)
        now = today(question)
        question.records.put(
            Kind.PASSWORD,
            {"salt": salt.hex(), "hash": _hashed(password, salt), "changed": now.isoformat()},
        )
        say = self.saying
        return Reply(
            status=CaseStatus.DONE,
            headline=say.says("headline"),
            facts=(say.fact("changed", day(now)), say.fact("account", text("****" + found.number[-4:]))),
            message="您的医保网站密码已修改。如非本人办理，请立即拨打12393。",
        )

    def _account(self, question: Question) -> Account | Refusal:
        account = account_of(question)
        if account is None or not account.number:
            return NO_RECORD
        return refused("account-closed") if account.standing is Standing.CLOSED else account

    def _easy(self, question: Question, password: str) -> bool:
        """One character again and again, digits in a row, or what stands on the person's card."""
        holder = question.holder
        personal = (
            holder.number[-6:],
            f"{holder.birth:%Y%m%d}",
            f"{holder.birth:%y%m%d}",
            holder.phone or "",
        )
        steps = {ord(b) - ord(a) for a, b in itertools.pairwise(password)}
        return steps in ({0}, {1}, {-1}) or any(part and part in password for part in personal)
