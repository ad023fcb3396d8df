import base64

import pytest

from meetings.platforms.daily.signature import BadSecret, sign, verify

SECRET = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
TIMESTAMP = "1700000000000"
BODY = b'{"version":"1.0.0","type":"participant.joined","id":"x","payload":{},"event_ts":1700000000.123}'
SIGNATURE = "oZitUiegTh2LhTitZCGk6f8Y4oWfvvacdDGGSz3sxwI="


def test_the_signature_is_daily_s() -> None:
    assert sign(SECRET, TIMESTAMP, BODY) == SIGNATURE
    assert verify(SECRET, TIMESTAMP, BODY, SIGNATURE)


@pytest.mark.parametrize(
    ("timestamp", "body", "signature"),
    [
        (TIMESTAMP, BODY + b" ", SIGNATURE),
        ("1700000000001", BODY, SIGNATURE),
        (TIMESTAMP, BODY, SIGNATURE.lower()),
        (TIMESTAMP, BODY, SIGNATURE.rstrip("=")),
        (TIMESTAMP, BODY, ""),
        ("", BODY, SIGNATURE),
    ],
)
def test_anything_else_is_not_signed(timestamp: str, body: bytes, signature: str) -> None:
    assert not verify(SECRET, timestamp, body, signature)


def test_another_secret_does_not_verify() -> None:
    assert not verify(base64.b64encode(b"another").decode(), TIMESTAMP, BODY, SIGNATURE)


@pytest.mark.parametrize("strange", ["gültig", "\udcff", "\x00", "签名"])
def test_edge_32_headers_beyond_ascii_are_wrong_and_no_accident(strange: str) -> None:
    assert not verify(SECRET, TIMESTAMP, BODY, strange)
    assert not verify(SECRET, strange, BODY, SIGNATURE)


def test_the_bytes_are_signed_as_they_came_and_not_as_python_would_write_them() -> None:
    body = '{"user_name":"José","at":1.0}'.encode()
    assert verify(SECRET, TIMESTAMP, body, sign(SECRET, TIMESTAMP, body))


def test_blanks_around_the_secret_do_not_matter() -> None:
    assert verify(f" {SECRET}\n", TIMESTAMP, BODY, SIGNATURE)


@pytest.mark.parametrize("secret", ["not base64!", "abc", "sécret", ""])
def test_a_secret_that_is_not_base64_is_named_as_the_cause(secret: str) -> None:
    with pytest.raises(BadSecret, match="secret"):
        verify(secret, TIMESTAMP, BODY, SIGNATURE)
