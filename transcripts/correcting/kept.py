"""Keeping people's corrections when a transcript is transcribed or summarised again: they go into the new results."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from transcripts.correcting.sheet import put_title, topic_about
from transcripts.correcting.unplaced import Unplaced, rows_of
from transcripts.models import Correction, Segment, Transcript, Version
from transcripts.querysets import SegmentQuerySet
from transcripts.text import segments as text
from transcripts.text.carrying import Corrected, Placed, carried
from transcripts.text.segments import SENTENCE_PAUSE_MS
from transcripts.text.speakers import Participant, merged_into, names_in, numbers_again
from transcripts.text.words import read_words


@dataclass(frozen=True, slots=True)
class Origin:
    """The corrected segment of the version before that a placed correction comes from."""

    pk: int
    by: str
    at: datetime | None
    cut_at: datetime | None


@dataclass(frozen=True, slots=True)
class Kept:
    """A version's segments and participants with what was corrected in the version shown before.

    `Placed.correction` is an index into `origins`. `found_names` has the names that were found for speakers whom people
    have renamed. `revision` is the transcript's at the time: when the transcript's is higher by now, there are later
    corrections.
    """

    segments: tuple[Placed, ...]
    participants: tuple[Participant, ...]
    found_names: Mapping[int, str]
    origins: tuple[Origin, ...]
    unplaced: tuple[Unplaced, ...]
    revision: int


def columns_for(
    transcript: Transcript, told: Mapping[str, str], found_names: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The columns to update for a generated title and summaries (`cells.FIELDS`).

    Where a person wrote a text, the generated one is kept beside it in `written`; so are `found_names`, by speaker, of
    a new version.
    """
    own = {
        field: {**transcript.written[field], "generated": told[field]} for field in told if field in transcript.written
    }
    return {
        **{field: told[field] for field in told if field not in own},
        "written": {**transcript.written, **own, **({"names": dict(found_names)} if found_names else {})},
    }


def keep_topic_titles(version: Version) -> None:
    """Give topics made anew the titles that people wrote for topics about the same time. Call inside a transaction."""
    kinds = (Correction.Kind.TOPIC, Correction.Kind.REPLACE)
    corrections = Correction.objects.filter(transcript=version.transcript_id, kind__in=kinds, undone_at__isnull=True)
    titles = list(corrections.order_by("pk").values_list("after", "made_by_name", "made_at"))
    if not titles:
        return
    topics = list(version.topics.all())
    for after, by, at in titles:
        for cell, value in after.items():
            kind, _, span = cell.partition(":")
            topic = topic_about(topics, span) if kind == "topic" else None
            if topic is not None and topic.title != value["value"]:
                put_title(topic, value["value"], by=by, at=at)
                topic.save(update_fields=["title", "generated_title", "corrected_by", "corrected_at"])


def carry_over(version: Version, heard: Sequence[text.Segment], participants: Sequence[Participant]) -> Kept:
    """Put the corrections of the version shown into what was heard for a new version."""
    # The revision is read before the corrections, so that one made meanwhile counts as later.
    transcript = Transcript.objects.get(pk=version.transcript_id)
    if transcript.current_id in {None, version.pk}:
        return Kept(tuple(map(Placed, heard)), tuple(participants), {}, (), (), transcript.revision)
    numbers = numbers_again(transcript.participants, participants)
    merged = _merged(transcript)
    found = [*_corrected_now(transcript.current_id, numbers), *_left_before(transcript, numbers, merged)]
    result = carried(heard, [corrected for _, corrected in found], merged)
    return Kept(
        segments=result.segments,
        participants=_people(transcript, participants, numbers),
        found_names=_found_names(transcript, participants, numbers),
        origins=tuple(Origin(row.pk, row.corrected_by, row.corrected_at, row.cut_at) for row, _ in found),
        unplaced=tuple(_unplaced(*found[number]) for number in result.missing),
        revision=transcript.revision,
    )


def _corrected_now(version: int, numbers: Mapping[int, int]) -> list[tuple[Segment, Corrected]]:
    """What people corrected in the version shown, or what was carried into it."""
    rows = list(Segment.objects.filter(version=version).exclude(corrected_by="").order_by(*SegmentQuerySet.ORDER))
    spans = _spans(version, rows)
    return [(row, _corrected(row, spans[row.pk], row.track_speaker, row.speaker, numbers)) for row in rows]


