"""What search finds besides segments: titles, names, topics and summaries, a row each, written with what they show."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Concat, Substr

from transcripts.models import Passage, Segment, Topic, Transcript, Version
from transcripts.text.folding import folded, token

_SHELF = "shelf"
BATCH = 500


def shelf_of(room_id: UUID | None) -> str:
    """The token of everything that was said or written in a room.

    With it the index itself leaves out what a reader cannot see, which is most of a large site, before any row is
    read. Who may see what is not decided by it.
    """
    return token(_SHELF, room_id.hex if room_id else "none")


def folded_passage(text: str, *, language: str, room_id: UUID | None) -> str:
    """What the column `folded` has to hold for a text of a transcript in a room."""
    return f"{shelf_of(room_id)} {folded(text, language)}".rstrip()


def folded_segment(text: str, version: Version) -> str:
    """What `Segment.folded` has to hold. Whoever writes `Segment.text` writes this with it, in the same statement.

    The index follows by itself. A query for the version's transcript where that is not loaded yet.
    """
    return folded_passage(text, language=version.language, room_id=version.transcript.room_id)


def index_transcript(transcript_id: UUID) -> None:
    """Write anew what is found of a transcript besides its segments.

    Whoever changes a transcript's title, participants, summaries or the topics of its current version calls this in
    the same transaction. Does nothing for a transcript that is gone.
    """
    with transaction.atomic():
        # The lock lets two who do this at once do it one after the other.
        found = Transcript.objects.select_for_update(of=("self",)).select_related("current")
        transcript = found.filter(pk=transcript_id).first()
        if transcript is None:
            return
        Passage.objects.filter(transcript=transcript).delete()
        Passage.objects.bulk_create(passages_of(transcript), batch_size=BATCH)


def put_on_shelf(transcript_id: UUID, *, before: UUID | None, after: UUID | None) -> None:
    """Fold all that is found of a transcript, of every version, for another room than before.

    Whoever changes a transcript's room calls this in the same transaction, while nobody can write its segments.
    """
    shelf = shelf_of(before)
    moved = Concat(Value(shelf_of(after)), Substr("folded", len(shelf) + 1))
    Segment.objects.filter(version__transcript=transcript_id, folded__startswith=shelf).update(folded=moved)
    Passage.objects.filter(transcript=transcript_id, folded__startswith=shelf).update(folded=moved)


def passages_of(transcript: Transcript) -> Iterator[Passage]:
    """The rows, not saved, for what a transcript shows now. Names are of no language."""
    topics = list(transcript.current.topics.all()) if transcript.current else []
    written = [
        (Passage.Kind.TITLE, transcript.title),
        (Passage.Kind.SUMMARY, transcript.short_summary),
        (Passage.Kind.LONG_SUMMARY, _untold(transcript.long_summary, topics)),
    ]
    for kind, text in written:
        yield from _passage(transcript, kind, text, language=transcript.language)
    for participant in transcript.participants:
        yield from _passage(transcript, Passage.Kind.NAME, participant["name"], position=participant["speaker"])
    for topic in topics:
        text = f"{topic.title}\n{topic.summary}".strip()
        yield from _passage(
            transcript,
            Passage.Kind.TOPIC,
            text,
            position=topic.position,
            start_ms=topic.start_ms,
            language=transcript.language,
        )


def _untold(long_summary: str, topics: Sequence[Topic]) -> str:
    """The lines of a long summary that its topics do not have; made by us it is these topics, and nothing is left."""
    titles = tuple(topic.title for topic in topics if topic.title)
    told = {line.strip() for topic in topics for line in topic.summary.splitlines()}
    lines = (line.strip() for line in long_summary.splitlines())
    return "\n".join(line for line in lines if line not in told and not line.startswith(titles))


def _passage(
    transcript: Transcript,
    kind: str,
    text: str,
    *,
    position: int = 0,
    start_ms: int | None = None,
    language: str = "",
) -> Iterator[Passage]:
    if text.strip():
        yield Passage(
            transcript=transcript,
            kind=kind,
            position=position,
            start_ms=start_ms,
            text=text,
            folded=folded_passage(text, language=language, room_id=transcript.room_id),
        )
