"""Cells: the smallest parts of a transcript that a person can correct, all read and written in the same way.

A cell is named by a string:

    title, short_summary, long_summary
    topic:START-END         the title of the topic about this time, in ms
    name:SPEAKER            a participant's name
    participant:SPEAKER     a participant's whole entry, None for nobody
    merged:SPEAKER          whom a speaker was merged into, None for nobody
    words:POSITION          the words of a segment
    speaker:POSITION        who says them
    stretch:POSITION        a segment's start, end and words, where a person split or joined it

What was generated or heard is stored beside a person's correction of it, so that the correction can be undone.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, TypedDict

from transcripts.correcting.sheet import NoSuchCell, Sheet, put_title, text_of

FIELDS = ("title", "short_summary", "long_summary")
OF_SEGMENTS = frozenset({"words", "speaker", "stretch"})
"""The kinds of cells whose key is the position of a segment."""


class Value(TypedDict):
    """A cell's value, and whether it is a person's `own`; writing one that is not restores what was generated."""

    value: Any
    own: bool


def load(sheet: Sheet, cells: Iterable[str]) -> None:
    """Read the rows that hold these cells, with as few queries as possible."""
    keys = (cell.partition(":") for cell in cells)
    sheet.load(int(key) for kind, _, key in keys if kind in OF_SEGMENTS)


def read(sheet: Sheet, cell: str) -> Value:
    """Raises NoSuchCell."""
    kind, _, key = cell.partition(":")
    value, own = _READERS[kind](sheet, key or kind)
    return Value(value=value, own=own)


def write(sheet: Sheet, cell: str, value: Value) -> None:
    """Raises NoSuchCell."""
    kind, _, key = cell.partition(":")
    _WRITERS[kind](sheet, key or kind, value)


def _read_field(sheet: Sheet, field: str) -> tuple[str, bool]:
    return getattr(sheet.transcript, field), bool(sheet.written(field))


def _write_field(sheet: Sheet, field: str, value: Value) -> None:
    generated = sheet.written(field).get("generated", getattr(sheet.transcript, field))
    entry = {"generated": generated, "by": sheet.by, "at": sheet.at.isoformat()} if value["own"] else {}
    setattr(sheet.transcript, field, value["value"] if value["own"] else generated)
    sheet.write_down(field, entry)


def _read_topic(sheet: Sheet, span: str) -> tuple[str, bool]:
    topic = sheet.topic(span)
    return topic.title, bool(topic.generated_title)


def _write_topic(sheet: Sheet, span: str, value: Value) -> None:
    put_title(sheet.topic(span), value["value"] if value["own"] else None, by=sheet.by, at=sheet.at)


def _read_name(sheet: Sheet, speaker: str) -> tuple[str, bool]:
    return _entry(sheet, speaker)["name"], speaker in sheet.written("names")


def _write_name(sheet: Sheet, speaker: str, value: Value) -> None:
    entry, found = _entry(sheet, speaker), sheet.written("names")
    generated = found.pop(speaker, entry["name"])
    sheet.replace_participant(int(speaker), {**entry, "name": value["value"] if value["own"] else generated})
    sheet.write_down("names", {**found, speaker: generated} if value["own"] else found)


def _entry(sheet: Sheet, speaker: str) -> dict[str, Any]:
    entry = sheet.participant(int(speaker))
    if entry is None:
        raise NoSuchCell(f"There is no speaker {speaker} any more.")
    return entry


def _read_participant(sheet: Sheet, speaker: str) -> tuple[dict[str, Any] | None, bool]:
    return sheet.participant(int(speaker)), True


def _write_participant(sheet: Sheet, speaker: str, value: Value) -> None:
    sheet.replace_participant(int(speaker), value["value"])


def _read_merged(sheet: Sheet, speaker: str) -> tuple[int | None, bool]:
    return sheet.written("merged").get(speaker), True


def _write_merged(sheet: Sheet, speaker: str, value: Value) -> None:
    others = {each: into for each, into in sheet.written("merged").items() if each != speaker}
    sheet.write_down("merged", others if value["value"] is None else {**others, speaker: value["value"]})


def _read_words(sheet: Sheet, position: str) -> tuple[list[list[Any]], bool]:
    segment = sheet.segment(int(position))
    return segment.words, segment.heard_words is not None


def _write_words(sheet: Sheet, position: str, value: Value) -> None:
    segment = sheet.segment(int(position))
    heard = segment.words if segment.heard_words is None else segment.heard_words
    segment.words = value["value"] if value["own"] else heard
    segment.heard_words = None if segment.words == heard else heard
    segment.text = text_of(segment.words)
    sheet.mark(segment, "words")


def _read_speaker(sheet: Sheet, position: str) -> tuple[int, bool]:
    segment = sheet.segment(int(position))
    return segment.speaker, segment.heard_speaker is not None


def _write_speaker(sheet: Sheet, position: str, value: Value) -> None:
    segment = sheet.segment(int(position))
    heard = segment.track_speaker
    segment.speaker = value["value"] if value["own"] else heard
    segment.heard_speaker = None if segment.speaker == heard else heard
    sheet.mark(segment, "speaker")


def _read_stretch(sheet: Sheet, position: str) -> tuple[dict[str, Any], bool]:
    segment = sheet.segment(int(position))
    stretch = {
        "start_ms": segment.start_ms,
        "end_ms": segment.end_ms,
        "words": segment.words,
        "heard": segment.heard_words,
        "cut_at": segment.cut_at and segment.cut_at.isoformat(),
    }
    return stretch, segment.cut_at is not None


def _write_stretch(sheet: Sheet, position: str, value: Value) -> None:
    segment, stretch = sheet.segment(int(position)), value["value"]
    segment.start_ms, segment.end_ms = stretch["start_ms"], stretch["end_ms"]
    segment.words, segment.heard_words = stretch["words"], stretch["heard"]
    segment.text = text_of(segment.words)
    segment.cut_at = datetime.fromisoformat(stretch["cut_at"]) if stretch["cut_at"] else None
    sheet.mark(segment, "stretch")


_READERS: dict[str, Callable[[Sheet, str], tuple[Any, bool]]] = {
    **dict.fromkeys(FIELDS, _read_field),
    "topic": _read_topic,
    "name": _read_name,
    "participant": _read_participant,
    "merged": _read_merged,
    "words": _read_words,
    "speaker": _read_speaker,
    "stretch": _read_stretch,
}
_WRITERS: dict[str, Callable[[Sheet, str, Value], None]] = {
    **dict.fromkeys(FIELDS, _write_field),
    "topic": _write_topic,
    "name": _write_name,
    "participant": _write_participant,
    "merged": _write_merged,
    "words": _write_words,
    "speaker": _write_speaker,
    "stretch": _write_stretch,
}
