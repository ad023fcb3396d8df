"""The recordings of one meeting against each other: which lie inside or across another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations


@dataclass(frozen=True, slots=True)
class Take:
    """One recording: its number on the page and its time in ms on any one clock."""

    number: int
    start_ms: int
    end_ms: int


def overlapping(takes: Sequence[Take]) -> tuple[str, ...]:
    """A sentence for each two recordings that share time, in order of their numbers; such talk is transcribed twice."""
    ordered = sorted(takes, key=lambda take: take.number)
    return tuple(sentence for one, other in combinations(ordered, 2) for sentence in _sentence(one, other))


def _sentence(one: Take, other: Take) -> Iterator[str]:
    shared_ms = min(one.end_ms, other.end_ms) - max(one.start_ms, other.start_ms)
    if shared_ms <= 0:
        return
    outer, inner = (one, other) if _holds(one, other) else (other, one)
    if _holds(outer, inner):
        yield f"Recording {inner.number} lies inside recording {outer.number}."
    else:
        yield f"Recordings {one.number} and {other.number} share {round(shared_ms / 1000)} seconds."


def _holds(outer: Take, inner: Take) -> bool:
    return outer.start_ms <= inner.start_ms and inner.end_ms <= outer.end_ms