def _left_before(
    transcript: Transcript, numbers: Mapping[int, int], merged: Mapping[int, int]
) -> Iterator[tuple[Segment, Corrected]]:
    """What found no place in the version shown."""
    for row, left in rows_of(transcript):
        speaker = merged.get(left["speaker"], left["speaker"])
        span = left["start_ms"], left["end_ms"]
        yield row, _corrected(row, span, left["heard_speaker"], speaker, numbers)


def _unplaced(row: Segment, correction: Corrected) -> Unplaced:
    return Unplaced(
        segment=row.pk,
        start_ms=correction.start_ms,
        end_ms=correction.end_ms,
        heard_speaker=correction.heard_speaker,
        speaker=correction.speaker,
    )


def _spans(version: int, rows: Iterable[Segment]) -> dict[int, tuple[int, int]]:
    """Start and end of each corrected segment of a version, in ms, by primary key.

    Two segments that a person split are extended to the middle of the pause between them: a word that is now heard a
    little earlier or later still belongs to one of them.
    """
    spans = {row.pk: (row.start_ms, row.end_ms) for row in rows}
    lanes: defaultdict[int, list[Segment]] = defaultdict(list)
    for row in rows:
        lanes[row.track_speaker].append(row)
    pairs = [pair for lane in lanes.values() for pair in pairwise(lane) if _are_cut_apart(*pair)]
    others = _starts_of_others(version) if pairs else {}
    for first, second in pairs:
        starts = others.get(first.track_speaker, ())
        if bisect_left(starts, first.end_ms) == bisect_left(starts, second.start_ms):
            middle_ms = (first.end_ms + second.start_ms) // 2
            spans[first.pk] = spans[first.pk][0], middle_ms
            spans[second.pk] = middle_ms, second.end_ms
    return spans


def _are_cut_apart(first: Segment, second: Segment) -> bool:
    pause_ms = second.start_ms - first.end_ms
    return bool(first.cut_at and second.cut_at) and 0 < pause_ms < SENTENCE_PAUSE_MS


def _starts_of_others(version: int) -> dict[int, list[int]]:
    """Starts of the segments that nobody corrected, ascending, by the speaker of the track."""
    rows = Segment.objects.spoken().filter(version=version, corrected_by="")
    starts: defaultdict[int, list[int]] = defaultdict(list)
    for row in rows.only("start_ms", "speaker", "heard_speaker"):
        starts[row.track_speaker].append(row.start_ms)
    return starts


def _corrected(
    row: Segment, span: tuple[int, int], heard_speaker: int, speaker: int, numbers: Mapping[int, int]
) -> Corrected:
    return Corrected(
        start_ms=span[0],
        end_ms=span[1],
        heard_speaker=numbers.get(heard_speaker, heard_speaker),
        speaker=numbers.get(speaker, speaker),
        words=None if row.heard_words is None else read_words(row.words),
    )


def _merged(transcript: Transcript) -> dict[int, int]:
    """For each merged speaker, the one that they are part of in the end."""
    into = {int(speaker): other for speaker, other in transcript.written.get("merged", {}).items()}
    return {speaker: merged_into(speaker, into) for speaker in into}


def _people(
    transcript: Transcript, found: Iterable[Participant], numbers: Mapping[int, int]
) -> tuple[Participant, ...]:
    """The participants found, with the names that people gave, with those that people added, without merged ones."""
    names = transcript.names
    given = {numbers.get(speaker, speaker): names[speaker] for speaker in _renamed(transcript) & names.keys()}
    merged = _merged(transcript)
    people = [_called(p, given.get(p["speaker"])) for p in found if p["speaker"] not in merged]
    there = {p["speaker"] for p in people}
    added: list[Participant] = [
        entry for entry in transcript.participants if entry["speaker"] not in {*numbers, *there}
    ]
    return tuple(sorted([*people, *added], key=lambda p: p["speaker"]))


def _found_names(transcript: Transcript, found: Iterable[Participant], numbers: Mapping[int, int]) -> dict[int, str]:
    """The generated names of speakers whom people renamed: as found now, or as before for those not found again."""
    now = names_in(found)
    before = {numbers.get(int(key), int(key)): name for key, name in transcript.written.get("names", {}).items()}
    return {speaker: now.get(speaker, name) for speaker, name in before.items()}


def _called(participant: Participant, name: str | None) -> Participant:
    return participant if name is None else {**participant, "name": name}


def _renamed(transcript: Transcript) -> set[int]:
    return {int(speaker) for speaker in transcript.written.get("names", {})}
