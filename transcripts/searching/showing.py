"""Hits as a reader sees them: what was said, by whom and when, what stands around it, and where a click leads."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils.http import urlencode

from transcripts.models import Passage, Segment, Transcript
from transcripts.querysets import SegmentQuerySet
from transcripts.searching.finding import SEGMENT, Hit
from transcripts.text.formats import exact_seconds
from transcripts.text.matching import Piece, excerpt, marked
from transcripts.text.query import Query
from transcripts.text.speakers import name_of

MOST_CHARACTERS = 420
"""Of a long text as much is shown, from shortly before what was found."""
_THE_HIT = tuple(map(OuterRef, SegmentQuerySet.ORDER))


@dataclass(frozen=True, slots=True)
class Line:
    """What was said right before or after, and by whom."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A hit. `start_ms`, `speaker` and `name` are None, None and "" where a passage has none.

    `language` is that of the text; names are of none.
    """

    kind: str
    label: str
    transcript: Transcript
    language: str
    pieces: tuple[Piece, ...]
    address: str
    start_ms: int | None
    speaker: int | None
    name: str
    before: Line | None
    after: Line | None

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)

    @property
    def is_said(self) -> bool:
        return self.kind == SEGMENT


@dataclass(frozen=True, slots=True)
class Group:
    """Hits of one transcript that follow one another. One in its title is `title`, and not among `hits`."""

    transcript: Transcript
    title: tuple[Piece, ...]
    hits: tuple[Shown, ...]


def shown(hits: Sequence[Hit], query: Query) -> tuple[Shown, ...]:
    """The hits with all that is shown of them, in three queries; those whose row is gone meanwhile are left out."""
    transcripts = _with_heading().in_bulk({hit.transcript_id for hit in hits})
    segments = _with_neighbours().in_bulk([hit.pk for hit in hits if hit.kind == SEGMENT])
    passages = Passage.objects.order_by().defer("folded").in_bulk([hit.pk for hit in hits if hit.kind != SEGMENT])
    found: list[Shown] = []
    for hit in hits:
        transcript = transcripts.get(hit.transcript_id)
        if transcript is None:
            continue
        if hit.kind == SEGMENT and hit.pk in segments:
            found.append(_segment(segments[hit.pk], transcript, query))
        elif hit.kind != SEGMENT and hit.pk in passages:
            found.append(_passage(passages[hit.pk], transcript, query))
    return tuple(found)


def grouped(hits: Iterable[Shown]) -> tuple[Group, ...]:
    return tuple(_group(tuple(run)) for _, run in groupby(hits, key=lambda hit: hit.transcript.pk))


def _group(run: tuple[Shown, ...]) -> Group:
    title = next((hit.pieces for hit in run if hit.kind == Passage.Kind.TITLE), ())
    hits = [hit for hit in run if hit.kind != Passage.Kind.TITLE]
    return Group(run[0].transcript, title, tuple(_said_once(hits)))


def _said_once(hits: Sequence[Shown]) -> Iterator[Shown]:
    """The hits, each without the line before or after it when that line is the neighbouring hit itself."""
    beside = [None, *hits, None]
    for above, hit, below in zip(beside, hits, beside[2:], strict=False):
        before = None if above and hit.before == Line(above.name, above.text) else hit.before
        after = None if below and hit.after == Line(below.name, below.text) else hit.after
        yield replace(hit, before=before, after=after)


@cache
def _with_heading() -> QuerySet[Transcript]:
    """Transcripts with what is shown above their hits."""
    columns = ("title", "language", "recorded_at", "participants", "room__name", "recording__room_name")
    return Transcript.objects.order_by().select_related("room", "recording").only(*columns)


@cache
def _with_neighbours() -> QuerySet[Segment]:
    """Segments with what was said right before and after: `{"speaker", "text"}`, or None."""
    rows = Segment.objects.order_by().only("version", *SegmentQuerySet.ORDER, "speaker", "text")
    return rows.annotate(
        before=_nearest(Segment.objects.spoken().before(*_THE_HIT).reverse()),
        after=_nearest(Segment.objects.spoken().after(*_THE_HIT)),
    )


def _nearest(beside: QuerySet[Segment]) -> Subquery:
    """The nearest segment on one side."""
    rows = beside.filter(version=OuterRef("version"))
    return Subquery(rows.values(line=JSONObject(speaker="speaker", text="text"))[:1])


def _segment(segment: Segment, transcript: Transcript, query: Query) -> Shown:
    names = transcript.names
    pieces = marked(segment.text, transcript.language, query)
    return Shown(
        kind=SEGMENT,
        label="",
        transcript=transcript,
        language=transcript.language,
        pieces=excerpt(pieces, most=MOST_CHARACTERS),
        address=_address(transcript, pieces, segment.start_ms, f"t{segment.position}"),
        start_ms=segment.start_ms,
        speaker=segment.speaker,
        name=name_of(segment.speaker, names),
        before=_line(segment.before, names),  # type: ignore[attr-defined] # annotated
        after=_line(segment.after, names),  # type: ignore[attr-defined] # annotated
    )


def _passage(passage: Passage, transcript: Transcript, query: Query) -> Shown:
    is_name = passage.kind == Passage.Kind.NAME
    pieces = marked(passage.text, passage.language, query)
    return Shown(
        kind=passage.kind,
        label=passage.get_kind_display(),
        transcript=transcript,
        language=passage.language,
        pieces=excerpt(pieces, most=MOST_CHARACTERS),
        address=_address(transcript, () if is_name else pieces, passage.start_ms, _anchor(passage)),
        start_ms=passage.start_ms,
        speaker=passage.position if is_name else None,
        name=passage.text if is_name else "",
        before=None,
        after=None,
    )


def _anchor(passage: Passage) -> str:
    """The id of the passage's element on the transcript's page; empty for one without an element of its own."""
    if passage.kind == Passage.Kind.TOPIC:
        return f"c{passage.start_ms}"
    if passage.segment_position is not None:
        return f"t{passage.segment_position}"
    if passage.kind == Passage.Kind.ACTION_ITEM:
        return f"item-{passage.position}"
    return "decisions" if passage.kind == Passage.Kind.DECISION else ""


def _line(neighbour: Mapping[str, Any] | None, names: Mapping[int, str]) -> Line | None:
    return Line(name_of(neighbour["speaker"], names), neighbour["text"]) if neighbour else None


def _address(transcript: Transcript, pieces: Iterable[Piece], start_ms: int | None, anchor: str) -> str:
    """The address of the moment on the transcript's page, with the words found, as written there, for its find box."""
    query: dict[str, str] = {}
    if start_ms is not None:
        query["t"] = exact_seconds(start_ms)
    words = dict.fromkeys(piece.text for piece in pieces if piece.found)
    if words:
        query["q"] = " ".join(words)
    address = transcript.get_absolute_url()
    return "".join([address, f"?{urlencode(query)}" if query else "", f"#{anchor}" if anchor else ""])
