"""How right a transcript is against what is known to have been said.

Words are compared in lower case, hyphens as blanks, keeping letters a-z, digits and apostrophes; numbers are not
rewritten, so "20th" for "twentieth" is an error. They are aligned per speaker and the errors pooled. Times are those of
the first word of each utterance; an utterance whose first word is nowhere to be found counts as far off.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from statistics import median
from typing import TypedDict

from transcripts.text.words import Word

_NOT_COMPARED = re.compile(r"[^a-z0-9' ]")
_LOST_MS = 9_000_000


class Utterance(TypedDict):
    """What one speaker said in one go; `start` in seconds from the recording's start."""

    speaker: int
    start: float
    text: str


class Truth(TypedDict):
    """What was said in a meeting: `tracks` by speaker, as paths below the folder of the truth."""

    tracks: list[str]
    utterances: list[Utterance]


@dataclass(frozen=True, slots=True)
class Score:
    """Word error rate, and how far first words of utterances lie from the truth."""

    words: int
    errors: int
    signed_ms: tuple[int, ...]
    """How late each first word that was found comes, ascending; below zero: early."""
    lost: int

    @property
    def offsets_ms(self) -> tuple[int, ...]:
        """How far first words are off in either direction, ascending."""
        return tuple(sorted(map(abs, self.signed_ms)))

    @property
    def error_rate(self) -> float:
        return self.errors / self.words if self.words else 0.0

    @property
    def median_ms(self) -> int:
        return round(median(self.offsets_ms)) if self.offsets_ms else _LOST_MS

    @property
    def p95_ms(self) -> int:
        return self.offsets_ms[int(len(self.offsets_ms) * 0.95)] if self.offsets_ms else _LOST_MS

    @property
    def shift_ms(self) -> int:
        """The one constant by which the whole is late."""
        return round(median(self.signed_ms)) if self.signed_ms else 0

    def less_shift(self) -> "Score":
        """The same with that constant taken away from every time."""
        return replace(self, signed_ms=tuple(late_ms - self.shift_ms for late_ms in self.signed_ms))

    def share_within(self, limit_ms: int) -> float:
        utterances = len(self.offsets_ms) + self.lost
        return sum(offset < limit_ms for offset in self.offsets_ms) / utterances if utterances else 1.0


def score(truth: Truth, words: Mapping[int, Sequence[Word]]) -> Score:
    """Compare words by speaker, on the recording's clock, with the truth of the same speaker."""
    total = errors = lost = 0
    offsets: list[int] = []
    for speaker in sorted({utterance["speaker"] for utterance in truth["utterances"]}):
        said = [utterance for utterance in truth["utterances"] if utterance["speaker"] == speaker]
        spoken = [_plain(utterance["text"]) for utterance in said]
        heard = [(plain, word.start_ms) for word in words.get(speaker, ()) for plain in _plain(word.text)]
        wrong, places = _aligned([word for part in spoken for word in part], [plain for plain, _ in heard])
        total += sum(map(len, spoken))
        errors += wrong
        for utterance, first in zip(said, accumulate(map(len, spoken), initial=0), strict=False):
            if first in places:
                offsets.append(heard[places[first]][1] - round(utterance["start"] * 1000))
            else:
                lost += 1
    return Score(total, errors, tuple(sorted(offsets)), lost)


def _plain(text: str) -> list[str]:
    return _NOT_COMPARED.sub(" ", text.lower().replace("-", " ")).split()


def _aligned(spoken: Sequence[str], heard: Sequence[str]) -> tuple[int, dict[int, int]]:
    """The least number of words to change, add and leave out, and which heard word stands for which spoken one."""
    previous = list(range(len(heard) + 1))
    choices: list[bytearray] = []
    for row, word in enumerate(spoken, start=1):
        current = [row]
        choice = bytearray(len(heard) + 1)
        for column, other in enumerate(heard, start=1):
            ways = (previous[column - 1] + (word != other), previous[column] + 1, current[-1] + 1)
            least = min(ways)
            choice[column] = ways.index(least)
            current.append(least)
        previous = current
        choices.append(choice)
    return previous[-1], _places(choices, len(heard))


def _places(choices: Sequence[bytearray], heard: int) -> dict[int, int]:
    row, column = len(choices), heard
    places: dict[int, int] = {}
    while row and column:
        way = choices[row - 1][column]
        if way == 0:
            places[row - 1] = column - 1
        row -= way != 2
        column -= way != 1
    return places
