"""How the journal fails: a closed set, each with a sentence that says what was done and what to do."""

from __future__ import annotations

import errno
import sqlite3
from enum import StrEnum
from pathlib import Path
from typing import Final


class JournalFault(StrEnum):
    DISK_FULL = "disk_full"
    LOCKED = "locked"  # another process has it
    CORRUPT = "corrupt"
    NO_ACCESS = "no_access"  # rights, a read-only file system, a missing folder
    IO_ERROR = "io_error"
    TOO_NEW = "too_new"  # written by a later version of the kiosk
    CLOSED = "closed"


class JournalLost(Exception):
    """Nothing was written. Whatever depends on the record must not happen."""

    def __init__(self, fault: JournalFault, sentence: str) -> None:
        super().__init__(sentence)
        self.fault = fault


_REMEDIES: Final = {
    JournalFault.DISK_FULL: "The disk is full; nothing was written. Make room.",
    JournalFault.LOCKED: "Another process holds the journal; nothing was written. End the other kiosk.",
    JournalFault.CORRUPT: "The journal is damaged; nothing was written. Start again: it is then set aside.",
    JournalFault.NO_ACCESS: "The journal cannot be opened for writing; nothing was written. Mend its rights.",
    JournalFault.IO_ERROR: "The disk does not answer; nothing was written. Replace it.",
    JournalFault.TOO_NEW: "A later version wrote the journal; nothing was changed. Install that version.",
    JournalFault.CLOSED: "The journal is closed; nothing was written.",
}

# Primary result codes of SQLite (https://sqlite.org/rescode.html): the low byte of an extended code.
_BY_CODE: Final = {
    sqlite3.SQLITE_FULL: JournalFault.DISK_FULL,
    sqlite3.SQLITE_BUSY: JournalFault.LOCKED,
    sqlite3.SQLITE_LOCKED: JournalFault.LOCKED,
    sqlite3.SQLITE_CORRUPT: JournalFault.CORRUPT,
    sqlite3.SQLITE_NOTADB: JournalFault.CORRUPT,
    sqlite3.SQLITE_READONLY: JournalFault.NO_ACCESS,
    sqlite3.SQLITE_CANTOPEN: JournalFault.NO_ACCESS,
    sqlite3.SQLITE_PERM: JournalFault.NO_ACCESS,
    sqlite3.SQLITE_AUTH: JournalFault.NO_ACCESS,
    sqlite3.SQLITE_IOERR: JournalFault.IO_ERROR,
}


def lost(fault: JournalFault, path: Path) -> JournalLost:
    return JournalLost(fault, f"{path}: {_REMEDIES[fault]}")


def fault_of(error: sqlite3.Error | OSError) -> JournalFault | None:
    """The fault that an error of SQLite or of the system means; None: it is a bug and should be raised."""
    if isinstance(error, OSError):
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return JournalFault.DISK_FULL
        return JournalFault.IO_ERROR if error.errno == errno.EIO else JournalFault.NO_ACCESS
    code: int | None = getattr(error, "sqlite_errorcode", None)
    return None if code is None else _BY_CODE.get(code & 0xFF)
