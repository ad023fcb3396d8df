"""The other forms a transcript is written in: SubRip, plain text and JSON."""

from collections.abc import Mapping, Sequence
from typing import TypedDict

from transcripts.text.segments import Segment
from transcripts.text.speakers import Participant
from transcripts.text.webvtt import cues_of, timestamp
from transcripts.text.words import common_probability


class WordDocument(TypedDict):
    text: str
    start: float
    end: float
    probability: float


class SegmentDocument(TypedDict):
    """`probability`: what the model gives its words, from 0 to 1, as `words.common_probability` has it."""

    speaker: int
    start: float
    end: float
    text: str
    probability: float | None
    words: list[WordDocument]


class ParticipantDocument(TypedDict):
    id: str
    speaker: int
    name: str


class TranscriptDocument(TypedDict):
    """A transcript as JSON; times in seconds from the recording's start, exact to the millisecond."""

    duration: float
    language: str
    participants: list[ParticipantDocument]
    segments: list[SegmentDocument]
    stats: dict[str, float]


def render_srt(segments: Sequence[Segment], names: Mapping[int, str]) -> str:
    """SubRip: numbered cues that begin with the speaker's name; empty when nobody spoke."""
    return "\n".join(
        f"{number}\n{_srt_time(cue.start_ms)} --> {_srt_time(cue.end_ms)}\n{cue.voice}: {cue.text}\n"
        for number, cue in enumerate(cues_of(segments, names), start=1)
    )


def render_text(segments: Sequence[Segment], names: Mapping[int, str], *, times: bool) -> str:
    """One line per segment, `Name: text`, with `times` `[MM:SS] Name: text` (`[H:MM:SS]` from one hour on)."""
    return "".join(
        f"{f'[{clock(cue.start_ms)}] ' if times else ''}{cue.voice}: {cue.text}\n" for cue in cues_of(segments, names)
    )


def clock(ms: int) -> str:
    """Milliseconds from the start as a reader says them: `03:09`, `1:02:03`."""
    minutes, seconds = divmod(ms // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes:02}:{seconds:02}"


def exact_seconds(ms: int) -> str:
    """Milliseconds as seconds for a `?t=` link, exact and as short as can be: `4.742`, `60`."""
    return f"{ms / 1000:.3f}".rstrip("0").rstrip(".")


def json_document(
    segments: Sequence[Segment],
    participants: Sequence[Participant],
    *,
    duration_ms: int,
    language: str,
    stats: Mapping[str, float],
) -> TranscriptDocument:
    """The document `transcribe --format json` writes. Words keep their leading blank: joined they are the text."""
    return TranscriptDocument(
        duration=duration_ms / 1000,
        language=language,
        participants=[ParticipantDocument(id=p["id"], speaker=p["speaker"], name=p["name"]) for p in participants],
        segments=[_segment_document(segment) for segment in segments],
        stats=dict(stats),
    )


def _srt_time(ms: int) -> str:
    return timestamp(ms).replace(".", ",")


def _segment_document(segment: Segment) -> SegmentDocument:
    return SegmentDocument(
        speaker=segment.speaker,
        start=segment.start_ms / 1000,
        end=segment.end_ms / 1000,
        text=segment.text,
        probability=common_probability(word.probability for word in segment.words),
        words=[
            WordDocument(
                text=word.text,
                start=word.start_ms / 1000,
                end=word.end_ms / 1000,
                probability=round(word.probability, 3),
            )
            for word in segment.words
        ],
    )
