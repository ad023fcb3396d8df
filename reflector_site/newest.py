"""The first rows of a list by time, at a cost that does not grow with the list.

The rows of one room lie in an index by time, and so do those of all rooms: its first entries are the page. The rows of
some rooms lie in no index by time. Told to sort them, a database gathers all of them, or walks past everybody else's.
So each room is asked for its own first rows, which are the first entries of an index again, and the page is made of
these: it costs the more the more rooms its reader has, and the same however much is in them.
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
    """The first `size` of rows, which may be filtered, by the moment in the field `by`: the newest, or going up.

    `shown` are rows of the same model, filtered or not, with all that is shown of one. `rooms` are those that all of
    the rows belong to, by the field `room` beside `by`; None where an index by time has just these rows. Two queries;
    a tie is broken by the primary key, as everywhere.
    """
    keys = first_keys(rows, size, by=by, rooms=rooms, ascending=ascending)
    # By an expression: for an index in this order, a database might walk past all rows instead of sorting these few.
    moment = Coalesce(by, by)
    order = (moment.asc(), "-pk") if ascending else (moment.desc(), "pk")
    return list(shown.filter(pk__in=keys).order_by(*order)[:size])


def first_keys(
    rows: QuerySet[Any], size: int, *, by: str, rooms: QuerySet[Any] | None, ascending: bool = False
) -> list[Any]:
    """The keys of these rows, and perhaps of more that are of the same moment as the last; one query."""
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
    """The rows of a query for `moment` and `key` as one list; null, or an empty list, where there are none."""

    output_field = JSONField()

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> Any:
        template = "(SELECT json_group_array(json_array(moment, key)) FROM (%(subquery)s))"
        return self.as_sql(compiler, connection, template, **extra)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> Any:
        template = "(SELECT jsonb_agg(jsonb_build_array(moment, key)) FROM (%(subquery)s) AS pairs)"
        return self.as_sql(compiler, connection, template, **extra)
