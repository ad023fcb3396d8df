"""Putting the words of all pieces together: on one clock, by speaker, in segments."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypedDict, cast

from transcripts.correcting.kept import Kept, Origin, carry_over
from transcripts.correcting.unplaced import Unplaced
from transcripts.making.tracks import placement_of, speakers_in
from transcripts.models import Segment, Step, Version
from transcripts.searching.passages import folded_segment
from transcripts.speech.bleed import WithoutBleed, without_bleed
from transcripts.speech.left_out import LeftOut, in_stretches, left_out_word
from transcripts.speech.recording import words_of
from transcripts.speech.shapes import TranscribeResult
from transcripts.text import segments as text
from transcripts.text.carrying import Placed
from transcripts.text.speakers import Participant
from transcripts.text.webvtt import render_webvtt
from transcripts.text.words import Word, speaker_streams, stored_words

BATCH = 500


class AssembleResult(TypedDict):
    """What the step `assemble` made, besides the segments. `dropped` counts words left out, by why; they follow it."""

    participants: list[Participant]
    found_names: dict[str, str]
    """By speaker, for those whom people call otherwise."""
    webvtt: str
    duration_ms: int
    dropped: dict[str, int]
    left_out: list[LeftOut]
    warnings: list[str]
    unplaced: list[Unplaced]
    """Corrections of the version shown before that found no place in it."""
    revision: int
    """How many corrections there were when it was made; they are in it."""


@dataclass(frozen=True, slots=True)
class Assembled:
    """A version's words put together, before they are stored."""

    kept: Kept
    result: AssembleResult


def assemble(version: Version) -> Assembled:
    """Put together what was heard in the version's pieces. Takes seconds for hours of talk, and writes nothing."""
    placement = placement_of(version)
    speakers = speakers_in(version)
    dropped: defaultdict[str, int] = defaultdict(int)
    left_out: list[LeftOut] = []
    tracks: defaultdict[int, list[Word]] = defaultdict(list)
    for track, result in _heard(version):
        tracks[track].extend(words_of(result["words"], placement.offsets_ms[track]))
        left_out += _left_out(speakers.of_tracks[track], result, placement.offsets_ms[track])
        dropped["no_voice"] += result["dropped"]["no_voice"]
        dropped["loop"] += result["dropped"]["loop"]
    bleed = without_bleed(speaker_streams((speakers.of_tracks[track], words) for track, words in tracks.items()))
    left_out += _echoes(bleed)
    dropped["bleed"] = sum(map(len, bleed.left_out.values()))
    kept = carry_over(version, text.segments_of(bleed.streams), speakers.participants)
    found = [placed.segment for placed in kept.segments]
    return Assembled(
        kept,
        AssembleResult(
            participants=list(kept.participants),
            found_names={str(speaker): name for speaker, name in kept.found_names.items()},
            webvtt=render_webvtt(found),
            duration_ms=max((segment.end_ms for segment in found), default=0),
            dropped=dict(dropped),
            warnings=[*placement.warnings, *_mixed(version)],
            unplaced=list(kept.unplaced),
            revision=kept.revision,
            left_out=in_stretches(left_out),
        ),
    )


def store_segments(version: Version, assembled: Assembled) -> AssembleResult:
    """Write the version's segments, replacing those of an earlier attempt. Call with the version locked."""
    version.segments.all().delete()
    kept = assembled.kept
    # The meeting may have been moved to another room since the step began.
    version.transcript.refresh_from_db(fields=["room"])
    rows = (_row(version, position, placed, kept.origins) for position, placed in enumerate(kept.segments))
    Segment.objects.bulk_create(rows, batch_size=BATCH)
    return assembled.result


def _mixed(version: Version) -> list[str]:
    if version.recording.is_multitrack:
        return []
    return ["The platform kept one file in which everybody is mixed, so it is not told who spoke."]


def _row(version: Version, position: int, placed: Placed, origins: Sequence[Origin]) -> Segment:
    segment, heard = placed.segment, placed.heard or placed.segment
    origin = None if placed.correction is None else origins[placed.correction]
    return Segment(
        version=version,
        position=position,
        start_ms=segment.start_ms,
        end_ms=segment.end_ms,
        speaker=segment.speaker,
        text=segment.text,
        folded=folded_segment(segment.text, version),
        words=stored_words(segment.words),
        heard_speaker=None if heard.speaker == segment.speaker else heard.speaker,
        heard_words=None if heard.words == segment.words else stored_words(heard.words),
        cut_at=origin.cut_at if origin else None,
        corrected_by=origin.by if origin else "",
        corrected_at=origin.at if origin else None,
        carried_from_id=origin.pk if origin else None,
    )


def _left_out(speaker: int, result: TranscribeResult, offset_ms: int) -> Iterator[LeftOut]:
    """A piece's words that nobody said; those made before they were kept have none."""
    for start_ms, end_ms, word, why in result.get("left_out", ()):
        yield left_out_word(speaker, int(start_ms) + offset_ms, int(end_ms) + offset_ms, str(word), str(why))


def _echoes(bleed: WithoutBleed) -> Iterator[LeftOut]:
    for speaker, words in bleed.left_out.items():
        yield from (left_out_word(speaker, word.start_ms, word.end_ms, word.text, "bleed") for word in words)


def _heard(version: Version) -> list[tuple[int, TranscribeResult]]:
    """Track and result of each piece, in order."""
    done = version.steps.filter(kind=Step.Kind.TRANSCRIBE, status=Step.Status.DONE).values_list("part", "result")
    found = {_place(part): cast("TranscribeResult", result) for part, result in done}
    return [(place[0], found[place]) for place in sorted(found)]


def _place(part: str) -> tuple[int, int]:
    track, piece = part.split(":")
    return int(track), int(piece)
