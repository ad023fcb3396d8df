"""How many people, recordings and transcripts a meeting has, for lists of meetings."""

from django.db.models import Count, IntegerField, Model, OuterRef, Subquery
from django.db.models.functions import Coalesce

from meetings.models import DailyParticipantSession
from meetings.querysets import MeetingQuerySet
from recordings.models import Recording
from transcripts.models import Transcript


def counted(meetings: MeetingQuerySet) -> MeetingQuerySet:
    """Meetings with `people` (distinct participant ids), `takes` (recordings) and `written` (transcripts ready).

    Counted only for the meetings that are fetched, so a page of a long list costs what one of a short list does.
    """
    return meetings.select_related("room").annotate(
        people=_count(DailyParticipantSession, Count("session_id", distinct=True)),
        takes=_count(Recording, Count("pk")),
        written=_count(Transcript, Count("pk"), status=Transcript.Status.READY),
    )


def _count(model: type[Model], count: Count, **chosen: str) -> Coalesce:
    rows = model._default_manager.filter(meeting=OuterRef("pk"), **chosen).order_by().values("meeting")
    return Coalesce(Subquery(rows.annotate(count=count).values("count"), output_field=IntegerField()), 0)
