"""Stretches of time: ordered, without overlap, in whole milliseconds."""

from collections.abc import Iterable
from typing import NamedTuple


class Span(NamedTuple):
    """From `start_ms` up to, not including, `end_ms`."""

    start_ms: int
    end_ms: int

    @property
    def length_ms(self) -> int:
        return self.end_ms - self.start_ms


def total_ms(spans: Iterable[Span]) -> int:
    return sum(span.length_ms for span in spans)


def joined(spans: Iterable[Span], *, gap_ms: int) -> tuple[Span, ...]:
    """The same stretches, those that lie at most `gap_ms` apart made one. Takes them in order of their start."""
    out: list[Span] = []
    for span in spans:
        if out and span.start_ms - out[-1].end_ms <= gap_ms:
            out[-1] = Span(out[-1].start_ms, max(out[-1].end_ms, span.end_ms))
        else:
            out.append(span)
    return tuple(out)
