import uuid

from django.db import models
from django.urls import reverse

from meetings.models import Meeting
from recordings.models import Recording
from rooms.models import Room
from transcripts.querysets import StepQuerySet, TranscriptQuerySet


class Transcript(models.Model):
    """Our work on one recording: what a reader reads. Its words live in the segments of its current version."""

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
    recorded_at = models.DateTimeField(help_text="When the recording started.")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = TranscriptQuerySet.as_manager()

    class Meta:
        ordering = ["-recorded_at", "pk"]
        indexes = [
            models.Index(fields=["-recorded_at", "id"], name="transcript_newest_first"),
            models.Index(fields=["room", "-recorded_at", "id"], name="transcript_by_room"),
            models.Index(fields=["status", "-recorded_at", "id"], name="transcript_by_status_and_time"),
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
        return self.title or f"{self.place}, {self.recorded_at:%-d %b %Y, %H:%M} UTC"

    def get_absolute_url(self) -> str:
        return reverse("transcript", args=[self.pk])

    @property
    def place(self) -> str:
        """Where it was said, for one without a title: its room's name, where it is known."""
        return self.room.name if self.room else "Recording"


class Version(models.Model):
    """One making of a transcript. A new one is built beside the one shown and takes its place at the end."""

    transcript = models.ForeignKey(Transcript, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    model = models.CharField(max_length=255, blank=True, help_text="The speech model that heard it.")
    language = models.CharField(max_length=8, blank=True, help_text="Chosen once for all tracks.")
    language_probability = models.FloatField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["transcript", "number"]
        constraints = [models.UniqueConstraint(fields=["transcript", "number"], name="version_number_is_unique")]

    def __str__(self) -> str:
        return f"{self.transcript_id} version {self.number}"

    @property
    def recording(self) -> Recording:
        """What the version is made of. Raises ValueError for a transcript that no recording belongs to."""
        if self.transcript.recording is None:
            raise ValueError(f"the transcript {self.transcript_id} has no recording")
        return self.transcript.recording


class Segment(models.Model):
    """One stretch of one speaker. Times count from the recording's start."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="segments")
    position = models.PositiveIntegerField(help_text="Its place in the transcript, from 0.")
    start_ms = models.PositiveBigIntegerField()
    end_ms = models.PositiveBigIntegerField()
    speaker = models.PositiveIntegerField(help_text="The `speaker` of one of the transcript's participants.")
    text = models.TextField()
    words = models.JSONField(default=list, help_text="[[start_ms, end_ms, text, probability], …]")

    class Meta:
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="segment_position_is_unique"),
            models.CheckConstraint(
                condition=models.Q(end_ms__gte=models.F("start_ms")), name="segment_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Topic(models.Model):
    """A chapter of the talk, up to the next one's start."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="topics")
    position = models.PositiveIntegerField()
    start_ms = models.PositiveBigIntegerField()
    end_ms = models.PositiveBigIntegerField()
    title = models.CharField(max_length=255)
    summary = models.TextField(blank=True)

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


class Step(models.Model):
    """One piece of work on a version: claimed by a worker under a lease, done once, its result kept.

    `fence` grows at each claim; a result is written only by the claim it belongs to. docs/pipeline.md draws the states.
    """

    class Kind(models.TextChoices):
        PARTICIPANTS = "participants", "ask who was there"
        FETCH = "fetch", "fetch a track"
        PREPARE = "prepare", "find the voice in a track"
        TRANSCRIBE = "transcribe", "transcribe a piece"
        ASSEMBLE = "assemble", "put the words together"
        SUMMARISE = "summarise", "title, summary and topics"
        RETELL = "retell", "the same by a language model"
        MIX = "mix", "mix the audio"

    class Status(models.TextChoices):
        QUEUED = "queued", "waiting"
        RUNNING = "running", "running"
        DONE = "done", "done"
        FAILED = "failed", "failed"
        CANCELLED = "cancelled", "cancelled"

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=16, choices=Kind)
    part = models.CharField(
        max_length=32, blank=True, help_text="Track, or track:piece, both from 0; empty: the whole."
    )
    status = models.CharField(max_length=16, choices=Status, default=Status.QUEUED)
    input = models.JSONField(default=dict, blank=True)
    result = models.JSONField(null=True, blank=True)
    error = models.TextField(blank=True, help_text="Why the last attempt failed.")
    attempts = models.PositiveIntegerField(default=0, help_text="Counted when a worker begins.")
    owner = models.CharField(max_length=128, blank=True)
    fence = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    run_after = models.DateTimeField(help_text="Not before; pushed back after a failure that may pass.")
    hinted_at = models.DateTimeField(help_text="When the queue was last told of it.")
    progress = models.FloatField(default=0, help_text="0 to 1.")
    progress_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = StepQuerySet.as_manager()

    class Meta:
        ordering = ["version", "pk"]
        indexes = [
            models.Index(fields=["status", "run_after"], name="step_by_status_and_due"),
            models.Index(fields=["status", "lease_until"], name="step_by_status_and_lease"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["version", "kind", "part"], name="step_once_per_version_and_part"),
            models.CheckConstraint(
                condition=~models.Q(status="running") | (models.Q(lease_until__isnull=False) & ~models.Q(owner="")),
                name="step_running_has_owner_and_lease",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="failed") | ~models.Q(error=""), name="step_failure_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.part}".strip()


class Heartbeat(models.Model):
    """When the workers of a queue last showed that they take tasks, and when they were last asked to."""

    queue = models.CharField(max_length=16, primary_key=True)
    beat_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.queue
