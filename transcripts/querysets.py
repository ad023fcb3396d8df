from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.contrib.auth.models import AnonymousUser, User
from django.db import models

if TYPE_CHECKING:
    from transcripts.models import Step, Transcript


class TranscriptQuerySet(models.QuerySet["Transcript"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """The transcripts a user may read: those of their own rooms, and all with the permission to view transcripts.

        The one place that decides it, for pages, API and audio.
        """
        if user.has_perm("transcripts.view_transcript"):
            return self
        return self.filter(room__owner=user.pk) if user.is_authenticated else self.none()


class StepQuerySet(models.QuerySet["Step"]):
    def claimable(self, now: datetime) -> Self:
        """Steps a worker may begin: waiting and due, or running under a lease that has ended."""
        waiting = models.Q(status="queued", run_after__lte=now)
        forsaken = models.Q(status="running", lease_until__lt=now)
        return self.filter(waiting | forsaken)
