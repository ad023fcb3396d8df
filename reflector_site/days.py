"""When a reader's days begin and end: at midnight in the reader's time zone, not in UTC."""

import zoneinfo
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

_FIRST = datetime(date.min.year, 1, 1, tzinfo=UTC)
_LAST = datetime(date.max.year, 12, 31, 23, 59, 59, tzinfo=UTC)


def zone_named(name: str) -> ZoneInfo:
    """A time zone by its IANA name, such as `Europe/Berlin`. Raises ValueError where none is called so."""
    if name not in _names():
        raise ValueError("There is no such time zone; write one as Europe/Berlin.")
    return ZoneInfo(name)


def beginning_of(given: date | datetime, zone: tzinfo) -> datetime:
    """The first moment of a day in a zone, or the moment itself, which is of that zone where it names none; in UTC.

    Where clocks go forward at midnight, a day begins at that moment; where midnight comes twice, at the first one. A
    moment that no datetime can hold becomes the first or the last that one can.
    """
    moment = given if isinstance(given, datetime) else datetime.combine(given, time())
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except OverflowError:
        return _FIRST if given.year == date.min.year else _LAST


def end_of(given: date | datetime, zone: tzinfo) -> datetime:
    """The first moment behind a day in a zone, or the moment itself, as `beginning_of` gives it."""
    if isinstance(given, datetime):
        return beginning_of(given, zone)
    if given == date.max:
        return _LAST
    return beginning_of(given + timedelta(days=1), zone)


@cache
def _names() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())
