"""Finding the rows that match a query and its filters, in order and page by page.

Both databases match the same rows. They are ordered here, by a function of query and row alone: so the order is the
same on both too, and a page begins where the one before ended whatever is added meanwhile.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias
from uuid import UUID

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Exists, OuterRef, Q, QuerySet, Value

from rooms.models import Room
from transcripts.models import Passage, Transcript
from transcripts.searching.languages import languages_in_use
from transcripts.searching.lookup import Wanted
from transcripts.searching.passages import shelf_of
from transcripts.text.matching import score
from transcripts.text.query import Query, exactly

NEWEST = 2_000
"""The most places that are ranked, those that were transcribed last."""
PAGE = 20
MOST_SHELVES = 100

SEGMENT = "segment"
_WEIGHTS = {
    Passage.Kind.TITLE.value: 3.0,
    Passage.Kind.NAME.value: 2.0,
    Passage.Kind.TOPIC.value: 1.6,
    Passage.Kind.DECISION.value: 1.5,
    Passage.Kind.ACTION_ITEM.value: 1.5,
    Passage.Kind.SUMMARY.value: 1.3,
    Passage.Kind.LONG_SUMMARY.value: 1.0,
    SEGMENT: 1.0,
}
"""The weight of a hit's score, by its kind. Equal hits in one transcript come in this order."""
_PLACES = {kind: place for place, kind in enumerate(_WEIGHTS)}
_SEPARATOR = "~"

Key: TypeAlias = tuple[int, int, str, int, int]
"""What hits are sorted by: score, moment, transcript, kind, row. In order of time all scores are 0."""


class Order(StrEnum):
    BEST = "best"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class Filters:
    """What hits are narrowed to: recorded at `since` or later and before `before`, `language` spoken, of one `kind`.

    `kind` is SEGMENT or that of a passage; `speaker` is a name or a part of one.
    """

    room: Room | None = None
    speaker: str = ""
    since: datetime | None = None
    before: datetime | None = None
    language: str = ""
    kind: str = ""

    def __bool__(self) -> bool:
        return self != Filters()


@dataclass(frozen=True, slots=True)
class Hit:
    """A row that was found; `kind` is SEGMENT or that of a passage, and says which table `pk` is of."""

    kind: str
    pk: int
    transcript_id: UUID
    key: Key


@dataclass(frozen=True, slots=True)
class Hits:
    """All that was found, in order. `cut`: there are more, older ones than these."""

    rows: tuple[Hit, ...]
    cut: bool


@dataclass(frozen=True, slots=True)
class Page:
    """`begin` counts the hits before it; `previous` and `next` are names for `after`, of the pages beside this one: ""
    for the first, None for none.
    """

    rows: tuple[Hit, ...]
    begin: int
    previous: str | None
    next: str | None


def find(
    user: User | AnonymousUser, query: Query, filters: Filters, *, order: Order = Order.BEST, most: int = NEWEST
) -> Hits:
    """Hits in the current versions that the user may see; two queries for rows, and two for languages and shelves.

    `most` bounds the segments and the passages each. With a speaker only segments are found, as nobody says the others.
    """
    if not query:
        return Hits((), cut=False)
    transcripts = _chosen(Transcript.objects.visible_to(user), filters)
    wanted = Wanted(query, _shelves(user, filters), languages_in_use())
    found = []
    if filters.kind in ("", SEGMENT):
        found.append(list(_segments(transcripts, wanted, filters.speaker)[: most + 1]))
    if filters.kind != SEGMENT and not filters.speaker:
        found.append(list(_passages(transcripts, wanted, filters.kind)[: most + 1]))
    hits = (_hit(row, query, order) for rows in found for row in rows[:most])
    return Hits(tuple(sorted(hits, key=lambda hit: hit.key)), cut=any(len(rows) > most for rows in found))


def page_after(hits: Sequence[Hit], after: str, *, size: int = PAGE) -> Page:
    """The page that begins after the hit named `after`, the first page for "". Raises ValueError for no such name."""
    begin = 0
    if after:
        last = _key_of(after)
        begin = sum(hit.key <= last for hit in hits)
    end = begin + size
    previous = None if not begin else "" if begin <= size else _name_of(hits[begin - size - 1].key)
    return Page(tuple(hits[begin:end]), begin, previous, _name_of(hits[end - 1].key) if end < len(hits) else None)


def _chosen(transcripts: QuerySet[Transcript], filters: Filters) -> QuerySet[Transcript]:
    if filters.room:
        transcripts = transcripts.filter(room=filters.room)
    if filters.since:
        transcripts = transcripts.filter(recorded_at__gte=filters.since)
    if filters.before:
        transcripts = transcripts.filter(recorded_at__lt=filters.before)
    if filters.language:
        transcripts = transcripts.filter(language=filters.language)
    return transcripts


def _shelves(user: User | AnonymousUser, filters: Filters) -> tuple[str, ...]:
    """The shelves (see `shelf_of`) that hold all the reader may see; empty, for all, with access to very many rooms."""
    if filters.room:
        return (shelf_of(filters.room.pk),)
    if user.has_perm("transcripts.view_transcript"):
        return ()
    rooms = Transcript.objects.visible_to(user).order_by().values_list("room", flat=True).distinct()
    found = list(rooms[: MOST_SHELVES + 1])
    return tuple(map(shelf_of, found)) if len(found) <= MOST_SHELVES else ()


_Row: TypeAlias = tuple[str, int, str, UUID, datetime]
"""Kind, primary key, folded text, transcript and when that was recorded."""


def _segments(transcripts: QuerySet[Transcript], wanted: Wanted, speaker: str) -> "QuerySet[Transcript, _Row]":
    found = transcripts.filter(current__segments__folded__finds=wanted).annotate(kind=Value(SEGMENT))
    if speaker:
        found = found.filter(_said_by(speaker))
    segment = "current__segments__"
    return found.order_by(f"-{segment}pk").values_list("kind", f"{segment}pk", f"{segment}folded", "pk", "recorded_at")


def _passages(transcripts: QuerySet[Transcript], wanted: Wanted, kind: str) -> "QuerySet[Transcript, _Row]":
    of_kind = {"passages__kind": kind} if kind else {}
    found = transcripts.filter(passages__folded__finds=wanted, **of_kind).order_by("-passages__pk")
    return found.values_list("passages__kind", "passages__pk", "passages__folded", "pk", "recorded_at")


def _said_by(speaker: str) -> Exists | Q:
    """The condition that the participant who said a segment has this name."""
    query = exactly(speaker)
    if not query:
        return Q(pk__in=[])
    return Exists(
        Passage.objects.filter(
            transcript=OuterRef("pk"),
            kind=Passage.Kind.NAME,
            position=OuterRef("current__segments__speaker"),
            folded__finds=Wanted(query),
        )
    )


def _hit(row: _Row, query: Query, order: Order) -> Hit:
    kind, pk, folded, transcript_id, recorded_at = row
    fit = round(score(folded, query) * _WEIGHTS[kind]) if order is Order.BEST else 0
    key = (-fit, -round(recorded_at.timestamp() * 1000), transcript_id.hex, _PLACES[kind], pk)
    return Hit(kind, pk, transcript_id, key)


def _name_of(key: Key) -> str:
    return _SEPARATOR.join(map(str, key))


def _key_of(name: str) -> Key:
    try:
        fit, moment, transcript, kind, pk = name.split(_SEPARATOR)
        return int(fit), int(moment), transcript, int(kind), int(pk)
    except ValueError as error:
        raise ValueError(f"{name!r} names no place among hits") from error
