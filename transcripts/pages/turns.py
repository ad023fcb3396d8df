"""Turns, the rows of the transcript page: what one speaker says until somebody else does, in readable pieces."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from transcripts.text.direction import runs_right_to_left

LONG_PAUSE_MS = 8_000
"""After a silence this long the same voice begins a row of its own, with its own time to click."""
MAX_CHARS = 700
"""About ten lines: a longer monologue is cut, after a whole segment."""


@dataclass(frozen=True, slots=True)
class Edited:
    """Who corrected a text, and when; `str` is for places where no script writes the time in the reader's zone."""

    by: str
    at: datetime

    def __str__(self) -> str:
        return f"Edited by {self.by}, {self.at:%-d %b %Y, %H:%M} UTC"


@dataclass(frozen=True, slots=True)
class Line:
    """A segment as the page shows it; `position` is its place in the transcript, from 0."""

    position: int
    start_ms: int
    end_ms: int
    speaker: int
    text: str
    edited: Edited | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """Consecutive lines of one speaker, at least one."""

    lines: tuple[Line, ...]

    @property
    def speaker(self) -> int:
        return self.lines[0].speaker

    @property
    def position(self) -> int:
        return self.lines[0].position

    @property
    def start_ms(self) -> int:
        return self.lines[0].start_ms

    @property
    def runs_right_to_left(self) -> bool:
        return runs_right_to_left(self.lines[0].text)

    @property
    def end_ms(self) -> int:
        return max(line.end_ms for line in self.lines)


@dataclass(frozen=True, slots=True)
class Chapter:
    """Turns under one heading; the first may have none, when talk begins before the first topic does."""

    title: str
    start_ms: int
    turns: tuple[Turn, ...]


def turns_of(lines: Sequence[Line]) -> tuple[Turn, ...]:
    """The rows of lines in spoken order; every line stands in exactly one."""
    return tuple(Turn(tuple(run)) for run in _runs(lines))


def chapters_of(lines: Sequence[Line], headings: Sequence[tuple[int, str]]) -> tuple[Chapter, ...]:
    """Lines in spoken order under `headings`, each a start in ms and a title, in order of start.

    Chapters in which nobody begins to speak are left out; without headings all is one chapter without a title.
    """
    starts = [(0, ""), *headings]
    chapters = []
    for number, (start_ms, title) in enumerate(starts):
        end_ms = starts[number + 1][0] if number + 1 < len(starts) else None
        inside = [
            line
            for line in lines
            if (line.start_ms >= start_ms or number == 0) and (end_ms is None or line.start_ms < end_ms)
        ]
        if inside:
            chapters.append(Chapter(title, start_ms, turns_of(inside)))
    return tuple(chapters)


def _runs(lines: Sequence[Line]) -> Iterator[list[Line]]:
    run = list(lines[:1])
    for before, line in pairwise(lines):
        if _breaks(run, before, line):
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def _breaks(run: Sequence[Line], before: Line, line: Line) -> bool:
    return (
        line.speaker != before.speaker
        or line.start_ms - before.end_ms >= LONG_PAUSE_MS
        or sum(len(each.text) for each in run) + len(line.text) > MAX_CHARS
    )
