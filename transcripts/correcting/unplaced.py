"""Corrections that found no place when a transcript was made again: tried with each newer version until they have one.

They are kept under `unplaced` in `Transcript.written`, as of the version shown. Those that say something are listed for
people, who may give them up.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

from transcripts.models import Segment, Transcript
from transcripts.text.formats import clock

_KEY = "unplaced"
_SHOWN = 80


class Unplaced(TypedDict):
    """A corrected segment of an earlier version, by its primary key; its time and the speakers, numbered as now."""

    segment: int
    start_ms: int
    end_ms: int
    heard_speaker: int
    speaker: int


@dataclass(frozen=True, slots=True)
class Listed:
    """One that people read of: the key to give it up by, and what it says."""

    segment: int
    by: str
    start_ms: int
    text: str

    @property
    def warning(self) -> str:
        return (
            f"A correction by {self.by} found no place when the transcript was made again: “{self.text}”, at "
            f"{clock(self.start_ms)}. It is tried again with the next one; in the history it can be given up."
        )


def with_unplaced(written: Mapping[str, Any], unplaced: Sequence[Unplaced]) -> dict[str, Any]:
    """`Transcript.written` with these and no others."""
    rest = {key: value for key, value in written.items() if key != _KEY}
    return {**rest, _KEY: list(unplaced)} if unplaced else rest


def rows_of(transcript: Transcript) -> Iterator[tuple[Segment, Unplaced]]:
    """Those of the version shown, with the segments of earlier versions that have their words."""
    unplaced: list[Unplaced] = transcript.written.get(_KEY, [])
    if not unplaced:
        return
    rows = Segment.objects.in_bulk([each["segment"] for each in unplaced])
    for each in unplaced:
        if each["segment"] in rows:
            yield rows[each["segment"]], each


def listed(transcript: Transcript) -> list[Listed]:
    """Those of which something would be lost; where only bounds were set, or words were removed, nothing is."""
    return [
        Listed(row.pk, row.corrected_by, row.start_ms, _short(row.text))
        for row, _ in rows_of(transcript)
        if (row.heard_words is not None or row.heard_speaker is not None) and row.text
    ]


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN].rstrip()}…"
