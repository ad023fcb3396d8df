"""The pagination and the field types of the REST API.

The views are in `api_rows`: Django REST framework's views load the settings, which name `Pages`, when imported.
"""

from datetime import date, datetime
from typing import Any, Protocol, runtime_checkable
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import DataError
from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.views import APIView

from reflector_site.days import zone_named
from reflector_site.paging import SIZE, place_of, stretch_of

_NO_MOMENT = "Write a day as 2026-03-10 or a moment as 2026-03-10T09:00:00Z. In an address + is written %2B."


@extend_schema_field(OpenApiTypes.DOUBLE)
class Seconds(serializers.Field[int, int, float, Any]):
    """Whole milliseconds inside, seconds outside; never written."""

    def to_representation(self, value: int) -> float:
        return value / 1000


@extend_schema_field(
    {"oneOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]},
    component_name="DayOrMoment",
)
class DayOrMoment(serializers.Field[date, str, Any, Any]):
    """A day, or a moment of ISO 8601 with or without its offset; only read."""

    def to_internal_value(self, data: str) -> date:
        for read in (date.fromisoformat, datetime.fromisoformat):
            try:
                return read(str(data))
            except ValueError:
                continue
        raise serializers.ValidationError(_NO_MOMENT)


@extend_schema_field(OpenApiTypes.STR)
class Zone(serializers.Field[ZoneInfo, str, Any, Any]):
    """A time zone by its IANA name; only read."""

    def to_internal_value(self, data: str) -> ZoneInfo:
        try:
            return zone_named(str(data))
        except ValueError as error:
            raise serializers.ValidationError(str(error)) from error


@runtime_checkable
class InRooms(Protocol):
    """A view of rows that belong to a room each and are listed by time."""

    def rooms_seen(self) -> QuerySet[Any] | None:
        """The rooms of the rows asked for; None where an index by time has just these rows. See `newest`."""

    def shown(self) -> QuerySet[Any]:
        """All rows, not only those that the reader may see, with what the serializer needs of related rows."""


class Pages(CursorPagination):
    """Pages in the model's own order that do not shift when rows come or go while a client walks them.

    A cursor of a list by time names the row that its page begins after, as the pages for people do: many action items
    are of one moment, and one that is ticked off meanwhile shall make no other be left out.
    """

    page_size = SIZE
    max_page_size = 200
    page_size_query_param = "page_size"

    def get_ordering(self, request: Request, queryset: QuerySet[Any], view: APIView) -> tuple[str, ...]:
        del request, view
        return tuple(str(field) for field in queryset.model._meta.ordering or ())

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any] | None:
        self._by_time = isinstance(view, InRooms) and queryset.model is view.shown().model
        try:
            return (self._nearest if self._by_time else super().paginate_queryset)(queryset, request, view)
        # A cursor that we did not write may decode to anything: bytes that are no text, dates that no database stores.
        except (ValidationError, ValueError, OverflowError, DataError):
            raise NotFound(self.invalid_cursor_message) from None

    def _nearest(self, rows: QuerySet[Any], request: Request, view: Any) -> list[Any]:
        """What is `super().paginate_queryset` for other lists, with all that the links are made of."""
        self.request, self.base_url = request, request.build_absolute_uri()
        self.ordering = self.get_ordering(request, rows, view)
        self.page_size = self.get_page_size(request) or SIZE
        asked = self.decode_cursor(request)
        self.cursor = asked and asked._replace(offset=0)
        found = stretch_of(
            rows,
            str(asked.position) if asked and asked.position is not None else None,
            by=self.ordering[0].removeprefix("-"),
            shown=view.shown(),
            rooms=view.rooms_seen(),
            size=self.page_size,
            upwards=bool(asked and asked.reverse),
        )
        self.page, self.has_previous, self.has_next = list(found.rows), found.newer, found.older
        self.previous_position = self.next_position = None  # the rows' own will do, as no two have the same
        self.display_page_controls = found.newer or found.older
        return self.page

    def _get_position_from_instance(self, instance: Any, ordering: Any) -> str:
        if self._by_time:
            return place_of(instance, ordering[0].removeprefix("-"))
        return super()._get_position_from_instance(instance, ordering)
