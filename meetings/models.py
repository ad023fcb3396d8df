import uuid
from datetime import datetime

from django.db import models
from django.urls import reverse

from meetings.querysets import DailyMeetingSessionQuerySet, MeetingQuerySet
from rooms.models import Platform, Room


class Meeting(models.Model):
    """One sitting of a room, on a platform room of its own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    room = models.ForeignKey(Room, on_delete=models.CASCADE, null=True, blank=True, related_name="meetings")
    room_name = models.CharField(max_length=128, help_text="The platform's room: name-YYYYMMDDHHMMSS, in UTC.")
    room_url = models.URLField(max_length=512, blank=True, help_text="The link to join.")
    platform = models.CharField(max_length=16, choices=Platform, default=Platform.DAILY)
    start_date = models.DateTimeField()
    end_date = models.DateTimeField(null=True, blank=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-start_date", "pk"]
        indexes = [
            models.Index(fields=["room_name", "start_date"], name="meeting_by_name_and_start"),
            models.Index(fields=["-start_date", "id"], name="meeting_newest_first"),
            models.Index(fields=["room", "-start_date", "id"], name="meeting_by_room"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(platform__in=Platform.values), name="meeting_is_on_a_known_platform"
            ),
            models.CheckConstraint(condition=~models.Q(room_name=""), name="meeting_has_a_room_name"),
            models.CheckConstraint(
                condition=models.Q(end_date__isnull=True) | models.Q(end_date__gte=models.F("start_date")),
                name="meeting_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return self.room_name

    def get_absolute_url(self) -> str:
        return reverse("meeting", args=[self.pk])


class DailyMeetingSession(models.Model):
    """Daily's own session of a room (mtgSessionId): from its first participant to its last.

    Recordings that come without an mtgSessionId are matched to their session by these rows, and sessions to meetings.
    """

    mtg_session_id = models.CharField(max_length=64, primary_key=True)
    room_name = models.CharField(max_length=128)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = DailyMeetingSessionQuerySet.as_manager()

    class Meta:
        ordering = ["room_name", "started_at", "mtg_session_id"]
        indexes = [models.Index(fields=["room_name", "started_at"], name="session_by_room_and_start")]
        constraints = [models.CheckConstraint(condition=~models.Q(room_name=""), name="session_has_a_room_name")]

    def __str__(self) -> str:
        return self.mtg_session_id


class DailyParticipantSession(models.Model):
    """One stay of one participant in a meeting; a participant who leaves and joins again has two."""

    LONGEST_NAME = 255

    id = models.CharField(max_length=255, primary_key=True)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="participant_sessions")
    session_id = models.CharField(max_length=128, help_text="Daily's participant id: the one in track file names.")
    user_id = models.CharField(max_length=128, blank=True)
    user_name = models.CharField(max_length=LONGEST_NAME, blank=True)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["joined_at", "id"]
        indexes = [models.Index(fields=["meeting", "session_id"], name="stay_by_participant")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(left_at__isnull=True) | models.Q(left_at__gte=models.F("joined_at")),
                name="participant_leaves_after_joining",
            )
        ]

    def __str__(self) -> str:
        return self.user_name or self.session_id

    @staticmethod
    def key(meeting_id: uuid.UUID, user_id: str, joined_at: datetime) -> str:
        """The primary key, `{meeting_id}:{user_id}:{joined_at_ms}`, as the data model has it."""
        return f"{meeting_id}:{user_id}:{round(joined_at.timestamp() * 1000)}"
