"""What the search finds besides segments."""

from django.db import models

from transcripts.models.transcript import Transcript


class Passage(models.Model):
    """A text of a transcript that the search finds, besides its segments. Only `index_transcript` writes these."""

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
