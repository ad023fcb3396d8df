"""The first rows of a list by time, at a cost that does not grow with the list.

One index holds the rows of each room by time, and one those of all rooms: for one room or for all, the page is the
first entries of an index. For a reader who sees some rooms there is no such index: the database would sort all of their
rows, or walk past everybody else's. So each of these rooms is asked for its own first rows, the first entries of an
index again, and the page is merged from them: the cost grows with the number of rooms, not with what is in them.
"""

from datetime import datetime
from heapq import nlargest, nsmallest
from typing import Any, TypeVar

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, JSONField, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row", bound=Model)


def first(
    rows: QuerySet[Any],
    size: int,
    *,
    by: str,
    shown: QuerySet[Row],
    rooms: QuerySet[Any] | None,
    ascending: bool = False,
) -> list[Row]:
    """The `size` newest of `rows`, which may be filtered, by the moment in the field `by`; or the oldest, `ascending`.

    `shown` is a queryset of the same model that selects what is shown of a row. `rooms` are the rooms that all of the
    rows belong to, by the field `room` beside `by`; None where an index by time holds just these rows. Two queries;
    equal moments are ordered by the primary key.
    """
    keys = first_keys(rows, size, by=by, rooms=rooms, ascending=ascending)
    # An expression, so that no database uses an index in this order and walks past all rows to find these few.
    moment = Coalesce(by, by)
    order = (moment.asc(), "-pk") if ascending else (moment.desc(), "pk")
    return list(shown.filter(pk__in=keys).order_by(*order)[:size])


def first_keys(
    rows: QuerySet[Any], size: int, *, by: str, rooms: QuerySet[Any] | None, ascending: bool = False
) -> list[Any]:
    """The primary keys of the rows that `first` gives, perhaps with more of the same moment as the last; one query."""
    order = (by, "-pk") if ascending else (f"-{by}", "pk")
    if rooms is None:
        return list(rows.order_by(*order).values_list("pk", flat=True)[:size])
    room = f"{by.removesuffix(by.rsplit('__', maxsplit=1)[-1])}room"
    of_room = rows.filter(**{room: OuterRef("pk")}).order_by(*order).values(moment=F(by), key=F("pk"))
    lists = rooms.order_by().values_list(_Pairs(of_room[:size]), flat=True)
    found = [(datetime.fromisoformat(moment), key) for pairs in lists for moment, key in pairs or ()]
    nearest = (nsmallest if ascending else nlargest)(size, (moment for moment, _ in found))
    return [key for moment, key in found if (moment <= nearest[-1] if ascending else moment >= nearest[-1])]


class _Pairs(Subquery):
    """A subquery's rows of `moment` and `key` as one JSON list; null or an empty list where there are none."""

    output_field = JSONField()

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> Any:
        template = "(SELECT json_group_array(json_array(moment, key)) FROM (%(subquery)s))"
        return self.as_sql(compiler, connection, template, **extra)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> Any:
        template = "(SELECT jsonb_agg(jsonb_build_array(moment, key)) FROM (%(subquery)s) AS pairs)"
        return self.as_sql(compiler, connection, template, **extra)
