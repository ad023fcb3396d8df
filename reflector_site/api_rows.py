"""Endpoints of the REST API: lists with filters, and single rows, of what their reader may see."""

from typing import Any, ClassVar, Protocol, TypeVar, cast

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Model, QuerySet
from rest_framework import serializers
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request
from rest_framework.views import APIView
from rest_framework.viewsets import ReadOnlyModelViewSet

Row = TypeVar("Row", bound=Model)


class Visible(Protocol):
    """A queryset that knows who may see which of its rows."""

    def visible_to(self, user: User | AnonymousUser) -> Any: ...


class SeenByRoom(Visible, Protocol):
    """A queryset of rows that belong to a room each."""

    def rooms_seen_by(self, user: User | AnonymousUser) -> Any: ...


class Filters(BaseFilterBackend):
    """The filters of a list: those its view names in `filters`, a serializer whose fields' sources are lookups.

    A value that cannot be read is a 400 that names its parameter.
    """

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: APIView) -> QuerySet[Any]:
        if not isinstance(view, Rows) or view.action != "list":
            return queryset
        given = view.filters(data=request.query_params)
        given.is_valid(raise_exception=True)
        return queryset.filter(**given.validated_data)


class Rows(ReadOnlyModelViewSet[Row]):
    """List and detail of the rows their reader may see; a hidden row is a 404."""

    filter_backends = [Filters]
    filters: ClassVar[type[serializers.Serializer[Any]]]

    def get_queryset(self) -> QuerySet[Row]:
        return cast(QuerySet[Row], cast(Visible, self.shown()).visible_to(self.request.user))

    def shown(self) -> QuerySet[Row]:
        """All rows, not only those that the reader may see, with what the serializer needs of related rows."""
        return super().get_queryset()


class RowsOfRooms(Rows[Row]):
    """Rows that belong to a room each, listed by time."""

    indexed: ClassVar[frozenset[str]] = frozenset({"room", "room_name", "meeting", "recording"})
    """The filters whose rows lie in an index of their own."""

    def rooms_seen(self) -> QuerySet[Any] | None:
        if not self.indexed.isdisjoint(self.request.query_params):
            return None
        return cast("QuerySet[Any] | None", cast(SeenByRoom, self.shown()).rooms_seen_by(self.request.user))
