"""HTTP message signatures (RFC 9421) in one strict profile, with HMAC-SHA256 and a key per terminal.

Signed are the method, the path, the query, the digest of the body (RFC 9530) and the idempotency key; the
signature's parameters carry the moment, a nonce and the terminal's id. The hub accepts exactly this form and
no other, so that there is nothing to negotiate. Pure: no clock, no randomness, no I/O.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

LABEL = "kiosk"
_COMPONENTS = ("@method", "@path", "@query", "content-digest", "idempotency-key")
_COVERED = "(" + " ".join(f'"{name}"' for name in _COMPONENTS) + ")"
_INPUT = re.compile(
    LABEL
    + "="
    + re.escape(_COVERED)
    + r';created=(?P<created>[0-9]{1,12});nonce="(?P<nonce>[A-Za-z0-9_-]{22,43})"'
    + r';keyid="(?P<keyid>[A-Za-z0-9._-]{1,40})";alg="hmac-sha256"'
)
_SIGNATURE = re.compile(LABEL + r"=:(?P<value>[A-Za-z0-9+/]{43}=):")

SIGNATURE_INPUT_HEADER = "signature-input"
SIGNATURE_HEADER = "signature"
DIGEST_HEADER = "content-digest"
IDEMPOTENCY_HEADER = "idempotency-key"


@dataclass(frozen=True, slots=True)
class Message:
    """The parts of an HTTP request that are signed. `path` and `query` are as they go over the wire
    (escaped)."""

    method: str
    path: str
    query: str
    body: bytes = field(repr=False)
    idempotency_key: str = ""


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who signed and when: seconds since 1970 UTC, a nonce used once, the terminal's id."""

    created: int
    nonce: str
    terminal: str

    def parameters(self) -> str:
        """The signature parameters as RFC 9421 writes them."""
        who = f'nonce="{self.nonce}";keyid="{self.terminal}";alg="hmac-sha256"'
        return f"{_COVERED};created={self.created};{who}"


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature taken apart, not yet checked."""

    stamp: Stamp
    signature: bytes = field(repr=False)


def content_digest(body: bytes) -> str:
    """The `Content-Digest` of a body (RFC 9530, SHA-256)."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode('ascii')}:"


def signature_base(components: Iterable[tuple[str, str]], parameters: str) -> bytes:
    """The signature base of RFC 9421 section 2.5 for components given by name and value."""
    lines = [f'"{name}": {value}' for name, value in components]
    return "\n".join([*lines, f'"@signature-params": {parameters}']).encode("ascii")


def mac(key: bytes, base: bytes) -> bytes:
    """HMAC-SHA256 (RFC 9421 section 3.3.3)."""
    return hmac.new(key, base, hashlib.sha256).digest()


def _base(message: Message, stamp: Stamp) -> bytes:
    values = (
        message.method.upper(),
        message.path,
        f"?{message.query}",
        content_digest(message.body),
        message.idempotency_key,
    )
    return signature_base(zip(_COMPONENTS, values, strict=True), stamp.parameters())


def sign(key: bytes, message: Message, stamp: Stamp) -> dict[str, str]:
    """The headers that sign a request."""
    signature = base64.b64encode(mac(key, _base(message, stamp))).decode("ascii")
    return {
        DIGEST_HEADER: content_digest(message.body),
        SIGNATURE_INPUT_HEADER: f"{LABEL}={stamp.parameters()}",
        SIGNATURE_HEADER: f"{LABEL}=:{signature}:",
    }


def take_apart(headers: Mapping[str, str]) -> Signed | None:
    """Read the signature from (lower-case) headers; None unless it has exactly this profile's form."""
    given = _INPUT.fullmatch(headers.get(SIGNATURE_INPUT_HEADER, ""))
    value = _SIGNATURE.fullmatch(headers.get(SIGNATURE_HEADER, ""))
    if given is None or value is None:
        return None
    stamp = Stamp(int(given["created"]), given["nonce"], given["keyid"])
    return Signed(stamp, base64.b64decode(value["value"]))


def is_authentic(key: bytes, message: Message, headers: Mapping[str, str], signed: Signed) -> bool:
    """Whether the signature is the key's over this message, and the digest is the body's; compared in
    constant time."""
    try:
        base = _base(message, signed.stamp)
    except UnicodeEncodeError:  # a header with other than ASCII: nothing that this profile signs
        return False
    genuine = hmac.compare_digest(mac(key, base), signed.signature)
    given = headers.get(DIGEST_HEADER, "").encode("utf-8", "replace")
    return hmac.compare_digest(content_digest(message.body).encode("ascii"), given) and genuine
