"""Builders for the tests of correcting: a transcript of a few words, and short ways to change it as Ada would."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import User

from tests.builders import a_topic, a_transcript, a_user
from transcripts.correcting import changing, cutting
from transcripts.correcting.sheet import text_of
from transcripts.models import Correction, Segment, Transcript
from transcripts.querysets import SegmentQuerySet

SAID = ("We lunch in March.", "March it is.", "And the budget?", "Fine.", "Good.")


def a_talk(said: Sequence[str] = SAID, **fields: Any) -> Transcript:
    """Ada and Bob in turn, a segment each 2.5 s, a word each 300 ms; two topics."""
    transcript = a_transcript(said=tuple(said), **{"short_summary": "Ada: We lunch in March.", **fields})
    assert transcript.current
    for segment in transcript.current.segments.all():
        segment.words = [
            [segment.start_ms + 300 * n, segment.start_ms + 300 * n + 250, f" {word}", 0.9]
            for n, word in enumerate(segment.text.split())
        ]
        segment.save()
    a_topic(transcript.current, "Launch", start_ms=0, end_ms=5000)
    a_topic(transcript.current, "Money", position=1, start_ms=5000, end_ms=13_000)
    return transcript


def an_editor(username: str = "ada") -> User:
    return a_user(username, is_superuser=True)


def segment(transcript: Transcript, position: int) -> Segment:
    """As it stands in the version shown now."""
    return Segment.objects.get(
        version__transcript_id=transcript.pk, version=shown(transcript).current, position=position
    )


def heard_text(row: Segment) -> str:
    """What was heard where a person wrote something else."""
    assert row.heard_words is not None
    return text_of(row.heard_words)


def shown(transcript: Transcript) -> Transcript:
    return Transcript.objects.select_related("current").get(pk=transcript.pk)


def number(transcript: Transcript) -> int:
    version = shown(transcript).current
    assert version
    return version.number


def write_text(transcript: Transcript, position: int, text: str, by: User, *, was: str | None = None) -> Correction:
    began = segment(transcript, position).text if was is None else was
    made = changing.write_text(transcript.pk, position, text, version=number(transcript), was=began, by=by)
    assert made
    return made


def give(transcript: Transcript, positions: Sequence[int], to: int | str, by: User, *, was: int = 0) -> Correction:
    made = changing.give(transcript.pk, positions, to, version=number(transcript), was=was, by=by)
    assert made
    return made


def split(
    transcript: Transcript,
    position: int,
    word: int,
    by: User,
    *,
    to: int | str | None = None,
    along: Sequence[int] = (),
) -> Correction:
    was = segment(transcript, position).text
    made = cutting.split(transcript.pk, position, word, version=number(transcript), was=was, by=by, to=to, along=along)
    assert made
    return made


def join(transcript: Transcript, positions: Sequence[int], by: User) -> Correction:
    version = shown(transcript).current
    assert version
    rows = version.segments.filter(position__in=positions)
    was = cutting.BETWEEN.join(rows.order_by(*SegmentQuerySet.ORDER).values_list("text", flat=True))
    made = cutting.join(transcript.pk, positions, version=number(transcript), was=was, by=by)
    assert made
    return made


def merge(transcript: Transcript, speaker: int, into: int, by: User) -> Correction:
    made = changing.merge(transcript.pk, speaker, into, by=by)
    assert made
    return made


def rename(transcript: Transcript, speaker: int, name: str, by: User) -> Correction:
    entry = next(p for p in shown(transcript).participants if p["speaker"] == speaker)
    made = changing.rename(transcript.pk, speaker, name, was=entry["name"], by=by)
    assert made
    return made


def write(transcript: Transcript, field: str, text: str, by: User) -> Correction:
    made = changing.write_field(transcript.pk, field, text, was=getattr(shown(transcript), field), by=by)
    assert made
    return made


def speakers(transcript: Transcript) -> list[int]:
    version = shown(transcript).current
    assert version
    return list(version.segments.order_by("position").values_list("speaker", flat=True))


def lines(transcript: Transcript) -> list[tuple[int, str]]:
    """Speaker and text of each segment, as a reader sees them."""
    version = shown(transcript).current
    assert version
    return list(version.segments.spoken().values_list("speaker", "text"))


def names(transcript: Transcript) -> dict[int, str]:
    return shown(transcript).names
