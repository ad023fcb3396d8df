from django.db import models
from django.urls import reverse

from meetings.models import Meeting
from recordings.querysets import RecordingQuerySet, WebhookEventQuerySet
from rooms.models import Platform, Room


class Recording(models.Model):
    """What the platform recorded between one start and one stop. Its `id` is the platform's own."""

    class Type(models.TextChoices):
        CLOUD = "cloud", "cloud"
        CLOUD_AUDIO_ONLY = "cloud-audio-only", "cloud, audio only"
        RAW_TRACKS = "raw-tracks", "raw tracks"

    class Outcome(models.TextChoices):
        """What became of the recording until it was matched; from then on its transcript has a status."""

        MATCHED = "matched", "matched to a meeting"
        NO_MEETING = "no_meeting", "no meeting found"
        NO_AUDIO = "no_audio", "no audio captured"
        TRACKS_HIDDEN = "tracks_hidden", "the platform could not list its tracks"
        ONE_FILE = "one_file", "kept as one file"

    id = models.CharField(max_length=128, primary_key=True)
    platform = models.CharField(max_length=16, choices=Platform, default=Platform.DAILY)
    room_name = models.CharField(max_length=128, blank=True)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="recordings")
    # A copy of the meeting's, so that an index can hold the recordings of each room by time.
    room = models.ForeignKey(
        Room, on_delete=models.PROTECT, null=True, blank=True, related_name="recordings", db_index=False
    )
    type = models.CharField(max_length=32, choices=Type)
    recorded_at = models.DateTimeField(help_text="When the recording started.")
    duration = models.PositiveIntegerField(null=True, blank=True, help_text="In seconds, as the platform says.")
    bucket_name = models.CharField(max_length=255, blank=True)
    object_key = models.CharField(
        max_length=1024, blank=True, help_text="The object, or what its tracks' keys begin with."
    )
    track_keys = models.JSONField(
        null=True,
        blank=True,
        help_text="null: not multitrack; []: no audio captured; else the keys of the audio tracks, in order.",
    )
    tracks_hidden = models.BooleanField(default=False, help_text="It has tracks that the platform could not list.")
    unreadable_tracks = models.PositiveIntegerField(default=0, help_text="Tracks that were reported without a key.")
    mtg_session_id = models.CharField(max_length=64, null=True, blank=True)
    outcome = models.CharField(max_length=16, choices=Outcome)
    first_seen_at = models.DateTimeField(auto_now_add=True)

    objects = RecordingQuerySet.as_manager()

    class Meta:
        ordering = ["-recorded_at", "pk"]
        indexes = [
            models.Index(fields=["-recorded_at", "id"], name="recording_newest_first"),
            models.Index(fields=["room_name", "recorded_at"], name="recording_by_name_and_start"),
            models.Index(fields=["outcome", "-recorded_at", "id"], name="recording_by_outcome"),
            models.Index(fields=["room", "-recorded_at", "id"], name="recording_by_room"),
            models.Index(fields=["room", "outcome", "-recorded_at", "id"], name="recording_by_room_and_outcome"),
            models.Index(
                fields=["recorded_at"],
                condition=models.Q(outcome="no_meeting"),
                name="recording_without_meeting",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(platform__in=Platform.values), name="recording_is_on_a_known_platform"
            ),
            models.CheckConstraint(condition=~models.Q(id=""), name="recording_has_the_platforms_id"),
            models.CheckConstraint(
                condition=models.Q(outcome="no_meeting", meeting__isnull=True)
                | (~models.Q(outcome="no_meeting") & models.Q(meeting__isnull=False)),
                name="recording_without_meeting_says_so",
            ),
        ]

    def __str__(self) -> str:
        return self.id

    def get_absolute_url(self) -> str:
        return reverse("recording", args=[self.pk])

    def belong_to(self, meeting: Meeting | None) -> None:
        """Set, without saving, the meeting and with it the room."""
        self.meeting = meeting
        self.room_id = meeting.room_id if meeting else None

    @property
    def is_multitrack(self) -> bool:
        return self.track_keys is not None and len(self.track_keys) > 0

    @property
    def audio_keys(self) -> list[str]:
        """Keys of the audio to transcribe: of each track, or of the one file in which everybody is mixed."""
        if self.track_keys is None:
            return [self.object_key] if self.object_key else []
        return list(self.track_keys)


