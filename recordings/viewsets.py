from django.db.models import F
from drf_spectacular.utils import extend_schema, extend_schema_view

from recordings.models import Recording
from recordings.serializers import RecordingFilters, RecordingSerializer
from reflector_site.api_rows import RowsOfRooms


@extend_schema_view(list=extend_schema(parameters=[RecordingFilters]))
class RecordingViewSet(RowsOfRooms[Recording]):
    """Recordings, newest first."""

    queryset = Recording.objects.annotate(transcript_id=F("transcript__pk"))
    serializer_class = RecordingSerializer
    filters = RecordingFilters
    lookup_value_regex = r"[^/\x00]+"  # ids are the platform's: text with dots perhaps, but never a NUL
