from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.utils.decorators import method_decorator
from django.views.decorators.gzip import gzip_page
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import APIException, NotFound, PermissionDenied, ValidationError
from rest_framework.generics import get_object_or_404
from rest_framework.mixins import CreateModelMixin, DestroyModelMixin, UpdateModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from reflector_site.api_rows import RowsOfRooms
from transcripts import changing_items, pipeline
from transcripts.changing_items import Wording
from transcripts.correcting.viewsets import Correctable
from transcripts.making.wishes import NoLanguageModel, tell_input
from transcripts.models import ActionItem, Segment, Telling, Transcript
from transcripts.permissions import may_change_transcript
from transcripts.serializers import (
    ActionItemFilters,
    ActionItemSerializer,
    TellingSerializer,
    TellSerializer,
    TranscriptDetailSerializer,
    TranscriptFilters,
    TranscriptSerializer,
)


def _ordering(description: str) -> Callable[[Callable[..., Response]], Callable[..., Response]]:
    """An action on one transcript that begins or ends work: 202, or 409 when there is nothing to begin or end."""
    answers = {202: TranscriptSerializer, 409: OpenApiResponse(description="Not in this state.")}

    def decorate(method: Callable[..., Response]) -> Callable[..., Response]:
        # In this order: `action` would forget what is described before it.
        ordered: Callable[..., Response] = action(detail=True, methods=["post"])(method)
        return extend_schema(description=description, request=None, responses=answers)(ordered)

    return decorate


