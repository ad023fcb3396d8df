from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.contrib.auth.models import AnonymousUser, User
from django.db import models
from django.db.models.functions import Concat, StrIndex

from meetings.matching import WINDOW_HOURS
from meetings.models import Meeting
from rooms.models import Room
from rooms.querysets import RoomQuerySet

if TYPE_CHECKING:
    from recordings.models import Recording, WebhookEvent  # noqa: F401 - named in strings below


class RecordingQuerySet(models.QuerySet["Recording"]):
    def visible_to(self, user: User | AnonymousUser, *, room: str = "room") -> Self:
        """The recordings a user may see: those of their own rooms, and all with the permission to view recordings.

        `room` is the lookup of the room: the recording's own, or its transcript's, which is the same.
        """
        rooms = self.rooms_seen_by(user)
        return self if rooms is None else self.filter(**{f"{room}__in": rooms})

    def rooms_seen_by(self, user: User | AnonymousUser) -> RoomQuerySet | None:
        """The rooms whose recordings a user may see; None: those of all rooms, and of none."""
        return Room.objects.confining(user, "recordings.view_recording")

    def without_meeting(self) -> Self:
        return self.filter(outcome="no_meeting")

    def asking_for_a_person(self) -> Self:
        """Those without a meeting whose platform room begins with the name of one of our rooms.

        The others are probably of another program that shares the domain at Daily.
        """
        stem = Concat("name", models.Value("-"))
        ours = Room.objects.annotate(stem_at=StrIndex(models.OuterRef("room_name"), stem)).filter(stem_at=1)
        return self.without_meeting().filter(models.Exists(ours))

    def perhaps_matching(self) -> Self:
        """Those without a meeting for which one of the same room name and about their time exists; one query."""
        window = timedelta(hours=WINDOW_HOURS)
        near = Meeting.objects.filter(
            room_name=models.OuterRef("room_name"),
            start_date__gte=models.OuterRef("recorded_at") - window,
            start_date__lte=models.OuterRef("recorded_at") + window,
        )
        return self.without_meeting().filter(models.Exists(near))


class WebhookEventQuerySet(models.QuerySet["WebhookEvent"]):
    def unfinished(self) -> Self:
        """Events that a worker has not dealt with yet."""
        return self.filter(status="received")

    def held_in_vain(self) -> Self:
        """Held events whose meeting was stored while they were being held."""
        return self.filter(models.Exists(Meeting.objects.filter(room_name=models.OuterRef("room_name"))), status="held")

    def held_for(self, room_name: str) -> Self:
        """Events that came before the meeting on this platform room was stored."""
        return self.filter(status="held", room_name=room_name)
