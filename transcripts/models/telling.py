"""Summaries and action items."""

from collections.abc import Iterator
from itertools import product
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.urls import reverse

from rooms.models import Room
from transcripts.models.transcript import Transcript, Version
from transcripts.querysets import ActionItemQuerySet, TellingQuerySet


class Telling(models.Model):
    """One summary of a version, with who told it and what that cost. The version shows one; all are kept, and never
    changed.

    For people, in pages, API and docs, it is a summary. Code has that name for what one says,
    `transcripts.summary.outline.Summary`, which knows no database and is kept in `document`: docs/summaries.md.
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


def _lists_by_time() -> Iterator[models.Index]:
    """One for each list that a reader may choose: of all rooms or one, of everybody or one, in any state or one.

    Those of what is to be done hold its day as well, so that no other row is read where hardly any has the days wanted.
    """
    states = {
        "": None,
        "_open": models.Q(done_at=None, removed_at=None),
        "_done": models.Q(done_at__isnull=False, removed_at=None),
    }
    for (room, person), (state, condition) in product(product(([], ["room"]), ([], ["owner_name"])), states.items()):
        name = f"item{'_room' if room else ''}{'_owner' if person else ''}{state}_by_time"
        day = ["due"] if state == "_open" else []
        yield models.Index(fields=[*room, *person, "-recorded_at", "id", *day], name=name, condition=condition)


class ActionItem(models.Model):
    """Something to be done after a meeting: found by its summary, or added by a person.

    What people do to one (tick, edit, remove) outlives any later summary. `told` is the text of the summary that it is
    from, with which later summaries are compared.
    """

    transcript = models.ForeignKey(Transcript, on_delete=models.CASCADE, related_name="action_items")
    # These two are the transcript's, kept here too: only so do the items of a room lie in an index by time.
    room = models.ForeignKey(Room, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    recorded_at = models.DateTimeField(help_text="When the recording started.")
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
        ordering = ["-recorded_at", "pk"]
        indexes = [
            models.Index(fields=["transcript", "start_ms"], name="action_item_by_transcript"),
            *_lists_by_time(),
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

    @classmethod
    def of(cls, transcript: Transcript, **fields: Any) -> Self:
        """An item of a transcript as it is now, not saved. Whoever saves it holds the transcript locked."""
        place = {"room_id": transcript.room_id, "recorded_at": transcript.recorded_at}
        return cls(transcript=transcript, **place, **fields)

    @property
    def done(self) -> bool:
        return self.done_at is not None

    @property
    def touched(self) -> bool:
        """Whether a person has done anything to it."""
        return bool(self.done_at or self.edited_at or self.removed_at or not self.told)
