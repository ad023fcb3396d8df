"""Two texts side by side: the words that one has and the other has not."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

_WORDS = re.compile(r"\S+|\s+")
_MOST_WORDS = 4_000
"""Comparing takes the product of both lengths at worst; longer texts are shown as they are."""


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive words, with the blanks between them, that both texts have or that are `own` to one."""

    text: str
    own: bool


def side_by_side(one: str, other: str) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """Both texts in runs; joined, the runs of each are the text."""
    first, second = _WORDS.findall(one), _WORDS.findall(other)
    if max(len(first), len(second)) > 2 * _MOST_WORDS:
        return _runs(first, [False] * len(first)), _runs(second, [False] * len(second))
    own = [not word.isspace() for word in first], [not word.isspace() for word in second]
    lower = [word.casefold() for word in first], [word.casefold() for word in second]
    for block in SequenceMatcher(None, lower[0], lower[1], autojunk=False).get_matching_blocks():
        own[0][block.a : block.a + block.size] = [False] * block.size
        own[1][block.b : block.b + block.size] = [False] * block.size
    return _runs(first, own[0]), _runs(second, own[1])


def _runs(words: Sequence[str], own: Sequence[bool]) -> tuple[Run, ...]:
    return tuple(
        Run("".join(word for word, _ in group), is_own)
        for is_own, group in groupby(_bridged(words, own), lambda p: p[1])
    )


def _bridged(words: Sequence[str], own: Sequence[bool]) -> Iterator[tuple[str, bool]]:
    """Blanks between two words that are own belong to them."""
    for place, word in enumerate(words):
        between = word.isspace() and 0 < place < len(words) - 1
        yield word, own[place - 1] and own[place + 1] if between else own[place]
