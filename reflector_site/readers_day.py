"""Which day it is where the reader is. No header tells their zone, so static/js/own_zone.js keeps it in a cookie."""

from datetime import UTC, date, tzinfo

from django.http import HttpRequest
from django.utils.timezone import localdate

from reflector_site.days import zone_named

ZONE_COOKIE = "zone"


def todays_date(request: HttpRequest) -> date:
    """Today in the reader's zone; in UTC for who has no scripts, and on the first page that they see."""
    return localdate(timezone=_zone_of(request))


def _zone_of(request: HttpRequest) -> tzinfo:
    try:
        return zone_named(request.COOKIES.get(ZONE_COOKIE, ""))
    except ValueError:
        return UTC
