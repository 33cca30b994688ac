"""The terminal's audit key: what hashes subjects and seals the trail. In a file that only its owner reads."""

from __future__ import annotations

import hmac
import os
import secrets
import stat
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.hmac import HMAC

from kiosk.journal.failures import JournalFault, JournalLost

_BYTES: Final = 32


class AuditKey:
    """Never printed, never compared; it only hashes. HMAC-SM3 (GB/T 15852.2, GB/T 32905)."""

    __slots__ = ("_key",)

    def __init__(self, key: bytes) -> None:
        if len(key) < _BYTES:
            raise ValueError(f"an audit key has at least {_BYTES} bytes")
        self._key = key

    def __repr__(self) -> str:
        return "AuditKey(hidden)"

    def __reduce__(self) -> str | tuple[object, ...]:
        raise TypeError("a key is not pickled")

    def of_subject(self, subject: str) -> str:
        """The keyed hash of a document number: the same person gives the same hash at this terminal only."""
        return self.seal("subject", subject) if subject else ""

    def seal(self, *parts: str) -> str:
        """A keyed hash over the parts; no two different lists of parts give the same input to it."""
        mac = HMAC(self._key, hashes.SM3())
        for part in parts:
            encoded = part.encode("utf-8", "surrogatepass")
            mac.update(len(encoded).to_bytes(8, "big") + encoded)
        return mac.finalize().hex()


def same(one: str, other: str) -> bool:
    """Comparison of seals in constant time."""
    return hmac.compare_digest(one, other)


def load_or_create(path: Path) -> AuditKey:
    """The key of this file, made on the first start. Raises ``JournalLost`` (NO_ACCESS) with a sentence.

    A file that others may read, or that holds no key, is refused: with a new key the old trail would no
    longer be provable.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        except FileExistsError:
            return _read(path)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(_BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return _read(path)
    except OSError as error:
        sentence = f"{path}: The audit key cannot be read or made ({error.strerror}). Mend the rights."
        raise JournalLost(JournalFault.NO_ACCESS, sentence) from None


def _read(path: Path) -> AuditKey:
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        sentence = f"{path}: The audit key can be read by others. Run: chmod 600 {path}"
        raise JournalLost(JournalFault.NO_ACCESS, sentence)
    try:
        return AuditKey(bytes.fromhex(path.read_text("ascii").strip()))
    except (ValueError, UnicodeDecodeError):
        sentence = (
            f"{path}: This is no audit key of {2 * _BYTES} hexadecimal digits."
            " Put the right one back, or move the journal and this file away together."
        )
        raise JournalLost(JournalFault.NO_ACCESS, sentence) from None
