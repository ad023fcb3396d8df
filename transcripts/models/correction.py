"""The history of what people changed."""

from django.conf import settings
from django.db import models

from transcripts.models.transcript import Transcript, Version


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
        REPLACE = "replace", "words wherever they stand"
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
