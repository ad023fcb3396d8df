from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import AnonymousUser, User
from django.db import models
from django.db.models.functions import Now

from rooms.models import Room
from rooms.querysets import RoomQuerySet

if TYPE_CHECKING:
    from transcripts.models import ActionItem, Segment, Step, Telling, Transcript  # noqa: F401 - named in strings below


def _visible_to(user: User | AnonymousUser, transcript: str = "") -> models.Q:
    """The transcripts a user may read: those of their own rooms, and all with the permission to view transcripts.

    The one place that decides it, for pages, API and audio. `transcript` is the lookup of what belongs to one.
    """
    rooms = _rooms_seen_by(user)
    return models.Q() if rooms is None else models.Q(**{f"{transcript}room__in": rooms})


def _rooms_seen_by(user: User | AnonymousUser) -> RoomQuerySet | None:
    return Room.objects.confining(user, "transcripts.view_transcript")


_LONG = ("webvtt", "long_summary", "short_summary", "participants", "written", "warnings")


class TranscriptQuerySet(models.QuerySet["Transcript"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        return self.filter(_visible_to(user))

    def rooms_seen_by(self, user: User | AnonymousUser) -> RoomQuerySet | None:
        """The rooms whose transcripts a user may read; None: those of all rooms, and of none."""
        return _rooms_seen_by(user)

    def for_lists(self) -> Self:
        """With the related rows that a line of a list shows, and without the long texts that it does not show."""
        return self.select_related("room", "recording").defer("webvtt", "long_summary")


class SegmentQuerySet(models.QuerySet["Segment"]):
    ORDER = ("start_ms", "end_ms", "position")
    """The order of a version's segments. One without length, as a word that a person added, comes before the next."""

    def spoken(self) -> Self:
        """In their order, without those that a person removed: what is shown, downloaded and summarised."""
        return self.exclude(text="").order_by(*self.ORDER)

    def standing(self) -> Self:
        """Without those that were joined to another segment; those that a person removed are included."""
        return self.exclude(text="", heard_words__isnull=True)

    def before(self, start_ms: Any, end_ms: Any, position: Any) -> Self:
        """Those of `standing` that come, in their order, before a segment with these values."""
        return self._beside("lt", start_ms, end_ms, position)

    def after(self, start_ms: Any, end_ms: Any, position: Any) -> Self:
        return self._beside("gt", start_ms, end_ms, position)

    def _beside(self, side: str, start_ms: Any, end_ms: Any, position: Any) -> Self:
        # The first condition follows from the others, and is the one that an index can use.
        near = models.Q(**{f"start_ms__{side}e": start_ms})
        tied = models.Q(**{"end_ms": end_ms, f"position__{side}": position})
        apart = models.Q(**{f"start_ms__{side}": start_ms}) | models.Q(**{f"end_ms__{side}": end_ms})
        return self.filter(near, apart | tied)


class StepQuerySet(models.QuerySet["Step"]):
    def claimable(self) -> Self:
        """Steps a worker may begin: waiting and due, or running under a lease that has ended."""
        waiting = models.Q(status="queued", run_after__lte=Now())
        abandoned = models.Q(status="running", lease_until__lt=Now())
        return self.filter(waiting | abandoned)

    def result_of(self, kind: str) -> Any:
        """The result of the version's only step of this kind; None while there is none, or when the step failed."""
        return self.filter(kind=kind, status="done").values_list("result", flat=True).first()


class TellingQuerySet(models.QuerySet["Telling"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """The summaries of the transcripts a user may read."""
        return self.filter(_visible_to(user, "version__transcript__"))

    def for_lists(self) -> Self:
        """With what a line of a list shows, and without the whole summaries."""
        return self.select_related("version", "asked_by").defer("document", "short_summary", "long_summary")


class ActionItemQuerySet(models.QuerySet["ActionItem"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """The action items of the transcripts a user may read, without those that were taken away."""
        return self.standing().filter(_visible_to(user))

    def rooms_seen_by(self, user: User | AnonymousUser) -> RoomQuerySet | None:
        """The rooms whose action items a user may read; None: those of all rooms, and of none."""
        return _rooms_seen_by(user)

    def for_lists(self) -> Self:
        """With what a line of a list shows, and without what is long of their transcripts."""
        rows = self.select_related("done_by", "transcript__room")
        return rows.defer(*(f"transcript__{name}" for name in _LONG))

    def standing(self) -> Self:
        return self.filter(removed_at=None)

    def open(self) -> Self:
        return self.filter(done_at=None)

    def as_spoken(self) -> Self:
        """In the order in which they were said; after them what nobody said."""
        return self.order_by(models.F("start_ms").asc(nulls_last=True), "pk")
