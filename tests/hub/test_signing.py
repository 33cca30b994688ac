"""Signatures: RFC 9421's own vector, and that nothing signed can be changed."""

from __future__ import annotations

import base64

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kiosk.backend.signing import (
    DIGEST_HEADER,
    SIGNATURE_HEADER,
    SIGNATURE_INPUT_HEADER,
    Message,
    Stamp,
    content_digest,
    is_authentic,
    mac,
    sign,
    signature_base,
    take_apart,
)

KEY = b"a key of thirty-two bytes length"
STAMP = Stamp(1_784_080_800, "n0nce_of-128-bits-or-more", "T-0001")
MESSAGE = Message("POST", "/v1/ratings", "", b'{"level": 5}', "an-act")

messages = st.builds(
    Message,
    method=st.sampled_from(["GET", "POST", "DELETE", "PUT"]),
    path=st.from_regex(r"/[A-Za-z0-9/%_.-]{0,40}", fullmatch=True),
    query=st.from_regex(r"[A-Za-z0-9=&%]{0,20}", fullmatch=True),
    body=st.binary(max_size=60),
    idempotency_key=st.from_regex(r"[A-Za-z0-9._-]{0,30}", fullmatch=True),
)
stamps = st.builds(
    Stamp,
    created=st.integers(0, 10**11),
    nonce=st.from_regex(r"[A-Za-z0-9_-]{22,43}", fullmatch=True),
    terminal=st.from_regex(r"[A-Za-z0-9._-]{1,40}", fullmatch=True),
)


def test_the_signature_base_and_mac_are_those_of_rfc_9421_b_2_5() -> None:
    key = base64.b64decode(
        "uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ=="
    )
    base = signature_base(
        [
            ("date", "Tue, 20 Apr 2021 02:07:55 GMT"),
            ("@authority", "example.com"),
            ("content-type", "application/json"),
        ],
        '("date" "@authority" "content-type");created=1618884473;keyid="test-shared-secret"',
    )
    assert base64.b64encode(mac(key, base)) == b"pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8="


@given(messages, stamps, st.binary(min_size=32, max_size=64))
def test_what_was_signed_is_authentic(message: Message, stamp: Stamp, key: bytes) -> None:
    headers = sign(key, message, stamp)
    signed = take_apart(headers)
    assert signed is not None
    assert signed.stamp == stamp
    assert is_authentic(key, message, headers, signed)


@given(messages, messages, stamps, stamps)
def test_another_message_or_stamp_is_not(
    message: Message, other: Message, stamp: Stamp, later: Stamp
) -> None:
    headers = sign(KEY, message, stamp)
    signed = take_apart(headers)
    assert signed is not None
    if other != message:
        assert not is_authentic(KEY, other, headers, signed)
    assume(later != stamp)
    moved = headers | {SIGNATURE_INPUT_HEADER: sign(KEY, message, later)[SIGNATURE_INPUT_HEADER]}
    signed = take_apart(moved)
    assert signed is not None
    assert not is_authentic(KEY, message, moved, signed)


def test_another_key_is_not() -> None:
    headers = sign(KEY, MESSAGE, STAMP)
    signed = take_apart(headers)
    assert signed is not None
    assert not is_authentic(KEY[::-1], MESSAGE, headers, signed)


@pytest.mark.parametrize(
    ("header", "old", "new"),
    [
        (SIGNATURE_INPUT_HEADER, '"@path" ', ""),  # fewer parts signed
        (SIGNATURE_INPUT_HEADER, "hmac-sha256", "none"),
        (SIGNATURE_INPUT_HEADER, "kiosk=", "other="),
        (SIGNATURE_INPUT_HEADER, ";nonce=", ";none="),
        (SIGNATURE_HEADER, "kiosk=:", "kiosk=:A"),
        (SIGNATURE_HEADER, "kiosk=:", ""),
    ],
)
def test_another_form_is_not_even_looked_at(header: str, old: str, new: str) -> None:
    headers = sign(KEY, MESSAGE, STAMP)
    assert old in headers[header]
    assert take_apart(headers | {header: headers[header].replace(old, new)}) is None


@given(st.text(), st.text())
def test_any_header_is_taken_apart_without_an_error(given_input: str, signature: str) -> None:
    assert take_apart({SIGNATURE_INPUT_HEADER: given_input, SIGNATURE_HEADER: signature}) is None


def test_a_digest_that_is_not_the_bodys_is_refused() -> None:
    headers = sign(KEY, MESSAGE, STAMP)
    signed = take_apart(headers)
    assert signed is not None
    for digest in (content_digest(b"another body"), "", "é"):
        assert not is_authentic(KEY, MESSAGE, headers | {DIGEST_HEADER: digest}, signed)
