"""Splitting a stretch of talk in two at a word, and joining two. No word is lost, and none gets another time."""

from collections.abc import Sequence
from dataclasses import dataclass

from transcripts.text.words import Word


@dataclass(frozen=True, slots=True)
class Stretch:
    """A span of time and its words. `heard` are the words as heard, None when `words` are these."""

    start_ms: int
    end_ms: int
    words: tuple[Word, ...]
    heard: tuple[Word, ...] | None = None


def split_at(stretch: Stretch, word: int) -> tuple[Stretch, Stretch]:
    """The stretch up to `words[word]`, and from it on; `joined` makes the same one of them again.

    What was heard goes to the part in whose time it was heard. Raises ValueError where a part would have no word.
    """
    if not 0 < word < len(stretch.words):
        raise ValueError(f"a stretch of {len(stretch.words)} words has no two parts at word {word}")
    first, second = stretch.words[:word], stretch.words[word:]
    heard = stretch.words if stretch.heard is None else stretch.heard
    cut = word if stretch.heard is None else _before(heard, second[0].start_ms)
    end_ms = max(each.end_ms for each in (*first, *heard[:cut]))
    start_ms = min(each.start_ms for each in (*second, *heard[cut:]))
    return (
        _stretch(stretch.start_ms, min(max(end_ms, stretch.start_ms), stretch.end_ms), first, heard[:cut]),
        _stretch(min(max(start_ms, stretch.start_ms), stretch.end_ms), stretch.end_ms, second, heard[cut:]),
    )


def joined(first: Stretch, second: Stretch) -> Stretch:
    """Both as one, the words of the first before those of the second."""
    return _stretch(
        min(first.start_ms, second.start_ms),
        max(first.end_ms, second.end_ms),
        first.words + second.words,
        _heard(first) + _heard(second),
    )


def word_at(words: Sequence[Word], character: int) -> int:
    """Which word stands at, or first after, a character of the text that the words make; the last one at its end."""
    text = "".join(word.text for word in words)
    end = len(text.lstrip()) - len(text)
    for index, word in enumerate(words):
        end += len(word.text)
        if character < end:
            return index
    return len(words) - 1


def _before(words: Sequence[Word], moment_ms: int) -> int:
    """How many of the words, in their order, have their middle before the moment."""
    later = (index for index, word in enumerate(words) if (word.start_ms + word.end_ms) / 2 >= moment_ms)
    return next(later, len(words))


def _heard(stretch: Stretch) -> tuple[Word, ...]:
    return stretch.words if stretch.heard is None else stretch.heard


def _stretch(start_ms: int, end_ms: int, words: tuple[Word, ...], heard: tuple[Word, ...]) -> Stretch:
    return Stretch(start_ms, end_ms, words, None if heard == words else heard)
