"""Where a statement of the summary was said, so that a reader can go and listen."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

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


class Said:
    """What was said by whom, for several summaries: each line is folded once, and only where its speaker is named."""

    def __init__(self, lines: Sequence[Line], names: Mapping[int, str]) -> None:
        self._lines: defaultdict[str, list[Line]] = defaultdict(list)
        for line in lines:
            self._lines[name_of(line.speaker, names)].append(line)
        self._words: dict[str, list[tuple[str, Line]]] = {}
        self._starts = {line.position: line.start_ms for line in lines}

    def start_of(self, position: int) -> int | None:
        """When a segment begins, in milliseconds; None where it is not shown."""
        return self._starts.get(position)

    def claims_of(self, summary: str) -> tuple[Claim, ...]:
        """Each line of a summary with its place in the transcript.

        A line `Name: sentence` is looked for word by word in what that person said; a line that nobody said in these
        words, such as a language model's, has no place.
        """
        return tuple(self._claim(text) for text in _lines(summary))

    def _claim(self, text: str) -> Claim:
        speaker, colon, sentence = text.partition(": ")
        if not colon or speaker not in self._lines:
            return Claim(text)
        wanted = _words(sentence)
        for words, line in self._said_by(speaker) if wanted.strip() else ():
            if wanted in words:
                return Claim(sentence, speaker, line.start_ms, line.position)
        return Claim(sentence, speaker)

    def _said_by(self, speaker: str) -> list[tuple[str, Line]]:
        if speaker not in self._words:
            self._words[speaker] = [(_words(line.text), line) for line in self._lines[speaker]]
        return self._words[speaker]


def _lines(summary: str) -> Iterator[str]:
    return (line for text in summary.splitlines() if (line := text.strip().removeprefix("- ").strip()))


def _words(text: str) -> str:
    """The bare words with a blank around each, so that only whole words are found."""
    return f" {_NOT_WORDS.sub(' ', text).strip().casefold()} "
