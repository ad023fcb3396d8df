"""Reading single fields of a platform's JSON: spellings vary, numbers are ints or floats, anything may be missing."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from meetings.platforms.base import NotUnderstood
from reflector_site.storable import storable

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_YEAR_10000_S = 253_402_300_800
# A week or a year more than a moment must be a moment too.
_LATEST_S = 250_000_000_000


def json_object(value: object, what: str) -> Mapping[str, object]:
    """The value as a JSON object. Raises NotUnderstood, naming `what` was expected to be one."""
    if not isinstance(value, Mapping):
        raise NotUnderstood(f"{what} is not a JSON object")
    return value


def text(raw: Mapping[str, object], *spellings: str) -> str | None:
    """The first of these fields that holds more than blanks, without blanks around it."""
    for spelling in spellings:
        value = raw.get(spelling)
        if isinstance(value, str) and (readable := storable(value).strip()):
            return readable
    return None


def required_text(raw: Mapping[str, object], *spellings: str) -> str:
    """As `text`. Raises NotUnderstood when there is none."""
    value = text(raw, *spellings)
    if value is None:
        raise NotUnderstood(f"{spellings[0]} is missing")
    return value


def required_id(raw: Mapping[str, object], *spellings: str) -> str:
    """As `required_text`, for what has a page of ours: it must be able to stand in an address as one of its parts."""
    value = required_text(raw, *spellings)
    if "/" in value or value in {".", ".."}:
        raise NotUnderstood(f"{spellings[0]} is no id: it cannot be part of an address")
    return value


def number(raw: Mapping[str, object], name: str) -> float | None:
    """A finite number of a plausible size; None for anything else, such as NaN or true."""
    value = raw.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    # Python's JSON reader gives ints of any size, which no float holds, and NaN, for which every comparison is False.
    return float(value) if abs(value) < _YEAR_10000_S * 1000 else None


def whole(raw: Mapping[str, object], name: str) -> int | None:
    """A count, size or duration as a whole number; None when missing or negative."""
    value = number(raw, name)
    return round(value) if value is not None and value >= 0 else None


def moment(raw: Mapping[str, object], name: str) -> datetime | None:
    """A moment given in Unix seconds, kept to the millisecond; None when missing or no date."""
    value = number(raw, name)
    return unix_moment_ms(round(value * 1000)) if value is not None and 0 < value < _LATEST_S else None


def iso_moment(raw: Mapping[str, object], name: str) -> datetime | None:
    """A moment given as ISO 8601 text, in UTC where no zone is named; None when missing or no date."""
    given = text(raw, name)
    try:
        moment_ = datetime.fromisoformat(given) if given else None
        return moment_ and (moment_ if moment_.tzinfo else moment_.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def seconds_after(begin: datetime | None, seconds: float | None) -> datetime | None:
    """The moment so many seconds after another; None when one is missing, `seconds` are negative, or it is no date."""
    if begin is None or seconds is None or seconds < 0:
        return None
    try:
        return begin + timedelta(milliseconds=round(seconds * 1000))
    except OverflowError:
        return None


def unix_moment_ms(unix_ms: int) -> datetime:
    """The moment of Unix milliseconds. Raises OverflowError beyond the year 9999."""
    return _EPOCH + timedelta(milliseconds=unix_ms)
