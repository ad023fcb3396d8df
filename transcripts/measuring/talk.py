"""Made-up talk of any length: the same for the same shape, and about as hard to compress as what people say."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from transcripts.models import Segment, Topic, Transcript, Version
from transcripts.text.speakers import Participant

_VOWELS, _CONSONANTS = "aeiou", "bcdfghklmnprstvw"
_VOCABULARY = 3_000


@dataclass(frozen=True, slots=True)
class Shape:
    """How long a talk is and how many take part. Of each segment's time a fifth is pause."""

    length_ms: int
    segments: int
    words: int
    speakers: int
    topics: int


LAUNCH = Shape(length_ms=188_000, segments=37, words=420, speakers=3, topics=3)
"""The shape of the meeting `launch` that the demo transcribes."""
FIVE_HOURS = Shape(length_ms=5 * 3_600_000, segments=4_500, words=45_000, speakers=8, topics=24)


def give_words(transcript: Transcript, shape: Shape) -> None:
    """Make the transcript a ready one with a version of this shape, its participants, topics and summary."""
    dice = random.Random(shape.words)  # noqa: S311 - to be the same each time
    vocabulary = _vocabulary(dice)
    version = Version.objects.create(transcript=transcript, number=1, model="made up", language="en")
    segments = list(_segments(version, shape, dice, vocabulary))
    Segment.objects.bulk_create(segments, batch_size=500)
    Topic.objects.bulk_create(_topics(version, shape, segments))
    participants = [
        Participant(id=f"p{speaker}", speaker=speaker, name=f"Person {speaker + 1}", user_id=None)
        for speaker in range(shape.speakers)
    ]
    for field, value in {
        "current": version,
        "status": Transcript.Status.READY,
        "participants": participants,
        "language": "en",
        "duration_ms": shape.length_ms,
        "title": f"A talk of {shape.words:,} words",
        "short_summary": "\n".join(f"Person {each.speaker + 1}: {each.text}" for each in segments[:5]),
    }.items():
        setattr(transcript, field, value)
    transcript.save()


def _vocabulary(dice: random.Random) -> list[str]:
    syllables = [consonant + vowel for consonant in _CONSONANTS for vowel in _VOWELS]
    return ["".join(dice.choices(syllables, k=dice.randint(1, 4))) for _ in range(_VOCABULARY)]


def _segments(version: Version, shape: Shape, dice: random.Random, vocabulary: list[str]) -> Iterator[Segment]:
    """Words as often as in a language: the n-th of the vocabulary comes up 1/n as often as the first (Zipf's law)."""
    weights = list(accumulate(1 / rank for rank in range(1, len(vocabulary) + 1)))
    slot_ms, each = shape.length_ms // shape.segments, shape.words // shape.segments
    speaker = 0
    for position in range(shape.segments):
        said = dice.choices(vocabulary, cum_weights=weights, k=each)
        if dice.random() < 0.6:
            speaker = dice.randrange(shape.speakers)
        yield _segment(version, position, slot_ms, speaker, said)


def _segment(version: Version, position: int, slot_ms: int, speaker: int, said: list[str]) -> Segment:
    start_ms, word_ms = position * slot_ms, slot_ms * 4 // 5 // len(said)
    words = [
        [start_ms + number * word_ms, start_ms + (number + 1) * word_ms, f" {word}", 0.9]
        for number, word in enumerate([said[0].capitalize(), *said[1:-1], f"{said[-1]}."])
    ]
    return Segment(
        version=version,
        position=position,
        start_ms=start_ms,
        end_ms=start_ms + word_ms * len(words),
        speaker=speaker,
        text="".join(str(word[2]) for word in words).strip(),
        words=words,
    )


def _topics(version: Version, shape: Shape, segments: list[Segment]) -> list[Topic]:
    each_ms = shape.length_ms // shape.topics
    return [
        Topic(
            version=version,
            position=number,
            start_ms=number * each_ms,
            end_ms=(number + 1) * each_ms,
            title=f"Topic {number + 1}",
            summary=f"Person 1: {segments[number * shape.segments // shape.topics].text}",
        )
        for number in range(shape.topics)
    ]
