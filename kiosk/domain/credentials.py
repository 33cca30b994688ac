"""Credentials: what kind, whether valid today, and what of the holder may leave the vault (an age band)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum, StrEnum
from typing import Final

__all__ = [
    "LONG_TERM",
    "AgeBand",
    "CredentialFacts",
    "CredentialKind",
    "LongTerm",
    "Validity",
    "age_band",
    "age_on",
    "check_validity",
    "parse_card_date",
]


class CredentialKind(StrEnum):
    RESIDENT_CARD = "resident_card"  # 居民身份证
    HMT_RESIDENCE_PERMIT = "hmt_residence_permit"  # 港澳台居民居住证 (J)
    FOREIGNER_CARD_2017 = "foreigner_card_2017"  # 外国人永久居留身份证 (I)
    FOREIGNER_CARD_2023 = "foreigner_card_2023"  # 外国人永久居留身份证 (Y)
    SOCIAL_SECURITY_CARD = "social_security_card"  # 社会保障卡
    SUISHEN_CODE = "suishen_code"  # 随申码
    CERTIFICATE_CODE = "certificate_code"  # 电子亮证码
    STAFF_CREDENTIAL = "staff_credential"  # 工作人员

    @property
    def is_code(self) -> bool:
        return self in (CredentialKind.SUISHEN_CODE, CredentialKind.CERTIFICATE_CODE)


class Validity(StrEnum):
    """Whether a credential may be used today. Reported-lost is the back end's to say."""

    VALID = "valid"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    UNKNOWN_TYPE = "unknown_type"
    MALFORMED = "malformed"


class AgeBand(StrEnum):
    """Ages in full years: child < 16, adult, senior ≥ 60, aged ≥ 70 (green channel)."""

    CHILD = "child"
    ADULT = "adult"
    SENIOR = "senior"
    AGED = "aged"

    @property
    def may_skip_face_at_once(self) -> bool:
        """Whether another way than the face is offered before the first try."""
        return self in (AgeBand.SENIOR, AgeBand.AGED)


class LongTerm(Enum):
    """长期: valid without an end."""

    LONG_TERM = "长期"


LONG_TERM: Final = LongTerm.LONG_TERM


@dataclass(frozen=True, slots=True)
class CredentialFacts:
    """All that the flow may know of a credential. Nothing in it identifies a person."""

    kind: CredentialKind
    validity: Validity
    age_band: AgeBand | None  # None: the credential does not tell the birth date


def parse_card_date(text: str) -> date | None:
    """A date ``YYYYMMDD`` as chips store it; None when it is none."""
    if len(text) != 8 or not (text.isascii() and text.isdigit()):
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def _parse_end(text: str) -> date | LongTerm | None:
    if text == LONG_TERM.value:
        return LONG_TERM
    end = parse_card_date(text)
    if end is None and text[4:] == "0229":
        # An end that was counted in whole years from a 29 February: the holder is not to blame for it.
        return parse_card_date(text[:4] + "0228")
    return end


def check_validity(valid_from: str, valid_to: str, today: date) -> Validity:
    """Whether a card with these printed dates is valid on ``today``; first and last day included.

    ``valid_from`` is ``YYYYMMDD``, ``valid_to`` the same or ``长期``; padding spaces are ignored.
    """
    begin, end = parse_card_date(valid_from.strip()), _parse_end(valid_to.strip())
    if begin is None or end is None:
        return Validity.MALFORMED
    if isinstance(end, date) and end < begin:
        return Validity.MALFORMED
    if today < begin:
        return Validity.NOT_YET_VALID
    if isinstance(end, date) and today > end:
        return Validity.EXPIRED
    return Validity.VALID


def age_on(birth: date, today: date) -> int:
    """Age in full years; one is a year older on the birthday, and on 1 March when born on 29 February."""
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))


def age_band(birth: date, today: date) -> AgeBand:
    age = age_on(birth, today)
    if age < 16:
        return AgeBand.CHILD
    if age < 60:
        return AgeBand.ADULT
    return AgeBand.SENIOR if age < 70 else AgeBand.AGED
