"""What several matters of 公安 ask of a person: the household's place, and what is being examined."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from kiosk.backend.answers import RefusalType
from kiosk.domain.known_facts import KnownFact
from kiosk.hub.departments.police import kinds
from kiosk.hub.departments.registry import Question
from kiosk.hub.problems import Refusal
from kiosk.hub.register import known_facts

ORGANISATION: Final = "上海市公安局"
CARD_CENTRE: Final = "上海市社会保障和市民服务信息中心"
SHANGHAI_CODE: Final = "310000"  # GB/T 2260
NO_RECORD: Final = Refusal(RefusalType.NO_RECORD)


def is_shanghai_household(question: Question) -> bool:
    """Whether the holder's household is registered in Shanghai."""
    return known_facts(question.records).get(KnownFact.HUKOU_CITY) == SHANGHAI_CODE


def is_examined(question: Question, matter: str, about: str = "") -> bool:
    """Whether the same was applied for and is not decided yet."""
    return any(
        one["matter"] == matter
        and one["about"] == about
        and datetime.fromisoformat(one["until"]) > question.now
        for one in question.records.all(kinds.REQUEST)
    )


def note_request(question: Question, matter: str, until: datetime, about: str = "") -> None:
    """Keep that this is being examined until then."""
    question.records.add(kinds.REQUEST, {"matter": matter, "about": about, "until": until.isoformat()})
