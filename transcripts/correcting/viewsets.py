"""Correcting over the REST API: the same changes as on the pages, each a PATCH or POST below its transcript."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import APIException, NotFound, PermissionDenied
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from transcripts.correcting import changing, cutting
from transcripts.correcting.cells import FIELDS
from transcripts.correcting.desk import Conflict, Refused
from transcripts.correcting.replacing import replace, wanted
from transcripts.correcting.serializers import (
    ConflictSerializer,
    CorrectionSerializer,
    FieldsChange,
    Giving,
    Joining,
    Merging,
    NameChange,
    Replacing,
    SegmentChange,
    Splitting,
    TopicChange,
    UnplacedSerializer,
)
from transcripts.correcting.undoing import give_up, undo
from transcripts.correcting.unplaced import listed
from transcripts.models import Correction, Transcript
from transcripts.permissions import may_change_transcript

Method = Callable[..., Response]
# A plain list: of a serializer with `many`, the document would say that it comes in pages.
_MADE = {"type": "array", "items": {"$ref": "#/components/schemas/Correction"}}
_ANSWERS = {200: _MADE, 409: ConflictSerializer}


class Unwanted(APIException):
    """What cannot be, with its reason."""

    status_code = status.HTTP_400_BAD_REQUEST


def _changing(
    wanted: type[serializers.Serializer[Any]] | None, description: str, *numbers: str
) -> Callable[[Method], Method]:
    """An action that changes a transcript: answers with the corrections made, none when nothing had to be changed."""
    places = [OpenApiParameter(name, int, OpenApiParameter.PATH) for name in numbers]
    return extend_schema(description=description, request=wanted, responses=_ANSWERS, parameters=places)


class Correctable(GenericAPIView[Any]):
    """The actions with which people correct the transcripts of a view set."""

    @_changing(FieldsChange, "Put title and summaries in your own words, or, with null, let go of them.")
    def partial_update(self, request: Request, pk: str | None = None) -> Response:
        given = self._given(request, FieldsChange)
        return self._answer(lambda key, by: _fields(key, given, by))

    @_changing(NameChange, "Give a speaker another name.", "speaker")
    @action(detail=True, methods=["patch"], url_path=r"participants/(?P<speaker>\d{1,9})")
    def participant(self, request: Request, pk: str | None = None, speaker: str = "") -> Response:
        given = self._given(request, NameChange)
        return self._answer(
            lambda key, by: [changing.rename(key, int(speaker), given["name"], was=given["was"], by=by)]
        )

    @_changing(TopicChange, "Give a topic another title; `position` counts the topics from 0.", "position")
    @action(detail=True, methods=["patch"], url_path=r"topics/(?P<position>\d{1,9})")
    def topic(self, request: Request, pk: str | None = None, position: str = "") -> Response:
        given = self._given(request, TopicChange)
        title, rest = given.pop("title"), given
        return self._answer(lambda key, by: [changing.write_topic(key, int(position), title, by=by, **rest)])

    @_changing(SegmentChange, "Put right what a segment says.", "position")
    @action(detail=True, methods=["patch"], url_path=r"segments/(?P<position>\d{1,9})")
    def segment(self, request: Request, pk: str | None = None, position: str = "") -> Response:
        given = self._given(request, SegmentChange)
        text, rest = given.pop("text"), given
        return self._answer(lambda key, by: [changing.write_text(key, int(position), text, by=by, **rest)])

    @_changing(Replacing, "Put words in place of others wherever they stand; the places are one correction.")
    @action(detail=True, methods=["post"])
    def replace(self, request: Request, pk: str | None = None) -> Response:
        given = self._given(request, Replacing)
        chosen = [f"words:{position}" for position in given["segments"]] if "segments" in given else None
        return self._answer(
            lambda key, by: [
                replace(key, wanted(given["find"], given["put"]), chosen=chosen, version=given["version"], by=by)
            ]
        )

    @_changing(Giving, "Give segments to another speaker.")
    @action(detail=True, methods=["post"])
    def give(self, request: Request, pk: str | None = None) -> Response:
        given = self._given(request, Giving)
        to = given["speaker"] if "speaker" in given else given["name"]
        version, was = given["version"], given["was"]
        return self._answer(
            lambda key, by: [changing.give(key, given["segments"], to, version=version, was=was, by=by)]
        )

    @_changing(Splitting, "Make a segment two, and give the second part to another speaker.")
    @action(detail=True, methods=["post"])
    def split(self, request: Request, pk: str | None = None) -> Response:
        given = self._given(request, Splitting)
        position, word = given.pop("segment"), given.pop("word")
        to = given.pop("speaker", given.pop("name", None))
        return self._answer(lambda key, by: [cutting.split(key, position, word, to=to, by=by, **given)])

    @_changing(Joining, "Make two segments of one speaker one.")
    @action(detail=True, methods=["post"])
    def join(self, request: Request, pk: str | None = None) -> Response:
        given = self._given(request, Joining)
        positions, rest = given.pop("segments"), given
        return self._answer(lambda key, by: [cutting.join(key, positions, by=by, **rest)])

    @_changing(Merging, "Say that two speakers are one.")
    @action(detail=True, methods=["post"])
    def merge(self, request: Request, pk: str | None = None) -> Response:
        given = self._given(request, Merging)
        return self._answer(lambda key, by: [changing.merge(key, given["speaker"], given["into"], by=by)])

    @extend_schema(description="What people changed, the newest first.", responses=CorrectionSerializer(many=True))
    @action(detail=True, methods=["get"])
    def corrections(self, request: Request, pk: str | None = None) -> Response:
        rows = self.paginate_queryset(self._transcript().corrections.all())
        return self.get_paginated_response(CorrectionSerializer(rows, many=True).data)

    @_changing(None, "Undo a change, as long as what it changed is as it left it.", "number")
    @action(detail=True, methods=["post"], url_path=r"corrections/(?P<number>\d{1,18})/undo")
    def undo(self, request: Request, pk: str | None = None, number: str = "") -> Response:
        correction = self._transcript().corrections.filter(pk=int(number)).first()
        if correction is None:
            raise NotFound
        return self._answer(lambda _, by: [_undone(correction, by)])

    @extend_schema(
        description="Corrections that found no place when the transcript was made again; the next time tries again.",
        responses=UnplacedSerializer(many=True),
        filters=False,
    )
    @action(detail=True, methods=["get"], pagination_class=None)
    def unplaced(self, request: Request, pk: str | None = None) -> Response:
        return Response(UnplacedSerializer(listed(self._transcript()), many=True).data)

    @extend_schema(
        description="Try one of these no more; `corrections` keeps what it was.",
        parameters=[OpenApiParameter("segment", int, OpenApiParameter.PATH)],
        responses={204: None},
    )
    @action(detail=True, methods=["delete"], url_path=r"unplaced/(?P<segment>\d{1,18})")
    def give_up(self, request: Request, pk: str | None = None, segment: str = "") -> Response:
        try:
            give_up(self._transcript().pk, int(segment), by=self._user)
        except Refused as refused:
            raise NotFound(str(refused)) from None
        return Response(status=status.HTTP_204_NO_CONTENT)

    @property
    def _user(self) -> User:
        user = self.request.user
        assert isinstance(user, User)  # noqa: S101 - tells the type: nobody else may change a transcript
        return user

    def _transcript(self) -> Transcript:
        transcript: Transcript = self.get_object()
        if not may_change_transcript(self.request.user, transcript):
            raise PermissionDenied
        return transcript

    def _given(self, request: Request, wanted: type[serializers.Serializer[Any]]) -> dict[str, Any]:
        """The validated data, after the permission check: a stranger gets no hints from errors in the data."""
        self._transcript()
        given = wanted(data=request.data)
        given.is_valid(raise_exception=True)
        return dict(given.validated_data)

    def _answer(self, change: Callable[[UUID, User], Sequence[Correction | None]]) -> Response:
        try:
            with transaction.atomic():
                made = [each for each in change(self._transcript().pk, self._user) if each is not None]
        except Conflict as conflict:
            answer = {"detail": str(conflict), "current": conflict.current}
            return Response(answer, status=status.HTTP_409_CONFLICT)
        except Refused as refused:
            raise Unwanted(str(refused)) from None
        return Response(CorrectionSerializer(made, many=True).data)


def _fields(key: UUID, given: dict[str, Any], by: User) -> list[Correction | None]:
    """All of the fields or, when one of them is in conflict, none."""
    return [
        changing.let_go(key, field, by=by)
        if given[field] is None
        else changing.write_field(key, field, given[field], was=given["was"][field], by=by)
        for field in FIELDS
        if field in given
    ]


def _undone(correction: Correction, by: User) -> Correction:
    undo(correction, by=by)
    correction.refresh_from_db()
    return correction
