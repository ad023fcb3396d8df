"""How many people, recordings and transcripts a meeting has, for lists of meetings."""

from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
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
        people=_count(DailyParticipantSession.objects.all(), Count("session_id", distinct=True)),
        takes=_count(Recording.objects.all(), Count("pk")),
        # Ready ones are picked out while counting: as a condition, SQLite might begin at all that are ready.
        written=_count(Transcript.objects.all(), Count("pk", filter=Q(status=Transcript.Status.READY))),
    )


def _count(rows: "QuerySet[Any]", count: Count) -> Coalesce:
    counts = rows.filter(meeting=OuterRef("pk")).order_by().values("meeting").annotate(count=count).values("count")
    return Coalesce(Subquery(counts, output_field=IntegerField()), 0)
