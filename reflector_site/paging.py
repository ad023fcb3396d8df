"""Pages of long lists that stay put: a page begins after a row, not after a number of rows.

When rows are added or deleted while somebody reads, no other row appears twice or is left out, and the hundredth page
costs as little as the first.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.http import Http404, QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware

from reflector_site.newest import first

Row = TypeVar("Row", bound=Model)

SIZE = 50
_SEPARATOR = "~"


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """`newer` and `older` are the query strings of the pages beside this one; empty where there is none."""

    rows: tuple[Row, ...]
    newer: str
    older: str


@dataclass(frozen=True, slots=True)
class Stretch(Generic[Row]):
    """Rows of a list beside one another, the newest first, and whether there may be others on either side."""

    rows: tuple[Row, ...]
    newer: bool
    older: bool


def page_of(
    rows: QuerySet[Row],
    query: QueryDict,
    *,
    by: str,
    shown: QuerySet[Row],
    rooms: QuerySet[Any] | None = None,
    size: int = SIZE,
) -> Page[Row]:
    """The page of `rows` that a query string asks for, newest first by the moment in the field `by`; two queries.

    `shown` and `rooms` are as in `reflector_site.newest.first`. `?older=` and `?newer=` hold the moment and the key of
    the row that the page begins after. Raises Http404 for values that cannot be read.
    """
    newer = query.get("newer")
    place = query.get("older") if newer is None else newer
    found = stretch_of(rows, place, by=by, shown=shown, rooms=rooms, size=size, upwards=newer is not None)
    return Page(
        found.rows,
        newer=_beside(query, "newer", place_of(found.rows[0], by)) if found.newer and found.rows else "",
        older=_beside(query, "older", place_of(found.rows[-1], by)) if found.older and found.rows else "",
    )


def stretch_of(
    rows: QuerySet[Row],
    place: str | None,
    *,
    by: str,
    shown: QuerySet[Row],
    rooms: QuerySet[Any] | None,
    size: int,
    upwards: bool = False,
) -> Stretch[Row]:
    """So many rows from a place on: the older ones below it, or upwards the newer ones above it; None is the top.

    The other arguments are those of `page_of`. Two queries. Raises Http404 for what is no place.
    """
    if place is not None:
        side = _before if upwards else _after
        rows = rows.filter(side(by, *_read_place(rows, place, by)))
    found = first(rows, size + 1, by=by, shown=shown, rooms=rooms, ascending=upwards)
    more, found = len(found) > size, found[:size]
    if upwards:
        return Stretch(tuple(reversed(found)), newer=more, older=place is not None)
    return Stretch(tuple(found), newer=place is not None, older=more)


def place_of(row: Model, by: str) -> str:
    """What names the row in a list by the moment in the field `by`, and no other."""
    moment: datetime = attrgetter(by.replace("__", "."))(row)
    return f"{moment.isoformat()}{_SEPARATOR}{row.pk}"


def page_by_key(rows: QuerySet[Row], query: QueryDict, *, size: int = SIZE) -> Page[Row]:
    """The page of `rows` that a query string asks for, highest primary key first, which is a number; one query.

    `?older=` and `?newer=` hold the key that the page begins after. Raises Http404 for values that are no numbers.
    """
    newer, older = query.get("newer"), query.get("older")
    if newer is not None:
        found = list(rows.filter(pk__gt=_number(newer)).order_by("pk")[: size + 1])
        shown, more_newer, more_older = found[:size][::-1], len(found) > size, True
    else:
        rows = rows if older is None else rows.filter(pk__lt=_number(older))
        found = list(rows.order_by("-pk")[: size + 1])
        shown, more_newer, more_older = found[:size], older is not None, len(found) > size
    return Page(
        tuple(shown),
        newer=_beside(query, "newer", str(shown[0].pk)) if more_newer and shown else "",
        older=_beside(query, "older", str(shown[-1].pk)) if more_older and shown else "",
    )


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 19):  # 18 digits are less than any column's largest
        raise Http404("no page begins there")
    return int(text)


def _after(by: str, moment: datetime, pk: object) -> Q:
    """Rows after this one in the list. The first condition, redundant, lets the database start within an index."""
    return Q(**{f"{by}__lte": moment}) & (Q(**{f"{by}__lt": moment}) | Q(pk__gt=pk))


def _before(by: str, moment: datetime, pk: object) -> Q:
    return Q(**{f"{by}__gte": moment}) & (Q(**{f"{by}__gt": moment}) | Q(pk__lt=pk))


def _read_place(rows: QuerySet[Row], text: str, by: str) -> tuple[datetime, object]:
    """The moment and the key of the row that a page begins after."""
    moment_text, _, key = text.partition(_SEPARATOR)
    try:
        moment = parse_datetime(moment_text)
        if moment is None or not is_aware(moment) or not key or "\0" in key:
            raise ValueError(text)
        return moment.astimezone(UTC), rows.model._meta.pk.to_python(key)
    except (ValueError, OverflowError, ValidationError) as error:
        raise Http404(f"no page of {by} begins there") from error


def _beside(query: QueryDict, direction: str, place: str) -> str:
    """The query string with the same filters for the page that begins at `place`."""
    wanted = query.copy()
    for name in ("newer", "older"):
        wanted.pop(name, None)
    wanted[direction] = place
    return f"?{wanted.urlencode()}"
