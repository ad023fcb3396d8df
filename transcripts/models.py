import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse

from meetings.models import Meeting
from recordings.models import Recording
from rooms.models import Room
from transcripts.querysets import ActionItemQuerySet, SegmentQuerySet, StepQuerySet, TellingQuerySet, TranscriptQuerySet


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
        """What the version is made of. Raises ValueError for a transcript that no recording belongs to."""
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


class Passage(models.Model):
    """What search finds of a transcript besides its segments. Written by `index_transcript`, never by hand."""

    class Kind(models.TextChoices):
        TITLE = "title", "title"
        NAME = "name", "speaker"
        TOPIC = "topic", "topic"
        DECISION = "decision", "decision"
        ACTION_ITEM = "action_item", "action item"
        SUMMARY = "summary", "summary"
        LONG_SUMMARY = "long_summary", "long summary"

    transcript = models.ForeignKey(Transcript, on_delete=models.CASCADE, related_name="passages")
    kind = models.CharField(max_length=16, choices=Kind)
    position = models.PositiveBigIntegerField(
        help_text="Of a topic or a decision; of a name its `speaker`; of an action item its id; else 0."
    )
    start_ms = models.PositiveBigIntegerField(
        null=True, blank=True, help_text="Of a topic, a decision or an action item."
    )
    segment_position = models.PositiveIntegerField(
        null=True, blank=True, help_text="Of the segment that says a decision or an action item."
    )
    language = models.CharField(max_length=8, blank=True, help_text="Whose stems it is found by; of a name none.")
    text = models.TextField()
    folded = models.TextField(editable=False, help_text="What search finds the text by.")

    class Meta:
        ordering = ["transcript", "kind", "position"]
        indexes = [models.Index(fields=["language"], name="passage_by_language")]
        constraints = [
            models.UniqueConstraint(fields=["transcript", "kind", "position"], name="passage_once_per_transcript"),
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=["title", "name", "topic", "decision", "action_item", "summary", "long_summary"]
                ),
                name="passage_is_of_a_known_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Correction(models.Model):
    """One change that a person made to what is shown; the rows of a transcript are its history.

    `before` and `after` hold what it changed, by cell: see `transcripts.correcting.cells`. A correction is never
    changed or deleted; undoing it is noted on it.
    """

    class Kind(models.TextChoices):
        TITLE = "title", "title"
        SHORT_SUMMARY = "short_summary", "summary"
        LONG_SUMMARY = "long_summary", "long summary"
        TOPIC = "topic", "title of a topic"
        NAME = "name", "name"
        TEXT = "text", "words"
        SPEAKER = "speaker", "speaker"
        MERGE = "merge", "two speakers put together"
        SPLIT = "split", "a segment made two"
        JOIN = "join", "two segments made one"

    transcript = models.ForeignKey(Transcript, on_delete=models.CASCADE, related_name="corrections")
    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="+", help_text="The one shown then.")
    kind = models.CharField(max_length=16, choices=Kind)
    before = models.JSONField()
    after = models.JSONField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_by_name = models.CharField(max_length=150)
    made_at = models.DateTimeField(auto_now_add=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    undone_by_name = models.CharField(max_length=150, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["transcript", "-id"], name="correction_newest_first")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(undone_at__isnull=True, undone_by_name="")
                | (models.Q(undone_at__isnull=False) & ~models.Q(undone_by_name="")),
                name="correction_undone_says_by_whom",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} by {self.made_by_name}"


class Telling(models.Model):
    """One summary of a version, of which the version shows one; all are kept, and never changed.

    docs/summaries.md says what `document` holds.
    """

    class Maker(models.TextChoices):
        EMBEDDED = "embedded", "the embedded summariser"
        LANGUAGE_MODEL = "language_model", "a language model"

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="tellings")
    number = models.PositiveIntegerField(help_text="From 1, in the order in which they were made.")
    maker = models.CharField(max_length=16, choices=Maker)
    model = models.CharField(max_length=255, blank=True, help_text="The language model; empty: the embedded one.")
    prompt_version = models.CharField(max_length=32, blank=True)
    language = models.CharField(max_length=8, blank=True, help_text="The code of the language it is written in.")
    instructions = models.TextField(blank=True, help_text="The wishes that the language model was to heed.")
    calls = models.PositiveIntegerField(default=0, help_text="To the language model.")
    prompt_tokens = models.PositiveIntegerField(default=0)
    completion_tokens = models.PositiveIntegerField(default=0)
    took_ms = models.PositiveBigIntegerField(null=True, blank=True, help_text="Empty where it was not measured.")
    troubles = models.JSONField(default=list, blank=True, help_text="Sentences about what the model did not tell.")
    title = models.CharField(max_length=255, blank=True)
    short_summary = models.TextField(blank=True)
    long_summary = models.TextField(blank=True)
    document = models.JSONField(default=dict, help_text="The whole summary with its evidence.")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty: made by itself.",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = TellingQuerySet.as_manager()

    class Meta:
        verbose_name = "summary"
        verbose_name_plural = "summaries"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="telling_number_is_unique"),
            models.CheckConstraint(
                condition=models.Q(maker="embedded", model="")
                | (models.Q(maker="language_model") & ~models.Q(model="")),
                name="telling_names_its_model",
            ),
        ]

    def __str__(self) -> str:
        return f"Summary {self.number} by {self.model or self.get_maker_display()}"


