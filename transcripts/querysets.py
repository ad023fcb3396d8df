from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import AnonymousUser, User
from django.db import models
from django.db.models.functions import Now

from rooms.models import Room

if TYPE_CHECKING:
    from transcripts.models import Step, Transcript  # noqa: F401 - named in strings below


class TranscriptQuerySet(models.QuerySet["Transcript"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """The transcripts a user may read: those of their own rooms, and all with the permission to view transcripts.

        The one place that decides it, for pages, API and audio.
        """
        if user.has_perm("transcripts.view_transcript"):
            return self
        return self.filter(room__in=Room.objects.filter(owner=user.pk)) if user.is_authenticated else self.none()

    def for_lists(self) -> Self:
        """With what a line of a list shows, and without the long texts that it does not."""
        return self.select_related("room", "recording").defer("webvtt", "long_summary")


class StepQuerySet(models.QuerySet["Step"]):
    def claimable(self) -> Self:
        """Steps a worker may begin: waiting and due, or running under a lease that has ended."""
        waiting = models.Q(status="queued", run_after__lte=Now())
        forsaken = models.Q(status="running", lease_until__lt=Now())
        return self.filter(waiting | forsaken)

    def result_of(self, kind: str) -> Any:
        """What the step of this kind, one per version, answered; None while it has not, or when it failed."""
        return self.filter(kind=kind, status="done").values_list("result", flat=True).first()
