"""Action items for the pages that list them, each with whether the reader may tick it off."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser, User

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


def by_transcript(items: Iterable[ActionItem], user: User | AnonymousUser, *, today: date) -> tuple[OfTranscript, ...]:
    """Those of a transcript in the order in which they were said, and the transcripts as the first of each comes.

    The items have their transcripts, with the rooms of these, and whoever ticked them off with them.
    """
    of: defaultdict[Transcript, list[ActionItem]] = defaultdict(list)
    for item in items:
        of[item.transcript].append(item)
    return tuple(
        OfTranscript(
            transcript,
            shown(sorted(its, key=_as_spoken), today=today),
            may_change_transcript(user, transcript),
        )
        for transcript, its in of.items()
    )


def _as_spoken(item: ActionItem) -> tuple[bool, int, int]:
    """As `ActionItemQuerySet.as_spoken`."""
    return item.start_ms is None, item.start_ms or 0, item.pk