class ActionItem(models.Model):
    """Something to be done after a meeting: named by its summary, or added by a person.

    What people do to one (tick, edit, remove) outlives any later summary; `told` is what a later one is compared with.
    """

    transcript = models.ForeignKey(Transcript, on_delete=models.CASCADE, related_name="action_items")
    text = models.TextField()
    owner_name = models.CharField(max_length=255, blank=True, help_text="Who is to do it; empty: nobody named.")
    owner_speaker = models.PositiveIntegerField(
        null=True, blank=True, help_text="The owner's `speaker`; empty for somebody who did not take part."
    )
    due = models.DateField(null=True, blank=True)
    due_as_said = models.CharField(max_length=255, blank=True)
    quote = models.TextField(blank=True, help_text="The sentence as it was spoken.")
    start_ms = models.PositiveBigIntegerField(null=True, blank=True, help_text="When it was said.")
    position = models.PositiveIntegerField(null=True, blank=True, help_text="Of the segment that says it.")
    likely = models.BooleanField(default=False, help_text="Recognised by how people talk, and not understood.")
    supported = models.BooleanField(default=True, help_text="Found in what was said, or a person's own.")
    told = models.TextField(blank=True, help_text="As the summary tells it; empty for what a person added.")
    telling = models.ForeignKey(
        Telling, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", help_text="The last to name it."
    )
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who added it; empty: the summary.",
    )
    edited_at = models.DateTimeField(null=True, blank=True, help_text="When a person last changed what it says.")
    removed_at = models.DateTimeField(null=True, blank=True, help_text="When a person took it away.")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ActionItemQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "pk"]
        indexes = [
            models.Index(fields=["transcript", "start_ms"], name="action_item_by_transcript"),
            models.Index(fields=["-created_at", "id"], name="action_item_newest_first"),
        ]
        constraints = [
            models.CheckConstraint(condition=~models.Q(text=""), name="action_item_says_something"),
            models.CheckConstraint(
                condition=models.Q(done_by__isnull=True) | models.Q(done_at__isnull=False),
                name="action_item_is_done_by_somebody_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("action-item", args=[self.pk])

    @property
    def done(self) -> bool:
        return self.done_at is not None

    @property
    def touched(self) -> bool:
        """Whether a person has done anything to it."""
        return bool(self.done_at or self.edited_at or self.removed_at or not self.told)


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
        TELL = "tell", "another summary"

    class Status(models.TextChoices):
        QUEUED = "queued", "waiting"
        RUNNING = "running", "running"
        DONE = "done", "done"
        FAILED = "failed", "failed"
        CANCELLED = "cancelled", "cancelled"

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=16, choices=Kind)
    part = models.CharField(
        max_length=32, blank=True, help_text="Track, or track:piece, both from 0; of tell the number; empty: all."
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
    """When the workers that one host has for a queue last showed that they take tasks."""

    queue = models.CharField(max_length=16)
    host = models.CharField(max_length=64, help_text="HOST_NAME there.")
    began_at = models.DateTimeField(auto_now_add=True, help_text="When it first had workers for the queue.")
    asked_at = models.DateTimeField(null=True, blank=True, help_text="When its workers were last asked to show life.")
    beat_at = models.DateTimeField(null=True, blank=True, help_text="When one of them last did.")
    noted_at = models.DateTimeField(null=True, blank=True, help_text="When what they did was last noted.")

    class Meta:
        ordering = ["queue", "host"]
        constraints = [models.UniqueConstraint(fields=["queue", "host"], name="heartbeat_once_per_queue_and_host")]

    def __str__(self) -> str:
        return f"{self.queue} on {self.host}"
