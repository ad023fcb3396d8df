"""The work on versions, and the hosts whose workers do it."""

from django.db import models

from transcripts.models.transcript import Version
from transcripts.querysets import StepQuerySet


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
