"""The signature of Whereby's webhooks: `Whereby-Signature: t=<seconds>,v1=<hex>`.

https://docs.whereby.com/monitoring-usage/webhooks: hex(HMAC-SHA256(secret, t + "." + body)). The secret is text, not
base64. The raw bytes are what is signed: writing the JSON anew gives others as soon as a name has an accent.
"""

import hashlib
import hmac


def sign(secret: str, timestamp: str, raw_body: bytes) -> str:
    """The value of the header `Whereby-Signature`."""
    return f"t={timestamp},v1={_digest(secret, timestamp, raw_body)}"


def verify(secret: str, header: str, raw_body: bytes) -> bool:
    """Whether this body was signed with this secret, compared in constant time; False for a header of another form."""
    parts = dict(part.strip().partition("=")[::2] for part in header.split(","))
    timestamp, given = parts.get("t", ""), parts.get("v1", "")
    if not timestamp or not given:
        return False
    return hmac.compare_digest(_digest(secret, timestamp, raw_body).encode(), given.encode("utf-8", "backslashreplace"))


def _digest(secret: str, timestamp: str, raw_body: bytes) -> str:
    message = timestamp.encode("utf-8", "backslashreplace") + b"." + raw_body
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()
