"""The search of the REST API."""

from datetime import UTC
from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param
from rest_framework.views import APIView

from reflector_site.days import beginning_of, end_of
from rooms.models import Room
from transcripts.searching.finding import NEWEST, Filters, Order, find, page_after
from transcripts.searching.serializers import HitsSerializer, SearchFilters
from transcripts.searching.showing import shown
from transcripts.text.query import Query, parse

_NOTHING_TO_FIND = "Give a word to look for."


class SearchView(APIView):
    """Places where words stand: what was said, titles, names, topics, decisions, action items and summaries."""

    @extend_schema(
        parameters=[SearchFilters],
        responses={200: HitsSerializer, 400: OpenApiResponse(description="A parameter cannot be read.")},
    )
    def get(self, request: Request) -> Response:
        given = SearchFilters(data=request.query_params)
        given.is_valid(raise_exception=True)
        wanted = given.validated_data
        query = _query(wanted["q"])
        hits = find(request.user, query, _filters(request, wanted), order=Order(wanted["sort"]))
        try:
            page = page_after(hits.rows, wanted["after"], size=wanted["page_size"])
        except ValueError as error:
            raise NotFound("No page of hits begins there.") from error
        found = {
            "next": _address(request, page.next),
            "previous": _address(request, page.previous),
            "newest": NEWEST if hits.cut else None,
            "results": shown(page.rows, query),
        }
        return Response(HitsSerializer(found, context={"request": request}).data)


def _query(typed: str) -> Query:
    query = parse(typed)
    if not query:
        raise ValidationError({"q": [_NOTHING_TO_FIND]})
    return query


def _filters(request: Request, wanted: dict[str, Any]) -> Filters:
    """Raises ValidationError for a room that the reader does not see, as for one that is not there."""
    zone = wanted.get("zone", UTC)
    return Filters(
        room=_room(request, wanted["room"]) if "room" in wanted else None,
        speaker=wanted.get("speaker", ""),
        since=beginning_of(wanted["since"], zone) if "since" in wanted else None,
        before=end_of(wanted["until"], zone) if "until" in wanted else None,
        language=wanted.get("language", ""),
        kind=wanted.get("kind", ""),
    )


def _room(request: Request, pk: UUID) -> Room:
    room = Room.objects.visible_to(request.user).filter(pk=pk).first()
    if room is None:
        raise ValidationError({"room": ["There is no such room."]})
    return room


def _address(request: Request, place: str | None) -> str | None:
    """The address of the page that begins at a place; None for no page."""
    if place is None:
        return None
    here = request.build_absolute_uri()
    return replace_query_param(here, "after", place) if place else remove_query_param(here, "after")
