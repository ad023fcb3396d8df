"""The most representative sentences of a stretch of talk: those nearest to the centroid of its vocabulary
(D. Radev et al., Centroid-based summarization of multiple documents, 2004).
"""

from collections.abc import Iterable, Sequence

from transcripts.summary.vectors import Scores

_ENOUGH_TERMS = 5
_FEWEST_TERMS = 2
_QUESTION_WEIGHT = 0.5
_ANNOUNCEMENT_WEIGHT = 0.6
"""Announcing a subject says little about it."""
_MOST_SHARED = 0.6


def worth_of(sentence: str, terms: Sequence[str], *, announcing: bool) -> float:
    """What a sentence is worth on its own, 0 to 1: statements of some substance, rather than questions and openings."""
    distinct = len(set(terms))
    if distinct < _FEWEST_TERMS:
        return 0.0
    worth = min(1.0, distinct / _ENOUGH_TERMS)
    if sentence.rstrip().endswith(("?", "？", "؟")):
        worth *= _QUESTION_WEIGHT
    return worth * _ANNOUNCEMENT_WEIGHT if announcing else worth


def best_of(candidates: Iterable[int], scores: Scores, terms: Sequence[Sequence[str]], count: int) -> list[int]:
    """Up to `count` candidates of the highest score above zero that do not repeat one another, in their own order."""
    chosen: list[int] = []
    for candidate in sorted(candidates, key=lambda index: (-scores[index], index)):
        if len(chosen) == count or scores[candidate] <= 0:
            break
        if not any(_shared(terms[candidate], terms[other]) > _MOST_SHARED for other in chosen):
            chosen.append(candidate)
    return sorted(chosen)


def _shared(one: Sequence[str], other: Sequence[str]) -> float:
    """Share of the smaller vocabulary that stands in the other."""
    fewer, more = sorted((set(one), set(other)), key=len)
    return len(fewer & more) / len(fewer)
