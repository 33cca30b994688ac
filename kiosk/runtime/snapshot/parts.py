"""What pages are put together from: actions, facts, steps."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.flow.intents import Intent
from kiosk.flow.words import Words


class ActionRole(StrEnum):
    PRIMARY = "primary"  # at most one on a page, bottom right
    SECONDARY = "secondary"
    DANGER = "danger"


@dataclass(frozen=True, slots=True, repr=False)
class Action:
    id: str  # stable name, unique on the page: "print", "continue", "matter.Q01"
    label: Words
    intent: Intent
    role: ActionRole = ActionRole.SECONDARY
    enabled: bool = True


@dataclass(frozen=True, slots=True, repr=False)
class Fact:
    label: Words
    value: Words


class StepState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
