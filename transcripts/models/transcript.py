"""A transcript and its versions, with their segments and topics."""

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse

from meetings.models import Meeting
from recordings.models import Recording
from rooms.models import Room
from transcripts.querysets import SegmentQuerySet, TranscriptQuerySet
from transcripts.text.speakers import names_in


class Transcript(models.Model):
    """What readers see of one recording. The words are in the segments of its current version."""

    class Status(models.TextChoices):
        QUEUED = "queued", "waiting"
        TRANSCRIBING = "transcribing", "being transcribed"
        SUMMARISING = "summarising", "being summarised"
        READY = "ready", "ready"
        FAILED = "failed", "failed"
        CANCELLED = "cancelled", "cancelled"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recording = models.OneToOneField(
        Recording, on_delete=models.PROTECT, null=True, blank=True, related_name="transcript"
    )
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="transcripts")
    room = models.ForeignKey(Room, on_delete=models.PROTECT, null=True, blank=True, related_name="transcripts")
    status = models.CharField(max_length=16, choices=Status, default=Status.QUEUED)
    error = models.TextField(blank=True, help_text="Why it failed.")
    current = models.ForeignKey(
        "Version", on_delete=models.RESTRICT, null=True, blank=True, related_name="+", help_text="The version shown."
    )
    participants = models.JSONField(default=list, blank=True, help_text='[{"id", "speaker", "name", "user_id"}, …]')
    title = models.CharField(max_length=255, blank=True)
    short_summary = models.TextField(blank=True)
    long_summary = models.TextField(blank=True)
    webvtt = models.TextField(blank=True)
    language = models.CharField(max_length=8, blank=True)
    language_probability = models.FloatField(null=True, blank=True)
    duration_ms = models.PositiveBigIntegerField(null=True, blank=True, help_text="Of the meeting's audio.")
    audio_name = models.CharField(max_length=255, blank=True, help_text="The mixed audio's name in our storage.")
    warnings = models.JSONField(default=list, blank=True, help_text="Sentences about what is missing or doubtful.")
    written = models.JSONField(
        default=dict,
        blank=True,
        help_text='Title and summaries that people wrote: {"title": {"generated", "by", "at"}, …}, with what was '
        "generated in their place.",
    )
    revision = models.PositiveIntegerField(default=0, help_text="Counts the corrections and their undoing.")
    recorded_at = models.DateTimeField(help_text="When the recording started.")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = TranscriptQuerySet.as_manager()

    class Meta:
        ordering = ["-recorded_at", "pk"]
        indexes = [
            models.Index(fields=["-recorded_at", "id"], name="transcript_newest_first"),
            models.Index(fields=["language"], name="transcript_by_language"),
            models.Index(fields=["room", "-recorded_at", "id"], name="transcript_by_room"),
            models.Index(fields=["status", "-recorded_at", "id"], name="transcript_by_status_and_time"),
            models.Index(fields=["room", "status", "-recorded_at", "id"], name="transcript_by_room_and_status"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    status__in=["queued", "transcribing", "summarising", "ready", "failed", "cancelled"]
                ),
                name="transcript_status_is_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="failed") | ~models.Q(error=""), name="transcript_failure_says_why"
            ),
            models.CheckConstraint(
                condition=~models.Q(status="ready") | models.Q(current__isnull=False),
                name="transcript_ready_has_a_version",
            ),
        ]

    def __str__(self) -> str:
        return self.title or f"{self.place}, {self.recorded_at:%-d %b %Y, %H:%M:%S} UTC"

    def get_absolute_url(self) -> str:
        return reverse("transcript", args=[self.pk])

    @property
    def place(self) -> str:
        """The room's name where it is known, to name a transcript without a title by."""
        return self.room.name if self.room else "Recording"

    @property
    def names(self) -> dict[int, str]:
        """The participants' names by speaker number."""
        return names_in(self.participants)


class Version(models.Model):
    """One complete transcription. A new version is made beside the one shown, and replaces it when it is complete."""

    transcript = models.ForeignKey(Transcript, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    model = models.CharField(max_length=255, blank=True, help_text="The speech model that heard it.")
    language = models.CharField(max_length=8, blank=True, help_text="Chosen once for all tracks.")
    language_probability = models.FloatField(null=True, blank=True)
    chosen = models.ForeignKey(
        "Telling", on_delete=models.RESTRICT, null=True, blank=True, related_name="+", help_text="The summary shown."
    )
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who chose it; empty: it came by itself.",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["transcript", "number"]
        constraints = [models.UniqueConstraint(fields=["transcript", "number"], name="version_number_is_unique")]

    def __str__(self) -> str:
        return f"{self.transcript_id} version {self.number}"

    @property
    def recording(self) -> Recording:
        """The recording that the version is made from. Raises ValueError when its transcript has none."""
        if self.transcript.recording is None:
            raise ValueError(f"the transcript {self.transcript_id} has no recording")
        return self.transcript.recording


class Segment(models.Model):
    """One stretch of one speaker. Times count from the recording's start."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="segments")
    position = models.PositiveIntegerField(help_text="Its number, from 0; a part split off gets the next one.")
    start_ms = models.PositiveBigIntegerField()
    end_ms = models.PositiveBigIntegerField()
    speaker = models.PositiveIntegerField(help_text="The `speaker` of one of the transcript's participants.")
    text = models.TextField()
    words = models.JSONField(default=list, help_text="[[start_ms, end_ms, text, probability], …]")
    folded = models.TextField(default="", blank=True, editable=False, help_text="What search finds the text by.")
    heard_speaker = models.PositiveIntegerField(
        null=True, blank=True, help_text="Whose track it was heard in, where a person gave it to somebody else."
    )
    heard_words = models.JSONField(
        null=True, blank=True, help_text="The words as heard, where a person wrote others. No words at all: removed."
    )
    cut_at = models.DateTimeField(
        null=True, blank=True, help_text="When a person last said where it begins or ends: split it, or joined it."
    )
    corrected_by = models.CharField(max_length=150, blank=True)
    corrected_at = models.DateTimeField(null=True, blank=True)
    carried_from = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="carried_to",
        help_text="The corrected segment of the version before, whose correction stands here.",
    )

    objects = SegmentQuerySet.as_manager()

    class Meta:
        ordering = ["version", *SegmentQuerySet.ORDER]
        indexes = [models.Index(fields=["version", *SegmentQuerySet.ORDER], name="segment_as_spoken")]
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="segment_position_is_unique"),
            models.CheckConstraint(
                condition=models.Q(end_ms__gte=models.F("start_ms")), name="segment_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def track_speaker(self) -> int:
        """The speaker whose track it was heard in, whoever a person gave it to."""
        return self.speaker if self.heard_speaker is None else self.heard_speaker


class Topic(models.Model):
    """A chapter of the talk, up to the next one's start."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="topics")
    position = models.PositiveIntegerField()
    start_ms = models.PositiveBigIntegerField()
    end_ms = models.PositiveBigIntegerField()
    title = models.CharField(max_length=255)
    summary = models.TextField(blank=True)
    generated_title = models.CharField(max_length=255, blank=True, help_text="Where a person wrote another title.")
    corrected_by = models.CharField(max_length=150, blank=True)
    corrected_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="topic_position_is_unique"),
            models.CheckConstraint(
                condition=models.Q(end_ms__gte=models.F("start_ms")), name="topic_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return self.title
