from collections.abc import Callable

from django.db.models import QuerySet
from django.utils.decorators import method_decorator
from django.views.decorators.gzip import gzip_page
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from reflector_site.api_rows import Rows
from transcripts import pipeline
from transcripts.models import Transcript
from transcripts.permissions import may_change_transcript
from transcripts.serializers import TranscriptDetailSerializer, TranscriptFilters, TranscriptSerializer


def _ordering(description: str) -> Callable[[Callable[..., Response]], Callable[..., Response]]:
    """An action on one transcript that begins or ends work: 202, or 409 when there is nothing to begin or end."""
    answers = {202: TranscriptSerializer, 409: OpenApiResponse(description="Not in this state.")}

    def decorate(method: Callable[..., Response]) -> Callable[..., Response]:
        described = extend_schema(description=description, request=None, responses=answers)(method)
        ordered: Callable[..., Response] = action(detail=True, methods=["post"])(described)
        return ordered

    return decorate


@method_decorator(gzip_page, name="retrieve")
@extend_schema_view(
    list=extend_schema(parameters=[TranscriptFilters]), retrieve=extend_schema(responses=TranscriptDetailSerializer)
)
class TranscriptViewSet(Rows[Transcript]):
    """Transcripts, newest first; one by itself has its words, topics and WebVTT."""

    queryset = Transcript.objects.select_related("recording")
    filters = TranscriptFilters

    def get_queryset(self) -> QuerySet[Transcript]:
        transcripts = super().get_queryset()
        if self.action != "retrieve":
            return transcripts.defer("webvtt", "long_summary")
        return transcripts.select_related("current").prefetch_related("current__segments", "current__topics")

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

    def _order(self, request: Request, order: Callable[[Transcript], bool], otherwise: str) -> Response:
        transcript = self.get_object()
        if not may_change_transcript(request.user, transcript):
            raise PermissionDenied
        if not order(transcript):
            return Response({"detail": otherwise}, status=status.HTTP_409_CONFLICT)
        transcript.refresh_from_db()
        return Response(self.get_serializer(transcript).data, status=status.HTTP_202_ACCEPTED)
