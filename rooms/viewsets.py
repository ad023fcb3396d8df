from drf_spectacular.utils import extend_schema, extend_schema_view

from reflector_site.api_rows import Rows
from rooms.models import Room
from rooms.serializers import RoomFilters, RoomSerializer


@extend_schema_view(list=extend_schema(parameters=[RoomFilters]))
class RoomViewSet(Rows[Room]):
    """Rooms, by name."""

    queryset = Room.objects.select_related("owner")
    serializer_class = RoomSerializer
    filters = RoomFilters
