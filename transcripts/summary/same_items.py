"""Which action items of a new summary are the same as earlier ones, although their words may differ.

Compared are their texts, the sentences they quote, their times and their owners.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from transcripts.summary.tokens import stem_of, tokens_of

_NEAR_MS = 10_000
"""Transcribed anew, a sentence keeps its place on the recording's clock but for a few seconds."""
_SAME = 0.6
"""Share of all their words that two texts have in common when they say the same."""
_SAME_NEARBY = 0.3
_NEAR_WEIGHT, _OWNER_WEIGHT = 0.5, 0.25


@dataclass(frozen=True, slots=True)
class Item:
    """What is compared of an action item: the texts it goes by, and what was said when, by name of whom it is for."""

    texts: tuple[str, ...]
    quote: str = ""
    start_ms: int | None = None
    owner: str = ""


def same_items(standing: Sequence[Item], told: Sequence[Item]) -> dict[int, int]:
    """For each told item that stands already, its place among the standing; each is taken once, the likest first."""
    ranked = sorted(
        (-rank, new, old)
        for new, item in enumerate(told)
        for old, other in enumerate(standing)
        if (rank := _rank(item, other))
    )
    found: dict[int, int] = {}
    taken: set[int] = set()
    for _, new, old in ranked:
        if new not in found and old not in taken:
            found[new] = old
            taken.add(old)
    return found


def _rank(one: Item, other: Item) -> float:
    """How surely two are the same, above 0 only where they are."""
    alike = max(
        _shared(one.quote, other.quote), *(_shared(text, second) for text in one.texts for second in other.texts)
    )
    near = _are_near(one, other)
    if alike < (_SAME_NEARBY if near else _SAME):
        return 0.0
    same_owner = one.owner.casefold() == other.owner.casefold()
    return alike + _NEAR_WEIGHT * near + _OWNER_WEIGHT * same_owner


def _are_near(one: Item, other: Item) -> bool:
    if one.start_ms is None or other.start_ms is None:
        return False
    return abs(one.start_ms - other.start_ms) <= _NEAR_MS


def _shared(one: str, other: str) -> float:
    """The share of words that two texts have in common, 0 to 1; 0 where either says nothing."""
    first, second = ({stem_of(token) for token in tokens_of(text)} for text in (one, other))
    return len(first & second) / len(first | second) if first and second else 0.0
