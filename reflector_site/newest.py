"""The first rows of a list by time, at a cost that does not grow with the list.

A database told "the rows of this reader's rooms, newest first, fifty of them" may gather and sort all of them; SQLite
does whenever it begins at the rooms. So the newest stretch of the whole table is looked through first: who owns more
than a small part of it finds a page there. Whoever does not has few rows, or filters for what is rare, and then all
rows are asked for.
"""

from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)

STRETCH = 400
"""Rows of the table, whoever may see them: read in a millisecond or two."""


def newest(rows: QuerySet[Row], size: int, *, by: str) -> list[Row]:
    """The `size` newest of `rows`, which may be filtered but not ordered, by the moment in the field `by`.

    At most three queries; a tie is broken by the primary key, as everywhere.
    """
    return first(rows, size, by=by, since=None, ascending=False)


def first(rows: QuerySet[Row], size: int, *, by: str, since: datetime | None, ascending: bool) -> list[Row]:
    """The first `size` of rows that begin at the moment `since` (None: at the end of the table), going up or down.

    `rows` are bounded by that moment already; it only says where the stretch begins.
    """
    ordered = rows.order_by(by, "-pk") if ascending else rows.order_by(f"-{by}", "pk")
    found: list[Row] = []
    for some in stretches(ordered, by=by, since=since, ascending=ascending):
        found = list(some[:size])
        if len(found) == size:
            break
    return found


def stretches(rows: QuerySet[Row], *, by: str, since: datetime | None, ascending: bool) -> "tuple[QuerySet[Row], ...]":
    """The rows of the first stretch, where the table is longer than that, and all rows; one query.

    A page that the first one fills is the page that all rows would give.
    """
    side = "gte" if ascending else "lte"
    table: QuerySet[Any] = QuerySet(rows.model).order_by(by if ascending else f"-{by}")
    if since is not None:
        table = table.filter(**{f"{by}__{side}": since})
    end = table.values_list(by, flat=True)[STRETCH : STRETCH + 1].first()
    if end is None:
        return (rows,)
    within = Q(**{f"{by}__{'lte' if ascending else 'gte'}": end})
    # Also by key: what a span of time alone leaves to SQLite's planner, it may begin at the meetings of the rooms.
    return rows.filter(within, pk__in=table.filter(within).order_by().values("pk")), rows
