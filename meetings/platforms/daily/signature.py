"""The signature of Daily's webhooks: base64(HMAC-SHA256(secret, timestamp + "." + raw body)).

https://docs.daily.co/reference/rest-api/webhooks. The timestamp is an opaque string: its unit is not documented. The
raw bytes are what is signed; writing the JSON anew would give others.
"""

import base64
import binascii
import hashlib
import hmac


class BadSecret(ValueError):
    """The webhook secret is not what Daily calls `hmac`: base64 of at least one byte."""


def sign(secret_base64: str, timestamp: str, raw_body: bytes) -> str:
    """The signature Daily puts into X-Webhook-Signature. Raises BadSecret."""
    message = _bytes(timestamp) + b"." + raw_body
    return base64.b64encode(hmac.digest(_key(secret_base64), message, hashlib.sha256)).decode()


def verify(secret_base64: str, timestamp: str, raw_body: bytes, signature: str) -> bool:
    """Whether this body was signed with this secret, compared in constant time. Raises BadSecret."""
    expected = sign(secret_base64, timestamp, raw_body)
    return hmac.compare_digest(expected.encode(), _bytes(signature))


def _key(secret_base64: str) -> bytes:
    try:
        key = base64.b64decode(secret_base64.strip(), validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadSecret("the webhook secret is not base64") from error
    if not key:
        raise BadSecret("the webhook secret is empty")
    return key


def _bytes(header: str) -> bytes:
    """A header as bytes, whatever characters were sent in it; only for comparing and signing."""
    return header.encode("utf-8", "backslashreplace")
