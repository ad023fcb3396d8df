"""Bars on a time axis, as the numbers an SVG needs. A drawing is always 1000 units wide, whatever time it shows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from transcripts.pages.talk import Span, joined

WIDTH = 1000
LANE_HEIGHT = 26
BAR_HEIGHT = 12
NARROWEST = 1.5
"""Narrower bars would not be seen."""


@dataclass(frozen=True, slots=True)
class Axis:
    """The time that is drawn, in ms."""

    start_ms: int
    end_ms: int

    def x(self, moment_ms: int) -> float:
        """The place of a moment, from 0 to WIDTH; moments outside are put at the edge."""
        whole = self.end_ms - self.start_ms
        if whole <= 0:
            return 0.0
        return round(min(max((moment_ms - self.start_ms) / whole, 0.0), 1.0) * WIDTH, 1)

    def bar(self, span: Span) -> tuple[float, float]:
        """Left edge and width of a bar, kept wide enough to be seen and inside the drawing."""
        left = self.x(span[0])
        width = max(round(self.x(span[1]) - left, 1), NARROWEST)
        return min(left, WIDTH - width), width


@dataclass(frozen=True, slots=True)
class Lane:
    """One speaker's row: `path` draws all bars at once, `middle` is the height of the line they sit on."""

    speaker: int
    middle: int
    path: str


@dataclass(frozen=True, slots=True)
class Lanes:
    height: int
    lanes: tuple[Lane, ...]
    overlap: str
    """A path over the full height wherever several talk at once; empty where nobody does."""
    marks: tuple[float, ...]


def draw_lanes(
    spans: dict[int, tuple[Span, ...]], overlap: Sequence[Span], marks_ms: Iterable[int], *, duration_ms: int
) -> Lanes:
    """A lane per speaker, by speaker number, with a mark where each chapter begins.

    Pauses too short to be seen at this scale are closed, so that five hours take no more bars than the eye can tell.
    """
    axis = Axis(0, duration_ms)
    height = LANE_HEIGHT * len(spans)
    unseen_ms = duration_ms // WIDTH
    lanes = tuple(
        _lane(axis, number, speaker, joined(spans[speaker], gap_ms=unseen_ms))
        for number, speaker in enumerate(sorted(spans))
    )
    shade = _path(axis, joined(overlap, gap_ms=unseen_ms), top=0, height=height)
    return Lanes(height, lanes, shade, tuple(axis.x(mark) for mark in marks_ms))


def _lane(axis: Axis, number: int, speaker: int, spans: Sequence[Span]) -> Lane:
    middle = LANE_HEIGHT * number + LANE_HEIGHT // 2
    path = _path(axis, spans, top=middle - BAR_HEIGHT // 2, height=BAR_HEIGHT)
    return Lane(speaker, middle, path)


def _path(axis: Axis, spans: Sequence[Span], *, top: int, height: int) -> str:
    """Rectangles as one SVG path: one element instead of thousands."""
    bars = (axis.bar(span) for span in spans)
    return "".join(f"M{left:g} {top}h{width:g}v{height}h{-width:g}z" for left, width in bars)
