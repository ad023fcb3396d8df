"""https://docs.whereby.com/monitoring-usage/webhooks: hex(HMAC-SHA256(secret, t + "." + body))."""

import hashlib
import hmac

import pytest

from meetings.platforms.whereby.signature import sign, verify

BODY = '{"data":{"displayName":"José"}}'.encode()


def test_the_signature_is_what_the_documentation_says() -> None:
    wanted = hmac.new(b"secret", b"1768478400." + BODY, hashlib.sha256).hexdigest()
    assert sign("secret", "1768478400", BODY) == f"t=1768478400,v1={wanted}"


def test_edge_32_a_name_with_an_accent_is_signed_as_it_was_sent() -> None:
    assert verify("secret", sign("secret", "1", BODY), BODY)
    assert not verify("secret", sign("secret", "1", BODY), BODY.replace("é".encode(), b"\\u00e9"))


def test_the_order_of_the_parts_and_blanks_do_not_matter() -> None:
    timestamp, digest = sign("secret", "1", BODY).split(",")
    assert verify("secret", f"{digest}, {timestamp}", BODY)


@pytest.mark.parametrize(
    "header", ["", "t=1", "v1=abc", "t=,v1=", "t=1,v1=", "nonsense", "t=1,v1=é", "t=\x00,v1=\x00", ",,,="]
)
def test_other_headers_verify_nothing(header: str) -> None:
    assert not verify("secret", header, BODY)


def test_another_secret_time_or_body_does_not_verify() -> None:
    header = sign("secret", "1", BODY)
    assert not verify("another", header, BODY)
    assert not verify("secret", header.replace("t=1", "t=2"), BODY)
    assert not verify("secret", header, BODY + b" ")
