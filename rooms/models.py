import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse

from rooms.languages import language_error
from rooms.names import name_error
from rooms.querysets import RoomQuerySet


class Platform(models.TextChoices):
    DAILY = "daily", "Daily"
    WHEREBY = "whereby", "Whereby"


class Room(models.Model):
    """A lasting place with its settings; each of its meetings gets a platform room of its own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=128, unique=True, help_text="Meetings are named after it: name-YYYYMMDDHHMMSS.")
    platform = models.CharField(max_length=16, choices=Platform, default=Platform.DAILY)
    language = models.CharField(
        max_length=8,
        blank=True,
        help_text="The code of the language spoken, such as en. Empty: detected per recording.",
    )
    glossary = models.TextField(
        blank=True,
        max_length=5000,
        help_text="Names and special words of the room's meetings, one per line or with commas between them.",
    )
    summary_language = models.CharField(
        max_length=8,
        blank=True,
        help_text="The code of the language that a language model tells the meetings in. Empty: the one spoken.",
    )
    summary_instructions = models.TextField(
        blank=True, max_length=2000, help_text="What a language model is asked to heed when it tells the meetings."
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="rooms"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = RoomQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(platform__in=Platform.values), name="room_is_on_a_known_platform"
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="room_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("room", args=[self.pk])

    def clean(self) -> None:
        name = name_error(self.name, platform=self.platform) if self.platform in Platform.values else ""
        wrong = {
            "name": name,
            "language": language_error(self.language),
            "summary_language": language_error(self.summary_language),
        }
        if errors := {field: sentence for field, sentence in wrong.items() if sentence}:
            raise ValidationError(errors)