@method_decorator(gzip_page, name="retrieve")
@extend_schema_view(
    list=extend_schema(parameters=[TranscriptFilters]), retrieve=extend_schema(responses=TranscriptDetailSerializer)
)
class TranscriptViewSet(Correctable, RowsOfRooms[Transcript]):
    """Transcripts, newest first; one by itself has its words, topics and WebVTT."""

    queryset = Transcript.objects.select_related("recording")
    filters = TranscriptFilters

    def shown(self) -> QuerySet[Transcript]:
        transcripts = super().shown()
        if self.action != "retrieve":
            return transcripts.defer("webvtt", "long_summary")
        segments = Prefetch("current__segments", Segment.objects.spoken().defer("folded"))
        return transcripts.select_related("current").prefetch_related(segments, "current__topics")

    def get_serializer_class(self) -> type[TranscriptSerializer]:
        return TranscriptDetailSerializer if self.action == "retrieve" else TranscriptSerializer

    @_ordering("Do what failed once more, or everything of a ready one; what is shown stays until that is done.")
    def retry(self, request: Request, pk: str | None = None) -> Response:
        return self._order(request, pipeline.start_again, "It is being worked on.")

    @_ordering("Do once more what a ready transcript lacks, its summary or its audio, and nothing else.")
    def mend(self, request: Request, pk: str | None = None) -> Response:
        return self._order(request, pipeline.mend, "It lacks nothing that can be made by itself.")

    @_ordering("Stop the work on it.")
    def cancel(self, request: Request, pk: str | None = None) -> Response:
        return self._order(request, pipeline.cancel, "It is not being worked on.")

    @extend_schema(description="Its summaries, newest first.", responses=TellingSerializer(many=True), filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def summaries(self, request: Request, pk: str | None = None) -> Response:
        return Response(TellingSerializer(_tellings(self.get_object()), many=True).data)

    @extend_schema(
        description="Have another summary made of the same words. It is there when its work is done.",
        request=TellSerializer,
        responses={202: OpenApiResponse(description="Begun."), 409: OpenApiResponse(description="Not in this state.")},
    )
    @summaries.mapping.post
    def make_summary(self, request: Request, pk: str | None = None) -> Response:
        transcript = self._changeable(request)
        given = TellSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        try:
            asked = tell_input(transcript.room, by=request.user.pk or 0, **given.validated_data)
        except NoLanguageModel as error:
            raise ValidationError({"maker": [str(error)]}) from error
        if pipeline.tell_again(transcript, asked) is None:
            return Response({"detail": "It is being worked on, or has no words."}, status=status.HTTP_409_CONFLICT)
        return Response(status=status.HTTP_202_ACCEPTED)

    @extend_schema(
        description="Make a summary the one that readers see.",
        request=None,
        parameters=[OpenApiParameter("telling_id", int, OpenApiParameter.PATH, description="Its `id`.")],
        responses={200: TellingSerializer, 409: OpenApiResponse(description="It is of other words.")},
    )
    @action(detail=True, methods=["post"], url_path=r"summaries/(?P<telling_id>[0-9]{1,18})/use")
    def use_summary(self, request: Request, telling_id: str, pk: str | None = None) -> Response:
        transcript = self._changeable(request)
        telling = get_object_or_404(_tellings(transcript), pk=telling_id)
        if not pipeline.show_telling(telling, by=request.user.pk or 0):
            return Response({"detail": "It is of other words than those shown."}, status=status.HTTP_409_CONFLICT)
        return Response(TellingSerializer(_tellings(transcript).get(pk=telling_id)).data)

    def _changeable(self, request: Request) -> Transcript:
        transcript: Transcript = self.get_object()
        if not may_change_transcript(request.user, transcript):
            raise PermissionDenied
        return transcript

    def _order(self, request: Request, order: Callable[[Transcript], bool], otherwise: str) -> Response:
        transcript = self._changeable(request)
        if not order(transcript):
            return Response({"detail": otherwise}, status=status.HTTP_409_CONFLICT)
        transcript.refresh_from_db()
        return Response(self.get_serializer(transcript).data, status=status.HTTP_202_ACCEPTED)


class Changed(APIException):
    """Somebody else changed the same at the same moment."""

    status_code = status.HTTP_409_CONFLICT


@contextmanager
def _as_answers() -> Iterator[None]:
    """An item that another request changes or takes away at the same moment."""
    try:
        yield
    except changing_items.Gone:
        raise NotFound from None
    except changing_items.Meanwhile as meanwhile:
        raise Changed(str(meanwhile)) from None


def _tellings(transcript: Transcript) -> QuerySet[Telling]:
    return Telling.objects.filter(version__transcript=transcript).select_related("version__transcript", "asked_by")


@extend_schema_view(list=extend_schema(parameters=[ActionItemFilters]))
class ActionItemViewSet(CreateModelMixin, UpdateModelMixin, DestroyModelMixin, RowsOfRooms[ActionItem]):
    """Action items, newest recording first. Whoever may change a transcript may change, add and take away its items."""

    queryset = ActionItem.objects.for_lists()
    indexed = frozenset({"room", "meeting", "transcript"})
    serializer_class = ActionItemSerializer
    filters = ActionItemFilters
    http_method_names = ["get", "post", "patch", "delete", "head", "options"]

    def perform_create(self, serializer: BaseSerializer[ActionItem]) -> None:
        given = serializer.validated_data
        user = self._permitted(given["transcript"])
        wording = Wording(given["text"], given.get("owner_name", ""), given.get("due"))
        serializer.instance = changing_items.add(given["transcript"], wording, by=user)
        self._tick(serializer.instance, given, user)

    def perform_update(self, serializer: BaseSerializer[ActionItem]) -> None:
        item, given = self.get_object(), serializer.validated_data
        user = self._permitted(item.transcript)
        before = changing_items.wording_of(item)
        wording = Wording(
            given.get("text", before.text), given.get("owner_name", before.owner), given.get("due", before.due)
        )
        with _as_answers(), transaction.atomic():
            changing_items.reword(item, wording)
            self._tick(item, given, user)
        serializer.instance = item

    def perform_destroy(self, instance: ActionItem) -> None:
        self._permitted(instance.transcript)
        with _as_answers():
            changing_items.remove(instance)

    def _permitted(self, transcript: Transcript) -> User:
        user = self.request.user
        if not isinstance(user, User) or not may_change_transcript(user, transcript):
            raise PermissionDenied
        return user

    def _tick(self, item: ActionItem, given: Mapping[str, object], user: User) -> None:
        if "done" in given:
            changing_items.tick(item, done=bool(given["done"]), by=user)
