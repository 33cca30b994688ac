"""What must not be forgotten: physical effects, letters to the back end, the audit trail. SQLite."""

from __future__ import annotations

from kiosk.journal.audit import Head, Verdict, Verification
from kiosk.journal.effects import EffectState, JournalledEffect, TransitionRefused
from kiosk.journal.failures import JournalFault, JournalLost
from kiosk.journal.journal import Journal
from kiosk.journal.outbox import Letter, LetterKind, LetterState
from kiosk.journal.store import Opening

__all__ = [
    "EffectState",
    "Head",
    "Journal",
    "JournalFault",
    "JournalLost",
    "JournalledEffect",
    "Letter",
    "LetterKind",
    "LetterState",
    "Opening",
    "TransitionRefused",
    "Verdict",
    "Verification",
]
