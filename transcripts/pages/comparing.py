"""Two texts side by side: the words that one has and the other has not."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby, pairwise

_WORDS = re.compile(r"\S+|\s+")
_MOST_WORDS = 4_000
"""Of a text; longer ones are shown as they are."""


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive words, with the blanks between them, that both texts have or that are `own` to one."""

    text: str
    own: bool


def side_by_side(one: str, other: str) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """Both texts in runs; joined, the runs of each are the text."""
    first, second = _Side(one), _Side(other)
    if max(len(first.words), len(second.words)) > _MOST_WORDS:
        return _runs(first.parts, [False] * len(first.parts)), _runs(second.parts, [False] * len(second.parts))
    # Lines that both texts have are matched whole; single words are compared only in the others.
    for tag, *lines in SequenceMatcher(None, first.lines, second.lines, autojunk=False).get_opcodes():
        places = first.places(*lines[:2]), second.places(*lines[2:])
        if tag == "equal":
            first.share(places[0])
            second.share(places[1])
        elif tag == "replace":
            _share_words(first, second, places)
    return _runs(first.parts, first.own), _runs(second.parts, second.own)


class _Side:
    """A text in words and blanks. Places are those of words among the words, blanks not counted."""

    def __init__(self, text: str) -> None:
        self.parts = _WORDS.findall(text)
        self.words = [at for at, part in enumerate(self.parts) if not part.isspace()]
        self.own = [not part.isspace() for part in self.parts]
        self.lower = [self.parts[at].casefold() for at in self.words]
        ends = [place for place, at in enumerate(self.words, start=1) if "\n" in "".join(self.parts[at + 1 : at + 2])]
        self.bounds = sorted({0, *ends, len(self.words)})
        self.lines = [tuple(self.lower[begin:end]) for begin, end in pairwise(self.bounds)]

    def places(self, first_line: int, end_line: int) -> range:
        return range(self.bounds[first_line], self.bounds[end_line])

    def share(self, places: Iterable[int]) -> None:
        for place in places:
            self.own[self.words[place]] = False


def _share_words(first: _Side, second: _Side, places: tuple[range, range]) -> None:
    """Mark the words that both texts have in these ranges. In long ranges frequent words are matched only next to
    others, since they would match everywhere.
    """
    one, other = (side.lower[here.start : here.stop] for side, here in zip((first, second), places, strict=True))
    for block in SequenceMatcher(None, one, other).get_matching_blocks():
        first.share(places[0][block.a : block.a + block.size])
        second.share(places[1][block.b : block.b + block.size])


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
