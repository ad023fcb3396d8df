"""Where a statement of the summary was said, so that a reader can go and listen."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from transcripts.pages.turns import Line
from transcripts.text.speakers import name_of

_NOT_WORDS = re.compile(r"\W+")


@dataclass(frozen=True, slots=True)
class Claim:
    """A line of a summary; `start_ms` and `position` of the segment that says it, None where none does."""

    text: str
    speaker: str = ""
    start_ms: int | None = None
    position: int | None = None


Said: TypeAlias = tuple[tuple[str, str, Line], ...]
"""The lines of a transcript, each with the name of its speaker and its bare words."""


def said_in(lines: Sequence[Line], names: Mapping[int, str]) -> Said:
    """What claims are looked for in. It is made once for all of them, as it takes the longer part of the time."""
    return tuple((name_of(line.speaker, names), _words(line.text), line) for line in lines)


def claims_of(summary: str, said: Said) -> tuple[Claim, ...]:
    """Each line of a summary with its place in the transcript.

    A line `Name: sentence` is looked for among what that person said, word by word; a line that nobody said like that,
    as a language model writes them, is kept without a place.
    """
    return tuple(_claim(text, said) for text in _lines(summary))


def _lines(summary: str) -> Iterator[str]:
    return (line for text in summary.splitlines() if (line := text.strip().removeprefix("- ").strip()))


def _claim(text: str, said: Said) -> Claim:
    speaker, colon, sentence = text.partition(": ")
    if colon and any(name == speaker for name, _, _ in said):
        wanted = _words(sentence)
        for name, words, line in said:
            if name == speaker and wanted.strip() and wanted in words:
                return Claim(sentence, speaker, line.start_ms, line.position)
        return Claim(sentence, speaker)
    return Claim(text)


def _words(text: str) -> str:
    """The bare words with a blank around each, so that only whole words are found."""
    return f" {_NOT_WORDS.sub(' ', text).strip().casefold()} "
