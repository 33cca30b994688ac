"""Keyed hashes of what the hub must recognise but never know: codes, PINs, requests."""

from __future__ import annotations

import hashlib
import hmac
import secrets

_SCRYPT = {"n": 2**13, "r": 8, "p": 1}
"""8 MiB and about 30 ms a try; the pepper and the lock-out carry the rest for a PIN of few digits."""

_CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter is taken for a digit when it is read from paper."""


def keyed_hash(pepper: bytes, purpose: str, value: bytes) -> str:
    """HMAC-SHA256 in hexadecimal; `purpose` keeps the hashes of different things apart."""
    return hmac.new(pepper, purpose.encode() + b"\0" + value, hashlib.sha256).hexdigest()


def hash_pin(pepper: bytes, pin: str) -> str:
    """A salted, peppered hash of a PIN (scrypt, RFC 7914)."""
    salt = secrets.token_bytes(16)
    return f"{salt.hex()}:{_derive(pepper, salt, pin).hex()}"


def pin_matches(pepper: bytes, stored: str, pin: str) -> bool:
    """Whether the PIN is the one that was hashed; compared in constant time."""
    salt, _, digest = stored.partition(":")
    return hmac.compare_digest(_derive(pepper, bytes.fromhex(salt), pin), bytes.fromhex(digest))


def _derive(pepper: bytes, salt: bytes, pin: str) -> bytes:
    secret = hmac.new(pepper, b"pin\0" + pin.encode(), hashlib.sha256).digest()
    return hashlib.scrypt(secret, salt=salt, dklen=32, maxmem=2**24, **_SCRYPT)


def draw_token() -> str:
    """A reference that cannot be guessed: 192 bits, safe in an address."""
    return secrets.token_urlsafe(24)


def draw_letters(count: int) -> str:
    """Random characters to be read by people; 5 bits each."""
    return "".join(secrets.choice(_CODE_ALPHABET) for _ in range(count))


def draw_digits(count: int) -> str:
    """Random decimal digits."""
    return "".join(secrets.choice("0123456789") for _ in range(count))
