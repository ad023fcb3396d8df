"""Action items as pages list them: with whether their reader may tick them off."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import QuerySet

from transcripts.models import ActionItem, Transcript
from transcripts.permissions import may_change_transcript


@dataclass(frozen=True, slots=True)
class Shown:
    """`overdue`: its day has passed where the reader is, and it is not done."""

    item: ActionItem
    overdue: bool


@dataclass(frozen=True, slots=True)
class OfTranscript:
    """The action items of one transcript."""

    transcript: Transcript
    items: tuple[Shown, ...]
    may_change: bool


def shown(items: Iterable[ActionItem], *, today: date) -> tuple[Shown, ...]:
    return tuple(Shown(item, overdue=not item.done and item.due is not None and item.due < today) for item in items)


def by_transcript(
    transcripts: Sequence[Transcript], items: QuerySet[ActionItem], user: User | AnonymousUser, *, today: date
) -> tuple[OfTranscript, ...]:
    """Those of `items` that belong to the transcripts, in the order of these; one query.

    The transcripts have their rooms with them, and `items` an order.
    """
    of: defaultdict[object, list[ActionItem]] = defaultdict(list)
    for item in items.filter(transcript__in=[row.pk for row in transcripts]).select_related("done_by"):
        of[item.transcript_id].append(item)
    return tuple(
        OfTranscript(row, shown(of[row.pk], today=today), may_change_transcript(user, row))
        for row in transcripts
        if of[row.pk]
    )