class RecordingStart(models.Model):
    """A `recording.started` event: the only source that has both Daily's recording id and our instanceId."""

    recording_id = models.CharField(max_length=128, primary_key=True)
    instance_id = models.CharField(max_length=64, db_index=True)
    started_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.recording_id


class RecordingError(models.Model):
    """A `recording.error` event: a recording of a meeting that Daily could not make or finish."""

    event = models.OneToOneField("WebhookEvent", on_delete=models.CASCADE, related_name="recording_error")
    meeting = models.ForeignKey(
        Meeting, on_delete=models.SET_NULL, null=True, blank=True, related_name="recording_errors"
    )
    room_name = models.CharField(max_length=128, blank=True, db_index=True)
    instance_id = models.CharField(max_length=64, blank=True)
    message = models.TextField()
    happened_at = models.DateTimeField()

    class Meta:
        ordering = ["-happened_at", "pk"]

    def __str__(self) -> str:
        return self.message


class WebhookEvent(models.Model):
    """A signed event of a platform, as it was received. Its unique key makes a second delivery do nothing."""

    class Status(models.TextChoices):
        RECEIVED = "received", "received"
        DONE = "done", "done"
        HELD = "held", "waiting for its meeting"
        NOT_UNDERSTOOD = "not_understood", "not understood"

    platform = models.CharField(max_length=16, choices=Platform)
    key = models.CharField(max_length=255)
    type = models.CharField(max_length=64, blank=True)
    body = models.TextField()
    status = models.CharField(max_length=16, choices=Status, default=Status.RECEIVED)
    reason = models.TextField(blank=True, help_text="Why it was held or not understood.")
    room_name = models.CharField(max_length=128, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    received_at = models.DateTimeField(auto_now_add=True)

    objects = WebhookEventQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-pk"]
        indexes = [
            models.Index(fields=["status", "received_at"], name="webhook_event_by_status"),
            models.Index(fields=["room_name", "status"], name="webhook_event_by_room"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["platform", "key"], name="webhook_event_once_per_key"),
            models.CheckConstraint(
                condition=~models.Q(status="not_understood") | ~models.Q(reason=""),
                name="webhook_event_says_why_not",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class PlatformPoll(models.Model):
    """The polling of one platform: how far it has come, which process is polling, and how the last poll ended."""

    platform = models.CharField(max_length=16, choices=Platform, primary_key=True)
    walked_until = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When the last walk began: finished recordings before it are known, but for the backlog.",
    )
    oldest_unfinished_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="Start of the oldest recording that was still going on then or could not be stored.",
    )
    deep_walk_at = models.DateTimeField(null=True, blank=True, help_text="The last walk seven days back.")
    succeeded_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)
    odd = models.JSONField(
        default=dict,
        blank=True,
        help_text="Reported recordings that could not be read or stored, and why, until they are.",
    )
    backlog_after = models.TextField(
        blank=True, help_text="The place in the platform's list that older ones still to be looked at follow."
    )
    backlog_until = models.DateTimeField(
        null=True, blank=True, help_text="How far back these go; empty: to the oldest."
    )
    backlog_reached = models.DateTimeField(null=True, blank=True, help_text="Start of the last one before them.")
    lease_owner = models.CharField(max_length=64, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.platform

    @property
    def to_come(self) -> str:
        """What the next polls still have to look at besides new recordings, in a sentence; "" for nothing."""
        if not self.backlog_after:
            return ""
        before = f" from before {self.backlog_reached:%-d %b %Y}" if self.backlog_reached else ""
        return f"Recordings{before} are still to be looked at."
