"""What search finds besides segments: titles, names, topics, decisions, action items and summaries.

Each is a row, written with what it shows.
"""

from collections.abc import Iterator, Sequence
from itertools import chain
from uuid import UUID

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Concat, Substr

from transcripts.models import Passage, Segment, Telling, Topic, Transcript, Version
from transcripts.summary.stored import summary_in
from transcripts.text.folding import folded, token

Kind = Passage.Kind
_SHELF = "shelf"
BATCH = 500


def shelf_of(room_id: UUID | None) -> str:
    """The shelf of a room: a token that is added to all searchable texts of its transcripts.

    With it the index leaves out most of what a reader cannot see before any row is read. It only makes searches fast:
    what a reader may see is decided by `visible_to`.
    """
    return token(_SHELF, room_id.hex if room_id else "none")


def folded_passage(text: str, *, language: str, room_id: UUID | None) -> str:
    """What the column `folded` has to hold for a text of a transcript in a room."""
    return f"{shelf_of(room_id)} {folded(text, language)}".rstrip()


def folded_segment(text: str, version: Version) -> str:
    """What `Segment.folded` has to hold. Whoever writes `Segment.text` writes this with it, in the same statement.

    The database updates the index by itself. One query for the version's transcript, unless it is loaded.
    """
    return folded_passage(text, language=version.language, room_id=version.transcript.room_id)


def index_transcript(transcript_id: UUID) -> None:
    """Rewrite the passages of a transcript.

    Whoever changes a transcript's title, participants, summaries, action items, the topics of its current version or
    the summary that this shows calls this in the same transaction. Does nothing for a transcript that is gone.
    """
    with transaction.atomic():
        # Locked, so that of two processes one waits for the other.
        found = Transcript.objects.select_for_update(of=("self",)).select_related("current__chosen")
        transcript = found.filter(pk=transcript_id).first()
        if transcript is None:
            return
        Passage.objects.filter(transcript=transcript).delete()
        Passage.objects.bulk_create(passages_of(transcript), batch_size=BATCH)


def put_on_shelf(transcript_id: UUID, *, before: UUID | None, after: UUID | None) -> None:
    """Put the segments of all versions and the passages of a transcript onto the shelf of another room.

    Whoever changes a transcript's room calls this in the same transaction, with the versions locked.
    """
    shelf = shelf_of(before)
    moved = Concat(Value(shelf_of(after)), Substr("folded", len(shelf) + 1))
    Segment.objects.filter(version__transcript=transcript_id, folded__startswith=shelf).update(folded=moved)
    Passage.objects.filter(transcript=transcript_id, folded__startswith=shelf).update(folded=moved)


def passages_of(transcript: Transcript) -> Iterator[Passage]:
    """Unsaved passages for what a transcript shows now.

    Their language is that of the summary, which need not be the one spoken; names have none.
    """
    telling = transcript.current.chosen if transcript.current else None
    language = (telling and telling.language) or transcript.language
    for passage in chain(_written(transcript), _decided(telling), _to_do(transcript)):
        if not passage.text.strip():
            continue
        passage.transcript = transcript
        passage.language = "" if passage.kind == Kind.NAME else language
        passage.folded = folded_passage(passage.text, language=passage.language, room_id=transcript.room_id)
        yield passage


def _written(transcript: Transcript) -> Iterator[Passage]:
    topics = list(transcript.current.topics.all()) if transcript.current else []
    yield Passage(kind=Kind.TITLE, position=0, text=transcript.title)
    yield Passage(kind=Kind.SUMMARY, position=0, text=transcript.short_summary)
    yield Passage(kind=Kind.LONG_SUMMARY, position=0, text=_not_in_topics(transcript.long_summary, topics))
    for participant in transcript.participants:
        yield Passage(kind=Kind.NAME, position=participant["speaker"], text=participant["name"])
    for topic in topics:
        text = f"{topic.title}\n{topic.summary}".strip()
        yield Passage(kind=Kind.TOPIC, position=topic.position, start_ms=topic.start_ms, text=text)


def _decided(telling: Telling | None) -> Iterator[Passage]:
    decisions = summary_in(telling.document).decisions if telling else ()
    for place, decision in enumerate(decisions):
        statement = decision.statement
        yield Passage(
            kind=Kind.DECISION,
            position=place,
            start_ms=statement.start_ms,
            segment_position=min(statement.evidence, default=None),
            text=statement.text,
        )


def _to_do(transcript: Transcript) -> Iterator[Passage]:
    for item in transcript.action_items.standing():
        yield Passage(
            kind=Kind.ACTION_ITEM,
            position=item.pk,
            start_ms=item.start_ms,
            segment_position=item.position,
            text=f"{item.text}\n{item.owner_name}".strip(),
        )


def _not_in_topics(long_summary: str, topics: Sequence[Topic]) -> str:
    """The lines of a long summary that its topics do not have: none in one of our own, which is made of the topics."""
    titles = tuple(topic.title for topic in topics if topic.title)
    told = {line.strip() for topic in topics for line in topic.summary.splitlines()}
    lines = (line.strip() for line in long_summary.splitlines())
    return "\n".join(line for line in lines if line not in told and not line.startswith(titles))
