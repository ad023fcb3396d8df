from django.db.models import QuerySet
from django.utils.decorators import method_decorator
from django.views.decorators.gzip import gzip_page
from drf_spectacular.utils import extend_schema, extend_schema_view

from reflector_site.api_rows import Rows
from transcripts.models import Transcript
from transcripts.serializers import TranscriptDetailSerializer, TranscriptFilters, TranscriptSerializer


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
        if self.action == "list":
            return transcripts.defer("webvtt", "long_summary")
        return transcripts.select_related("current").prefetch_related("current__segments", "current__topics")

    def get_serializer_class(self) -> type[TranscriptSerializer]:
        return TranscriptSerializer if self.action == "list" else TranscriptDetailSerializer
