"""Words and the streams they make: one stream per speaker, in spoken order."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import exp, log
from operator import attrgetter
from statistics import fmean
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True)
class Word:
    """One spoken word, placed on the recording's clock.

    Text keeps the model's own leading space (languages without spaces have none), so "".join(texts) is the text.
    """

    start_ms: int
    end_ms: int
    text: str
    probability: float = 1.0
    loudness_db: float | None = None
    """RMS of the voice under the word in dBFS, for telling bleed from speech; None when not measured."""


def stored_words(words: Iterable[Word]) -> list[list[Any]]:
    """Words as segments keep them in the database: [start_ms, end_ms, text, probability], to three places."""
    return [[word.start_ms, word.end_ms, word.text, round(word.probability, 3)] for word in words]


def read_words(stored: Iterable[Sequence[Any]]) -> tuple[Word, ...]:
    """The words that `stored_words` made these of."""
    return tuple(Word(*word) for word in stored)


LEAST_PROBABILITY = 0.001
"""Probabilities are kept to three places, so that 0 means no more than less than this."""


def common_probability(probabilities: Iterable[float]) -> float | None:
    """The geometric mean, to three places: a word that is very unlikely shows in what is said of all. None of none."""
    logarithms = [log(max(probability, LEAST_PROBABILITY)) for probability in probabilities]
    return round(exp(fmean(logarithms)), 3) if logarithms else None


Stream: TypeAlias = tuple[Word, ...]
"""Words of one speaker, ordered by start; none ends after the next begins."""


def speaker_streams(tracks: Iterable[tuple[int, Sequence[Word]]]) -> dict[int, Stream]:
    """The stream of each speaker, keyed by speaker number, from (speaker, words) of every track.

    Several tracks may be one speaker's: a camera that was switched off and on again leaves a new file.
    Speakers whose tracks hold no words have an empty stream.
    """
    of_speaker: defaultdict[int, list[Word]] = defaultdict(list)
    for speaker, words in tracks:
        of_speaker[speaker].extend(words)
    return {speaker: _in_order(words) for speaker, words in of_speaker.items()}


def _in_order(words: Iterable[Word]) -> Stream:
    """Words by start, each cut short where the next one begins."""
    ordered = sorted(words, key=attrgetter("start_ms"))
    clipped = [
        word if word.end_ms <= following.start_ms else replace(word, end_ms=following.start_ms)
        for word, following in pairwise(ordered)
    ]
    return (*clipped, *ordered[-1:])
