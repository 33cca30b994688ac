"""How a matter ends, and what the person can do then. "Something went wrong" is not among them."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["MatterOutcome", "NextStep"]


class MatterOutcome(StrEnum):
    """What became of one matter (办件结果)."""

    ANSWERED = "answered"  # 查询: the result was shown
    NO_RECORD = "no_record"  # 查询: the department answered, and there is nothing
    DONE = "done"  # 当场办结
    ACCEPTED = "accepted"  # 已受理
    SUPPLEMENT_NEEDED = "supplement_needed"  # 待补正
    NOT_ACCEPTED = "not_accepted"  # 不予受理
    NOT_ELIGIBLE = "not_eligible"
    UNREACHABLE = "unreachable"  # nothing was submitted
    SUBMITTED_UNANSWERED = "submitted_unanswered"  # sent, and the answer did not come: never "done"
    ABANDONED = "abandoned"

    @property
    def asks_for_rating(self) -> bool:
        """Failures are rated too; what the person left is not."""
        return self is not MatterOutcome.ABANDONED


class NextStep(StrEnum):
    """What a refused person can do: every refusal names at least one."""

    TRY_AGAIN = "try_again"
    OTHER_WAY = "other_way"  # staff attestation or a code by SMS
    OTHER_MATTER = "other_matter"
    COUNTER = "counter"  # 窗口
    CALL = "call"  # 12345 or the zone's number
    COME_BACK = "come_back"  # in service hours, or when the supply is back
    PHONE = "phone"  # 随申办
