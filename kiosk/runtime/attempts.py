"""How often a face check failed with a credential lately, also in earlier sessions.

Nothing of the person is kept: a keyed hash that dies with this process, a count, a time.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

REMEMBERED_S = 15 * 60.0
MOST_REMEMBERED = 1000


class Attempts:
    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._failures: dict[bytes, tuple[int, float]] = {}

    def _of(self, number: str) -> bytes:
        return hmac.new(self._key, number.encode(), hashlib.sha256).digest()

    def failed(self, number: str, now: float) -> None:
        """A face check with the credential of this document number failed at ``now`` (seconds)."""
        count = self.failures(number, now)
        if len(self._failures) >= MOST_REMEMBERED:
            self._failures.pop(next(iter(self._failures)))
        self._failures[self._of(number)] = (count + 1, now)

    def failures(self, number: str, now: float) -> int:
        key = self._of(number)
        count, last = self._failures.get(key, (0, now))
        if now - last > REMEMBERED_S:
            self._failures.pop(key, None)
            return 0
        return count

    def succeeded(self, number: str) -> None:
        self._failures.pop(self._of(number), None)
