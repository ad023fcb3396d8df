"""Pages of long lists that stay put: a page begins after a row, not after a number of rows.

When rows are added or deleted while somebody reads, no other row appears twice or is left out, and the hundredth page
costs as little as the first.
"""

from collections.abc import Sequence
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
    if newer is not None:
        rows = rows.filter(_before(by, *_place(rows, newer, by)))
        found = first(rows, size + 1, by=by, shown=shown, rooms=rooms, ascending=True)
        return _page(tuple(reversed(found[:size])), query, by, newer=len(found) > size, older=True)
    older = query.get("older")
    if older is not None:
        rows = rows.filter(_after(by, *_place(rows, older, by)))
    found = first(rows, size + 1, by=by, shown=shown, rooms=rooms)
    return _page(tuple(found[:size]), query, by, newer=older is not None, older=len(found) > size)


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


def _place(rows: QuerySet[Row], text: str, by: str) -> tuple[datetime, object]:
    """The moment and the key of the row that a page begins after."""
    moment_text, _, key = text.partition(_SEPARATOR)
    try:
        moment = parse_datetime(moment_text)
        if moment is None or not is_aware(moment) or not key or "\0" in key:
            raise ValueError(text)
        return moment.astimezone(UTC), rows.model._meta.pk.to_python(key)
    except (ValueError, OverflowError, ValidationError) as error:
        raise Http404(f"no page of {by} begins there") from error


def _page(shown: Sequence[Row], query: QueryDict, by: str, *, newer: bool, older: bool) -> Page[Row]:
    return Page(
        tuple(shown),
        newer=_query_string(query, "newer", shown[0], by) if newer and shown else "",
        older=_query_string(query, "older", shown[-1], by) if older and shown else "",
    )


def _query_string(query: QueryDict, direction: str, row: Row, by: str) -> str:
    moment: datetime = attrgetter(by.replace("__", "."))(row)
    return _beside(query, direction, f"{moment.isoformat()}{_SEPARATOR}{row.pk}")


def _beside(query: QueryDict, direction: str, place: str) -> str:
    """The query string with the same filters for the page that begins at `place`."""
    wanted = query.copy()
    for name in ("newer", "older"):
        wanted.pop(name, None)
    wanted[direction] = place
    return f"?{wanted.urlencode()}"
