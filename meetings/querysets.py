from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.contrib.auth.models import AnonymousUser, User
from django.db import models

from rooms.models import Room
from rooms.querysets import RoomQuerySet

if TYPE_CHECKING:
    from meetings.models import DailyMeetingSession, Meeting  # noqa: F401 - named in strings below


# Daily's times of sessions have a granularity of some 15 seconds.
SESSION_SLACK = timedelta(seconds=30)


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """The meetings a user may see: those of their own rooms, and all with the permission to view meetings."""
        rooms = self.rooms_seen_by(user)
        return self if rooms is None else self.filter(room__in=rooms)

    def rooms_seen_by(self, user: User | AnonymousUser) -> RoomQuerySet | None:
        """The rooms whose meetings a user may see; None: those of all rooms, and of none."""
        return Room.objects.confining(user, "meetings.view_meeting")

    def staying(self) -> Self:
        """Locked, so that nobody gives them another room before the transaction ends.

        Whoever writes a meeting's room into a recording reads it so, and locks the recording afterwards: in the order
        of `move_meeting`, lest the two wait for each other.
        """
        return self.select_for_update(of=("self",), no_key=True)


class DailyMeetingSessionQuerySet(models.QuerySet["DailyMeetingSession"]):
    def around(self, room_name: str, moment: datetime) -> Self:
        """The sessions of a room under way at `moment`, within SESSION_SLACK; the latest start first."""
        running = models.Q(ended_at__isnull=True) | models.Q(ended_at__gte=moment - SESSION_SLACK)
        begun = self.filter(running, room_name=room_name, started_at__lte=moment + SESSION_SLACK)
        return begun.order_by("-started_at", "mtg_session_id")
