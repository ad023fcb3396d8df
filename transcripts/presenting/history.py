"""The history of a transcript's corrections as its page shows it."""

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from transcripts.correcting.sheet import text_of
from transcripts.models import Correction, Transcript
from transcripts.pages.differences import Piece, differences
from transcripts.text.speakers import name_of, names_in

Kind = Correction.Kind
LABELS = {"title": "Title", "short_summary": "Summary", "long_summary": "Summary at length"}
"""What the texts of `cells.FIELDS` are called on pages."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A correction in words: what it is about, the moment it is about (None for the whole), and what differs."""

    correction: Correction
    what: str
    start_ms: int | None
    pieces: tuple[Piece, ...]


def entries_of(transcript: Transcript, corrections: Iterable[Correction]) -> tuple[Entry, ...]:
    names = transcript.names
    return tuple(_entry(correction, names) for correction in corrections)


def _entry(correction: Correction, names: Mapping[int, str]) -> Entry:
    kind = Kind(correction.kind)
    if kind in (Kind.SPEAKER, Kind.MERGE):
        return _of_speakers(correction, names)
    if kind in (Kind.SPLIT, Kind.JOIN):
        return _of_stretches(correction, names)
    cell = min(correction.before, key=lambda each: _first_ms(correction.before[each]["value"]))
    before, after = _text(correction.before[cell]["value"]), _text(correction.after[cell]["value"])
    what, start_ms = _about(kind, cell, correction)
    return Entry(correction, what, start_ms, differences(before, after))


def _about(kind: Kind, cell: str, correction: Correction) -> tuple[str, int | None]:
    if kind in LABELS:
        let_go = not correction.after[cell]["own"]
        return (f"{LABELS[kind]}, as generated again" if let_go else LABELS[kind]), None
    if kind == Kind.TOPIC:
        return "Title of a topic", int(cell.partition(":")[2].partition("-")[0])
    if kind == Kind.NAME:
        return "Name", None
    if kind == Kind.REPLACE:
        count = len(correction.after)
        words = correction.before[cell]["value"] if cell.startswith("words:") else None
        return f"Words replaced in {count} place{'' if count == 1 else 's'}", words and words[0][0]
    words = correction.before[cell]["value"] or correction.after[cell]["value"]
    removed = not correction.after[cell]["value"]
    return ("Words, removed" if removed else "Words"), words[0][0] if words else None


def _of_speakers(correction: Correction, names: Mapping[int, str]) -> Entry:
    """Of how many segments the speaker changed, and from whom to whom."""
    known = {**names, **_people_in(correction.before), **_people_in(correction.after)}
    given = {cell: value for cell, value in correction.after.items() if cell.startswith("speaker:")}
    count = f"{len(given)} segment" if len(given) == 1 else f"{len(given)} segments"
    if correction.kind == Kind.MERGE:
        cell = next(cell for cell in correction.after if cell.startswith("merged:"))
        source, target = int(cell.partition(":")[2]), correction.after[cell]["value"]
        what = f"Two speakers merged, with {count}"
    else:
        first = next(iter(given))
        source, target = correction.before[first]["value"], given[first]["value"]
        what = f"Speaker of {count}"
    pieces = Piece("gone", name_of(source, known)), Piece("new", name_of(target, known))
    return Entry(correction, what, None, pieces)


def _of_stretches(correction: Correction, names: Mapping[int, str]) -> Entry:
    """Both parts with a bar between them, shown as added when they were split and as removed when they were joined."""
    parts_in = correction.after if correction.kind == Kind.SPLIT else correction.before
    stretches = [value["value"] for cell, value in parts_in.items() if cell.startswith("stretch:")]
    parts = sorted((each for each in stretches if each["words"]), key=_begin)
    mark: Literal["new", "gone"] = "new" if correction.kind == Kind.SPLIT else "gone"
    pieces = [piece for part in parts for piece in (Piece(mark, " | "), Piece("same", text_of(part["words"])))][1:]
    given = [cell for cell in correction.after if cell.startswith("speaker:")]
    if not given:
        what = "Segment split" if correction.kind == Kind.SPLIT else "Segments joined"
        return Entry(correction, what, parts[-1]["words"][0][0], tuple(pieces))
    known = {**names, **_people_in(correction.after)}
    source, to = (name_of(cells[given[0]]["value"], known) for cells in (correction.before, correction.after))
    who = (Piece("same", " "), Piece("gone", source), Piece("new", to))
    return Entry(correction, "Segment split, the second part given away", parts[-1]["words"][0][0], (*pieces, *who))


def _begin(stretch: Mapping[str, Any]) -> tuple[int, int]:
    return stretch["start_ms"], stretch["end_ms"]


def _people_in(cells: Mapping[str, Any]) -> dict[int, str]:
    entries = (value["value"] for cell, value in cells.items() if cell.startswith("participant:"))
    return names_in(filter(None, entries))


def _first_ms(value: Any) -> int:
    """When the first word of a cell is said; titles and summaries come after all words."""
    return value[0][0] if isinstance(value, list) and value else sys.maxsize


def _text(value: Any) -> str:
    return text_of(value) if isinstance(value, list) else str(value)
