from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view

from meetings.models import Meeting
from meetings.serializers import MeetingDetailSerializer, MeetingFilters, MeetingSerializer
from reflector_site.api_rows import RowsOfRooms


@extend_schema_view(
    list=extend_schema(parameters=[MeetingFilters]), retrieve=extend_schema(responses=MeetingDetailSerializer)
)
class MeetingViewSet(RowsOfRooms[Meeting]):
    """Meetings, newest first; one by itself tells who was there when."""

    queryset = Meeting.objects.all()
    filters = MeetingFilters

    def shown(self) -> QuerySet[Meeting]:
        meetings = super().shown()
        return meetings if self.action == "list" else meetings.prefetch_related("participant_sessions")

    def get_serializer_class(self) -> type[MeetingSerializer]:
        return MeetingSerializer if self.action == "list" else MeetingDetailSerializer
