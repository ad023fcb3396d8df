"""Settings from the environment, typed; a wrong one stops the start with a sentence that says what to write.

An empty value counts as not set, so that a line `NAME=` in a `.env` file means the default.
"""

import os
import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

_NAME = re.compile(r"[\w.-]{1,64}", re.ASCII)
_TRUTHS = {"true": True, "1": True, "yes": True, "on": True, "false": False, "0": False, "no": False, "off": False}


def text(name: str, *, default: str = "") -> str:
    """The value as written, without surrounding blanks."""
    return os.environ.get(name, "").strip() or default


def required(name: str, *, why: str) -> str:
    """The value, which must be there; `why` completes the sentence of the error."""
    value = text(name)
    if not value:
        raise ImproperlyConfigured(f"{name} is not set: {why}")
    return value


def flag(name: str, *, default: bool) -> bool:
    """True or false."""
    raw = text(name, default=str(default)).lower()
    if raw not in _TRUTHS:
        raise ImproperlyConfigured(f"{name}={raw!r}: write true or false")
    return _TRUTHS[raw]


def number(name: str, *, default: int, least: int, most: int) -> int:
    """A whole number within its limits."""
    raw = text(name, default=str(default))
    try:
        value = int(raw)
    except ValueError:
        raise ImproperlyConfigured(f"{name}={raw!r}: write a whole number") from None
    if not least <= value <= most:
        raise ImproperlyConfigured(f"{name}={value}: write a number from {least} to {most}")
    return value


def choice(name: str, *, default: str, among: Sequence[str]) -> str:
    """One of a few words."""
    value = text(name, default=default)
    if value not in among:
        raise ImproperlyConfigured(f"{name}={value!r}: write one of {', '.join(among)}")
    return value


def name(name: str, *, default: str = "") -> str:
    """One word of letters, digits, hyphens, dots and underlines, at most 64; empty where nothing is set."""
    value = text(name, default=default)
    if value and not _NAME.fullmatch(value):
        raise ImproperlyConfigured(f"{name}={value!r}: write at most 64 letters, digits, hyphens and dots")
    return value


def key(name: str) -> str:
    """A key as it is sent in a header, which takes no blanks within it and nothing beyond ASCII. It is never told."""
    value = text(name)
    if not all("!" <= character <= "~" for character in value):
        raise ImproperlyConfigured(f"{name} holds a blank or a sign that is in no key: write the key letter by letter")
    return value


def words(name: str, *, default: Sequence[str] = ()) -> list[str]:
    """A list separated by commas."""
    return [word.strip() for word in text(name).split(",") if word.strip()] or list(default)


def site(name: str, *, default: str) -> str:
    """The http or https address of a whole site: without a path."""
    value = url(name, default=default)
    if value.partition("://")[2] != urlsplit(value).netloc:
        raise ImproperlyConfigured(f"{name}={value!r}: write the address of the site alone, without what follows it")
    return value


def url(name: str, *, default: str = "") -> str:
    """An http or https address, without a slash at its end."""
    value = text(name, default=default).rstrip("/")
    if value and not _is_address(value):
        raise ImproperlyConfigured(f"{name}={value!r}: write an address such as https://reflector.example.org")
    return value


def _is_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # brackets without an end, a port that is no number
        return False
