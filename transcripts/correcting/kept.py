"""What people wrote stays when a transcript is told or transcribed again: new results and their words put together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from transcripts.correcting.sheet import put_title, topic_about
from transcripts.models import Correction, Segment, Transcript, Version
from transcripts.text import segments as text
from transcripts.text.carrying import Corrected, Placed, carried
from transcripts.text.formats import clock
from transcripts.text.speakers import Participant, merged_into, numbers_again
from transcripts.text.words import Word

_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Origin:
    """The corrected segment of the version before that a placed correction comes from."""

    pk: int
    by: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Kept:
    """A version's segments and participants with what was corrected in the version shown before.

    `origins` are those of the corrections that `Placed.correction` numbers. `found_names` are those that were found for
    speakers whom people call otherwise. `revision` counts the corrections that are in it: the transcript's own count
    says whether there are more by now.
    """

    segments: tuple[Placed, ...]
    participants: tuple[Participant, ...]
    found_names: Mapping[int, str]
    origins: tuple[Origin, ...]
    warnings: tuple[str, ...]
    revision: int


def columns_for(
    transcript: Transcript, told: Mapping[str, str], found_names: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """What to store of a generated title and summaries (`cells.FIELDS`): all of it but where a person wrote.

    There it is kept beside the person's words, to be had again; so are `found_names`, by speaker, of a new version.
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
    corrections = Correction.objects.filter(
        transcript=version.transcript_id, kind=Correction.Kind.TOPIC, undone_at__isnull=True
    )
    titles = list(corrections.order_by("pk").values_list("after", "made_by_name", "made_at"))
    if not titles:
        return
    topics = list(version.topics.all())
    for after, by, at in titles:
        for cell, value in after.items():
            topic = topic_about(topics, cell.partition(":")[2])
            if topic is not None and topic.title != value["value"]:
                put_title(topic, value["value"], by=by, at=at)
                topic.save(update_fields=["title", "generated_title", "corrected_by", "corrected_at"])


def carry_over(version: Version, heard: Sequence[text.Segment], participants: Sequence[Participant]) -> Kept:
    """What was heard for a new version, with the corrections of the version shown in their places."""
    transcript = Transcript.objects.get(
        pk=version.transcript_id
    )  # its revision first: a later correction is not missed
    if transcript.current_id in {None, version.pk}:
        return Kept(tuple(map(Placed, heard)), tuple(participants), {}, (), (), transcript.revision)
    numbers = numbers_again(transcript.participants, participants)
    rows = list(Segment.objects.filter(version=transcript.current_id).exclude(corrected_by="").order_by("position"))
    result = carried(heard, [_corrected(row, numbers) for row in rows], _merged(transcript))
    return Kept(
        segments=result.segments,
        participants=_people(transcript, participants, numbers),
        found_names=_found_names(transcript, participants, numbers),
        origins=tuple(Origin(row.pk, row.corrected_by, row.corrected_at) for row in rows),
        warnings=tuple(_warning(rows[number]) for number in result.missing),
        revision=transcript.revision,
    )


def _corrected(row: Segment, numbers: Mapping[int, int]) -> Corrected:
    heard_speaker = row.speaker if row.heard_speaker is None else row.heard_speaker
    return Corrected(
        start_ms=row.start_ms,
        end_ms=row.end_ms,
        heard_speaker=numbers.get(heard_speaker, heard_speaker),
        speaker=numbers.get(row.speaker, row.speaker),
        words=None if row.heard_words is None else tuple(Word(*word) for word in row.words),
    )


def _merged(transcript: Transcript) -> dict[int, int]:
    """Whom each merged speaker is part of in the end."""
    into = {int(speaker): other for speaker, other in transcript.written.get("merged", {}).items()}
    return {speaker: merged_into(speaker, into) for speaker in into}


def _people(
    transcript: Transcript, found: Iterable[Participant], numbers: Mapping[int, int]
) -> tuple[Participant, ...]:
    """Who was found, under the names that people gave; those they added, and without those they merged into others."""
    names = {entry["speaker"]: entry["name"] for entry in transcript.participants}
    given = {numbers.get(speaker, speaker): names[speaker] for speaker in _renamed(transcript) & names.keys()}
    merged = _merged(transcript)
    people = [_called(p, given.get(p["speaker"])) for p in found if p["speaker"] not in merged]
    there = {p["speaker"] for p in people}
    added: list[Participant] = [
        entry for entry in transcript.participants if entry["speaker"] not in {*numbers, *there}
    ]
    return tuple(sorted([*people, *added], key=lambda p: p["speaker"]))


def _found_names(transcript: Transcript, found: Iterable[Participant], numbers: Mapping[int, int]) -> dict[int, str]:
    """What is generated for the speakers whom people renamed: as found now, or as it was for those not found again."""
    now = {p["speaker"]: p["name"] for p in found}
    before = {numbers.get(int(key), int(key)): name for key, name in transcript.written.get("names", {}).items()}
    return {speaker: now.get(speaker, name) for speaker, name in before.items()}


def _called(participant: Participant, name: str | None) -> Participant:
    return participant if name is None else {**participant, "name": name}


def _renamed(transcript: Transcript) -> set[int]:
    return {int(speaker) for speaker in transcript.written.get("names", {})}


def _warning(row: Segment) -> str:
    shown = row.text if len(row.text) <= _SHOWN else f"{row.text[:_SHOWN].rstrip()}…"
    return (
        f"A correction by {row.corrected_by} found no place when the transcript was made again: “{shown}”, at "
        f"{clock(row.start_ms)}. It stays in the history."
    )
