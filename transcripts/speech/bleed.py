"""One voice in two tracks: a participant's loudspeaker is heard by their own microphone, a little later and quieter.

The same words at the same time in two tracks are somebody's words and their echo, and belong to the track in which
they are louder. Two people who say the same short thing at once are both as loud as people are, and keep it.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import permutations
from statistics import median

from transcripts.text.words import Word

LATEST_MS = 700
"""How much later an echo comes at most: network, playback and recording together."""
EARLIEST_MS = 200
"""How much earlier it may seem to come, words being placed as exactly as they are."""

PAUSE_MS = 500
"""What is said without a longer pause is an echo as a whole, or not."""

SAME_SHARE = 0.6
"""So much of an echo is the same words; the rest was misheard."""

MANY_WORDS = 5
"""That many equal words at one time are no coincidence: any difference in loudness decides."""
FEW_WORDS_QUIETER_DB = 3.0
ONE_WORD_QUIETER_DB = 10.0
"""One or two words are an echo only when they are this much quieter."""

_NOT_SPOKEN = re.compile(r"[^\w']+")


@dataclass(frozen=True, slots=True)
class WithoutBleed:
    """Each stream without the words that were another's, and the words left out of each."""

    streams: dict[int, tuple[Word, ...]]
    left_out: dict[int, tuple[Word, ...]]


def without_bleed(streams: Mapping[int, Sequence[Word]]) -> WithoutBleed:
    """Streams on the recording's clock, keyed by speaker, each word left to the one who said it."""
    echoes: dict[int, set[int]] = {speaker: set() for speaker in streams}
    for speaker, other in permutations(streams, 2):
        for begin, end in _utterances(streams[speaker]):
            if _is_echo(streams[speaker][begin:end], streams[other]):
                echoes[speaker].update(range(begin, end))
    return WithoutBleed(
        {speaker: _chosen(words, set(range(len(words))) - echoes[speaker]) for speaker, words in streams.items()},
        {speaker: _chosen(words, echoes[speaker]) for speaker, words in streams.items()},
    )


def _chosen(words: Sequence[Word], indexes: Iterable[int]) -> tuple[Word, ...]:
    return tuple(words[index] for index in sorted(indexes))


def _utterances(words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    begin = 0
    for index in range(1, len(words)):
        if words[index].start_ms - words[index - 1].end_ms >= PAUSE_MS:
            yield begin, index
            begin = index
    if words:
        yield begin, len(words)


def _is_echo(said: Sequence[Word], other: Sequence[Word]) -> bool:
    """Whether what is said here was said, louder, by the other."""
    differences = [
        louder.loudness_db - word.loudness_db
        for word, louder in _same_words(said, _around(said, other))
        if louder.loudness_db is not None and word.loudness_db is not None
    ]
    if not differences or len(differences) < SAME_SHARE * len(said):
        return False
    quieter_db = median(differences)
    if len(differences) >= MANY_WORDS:
        return quieter_db > 0
    return quieter_db >= (FEW_WORDS_QUIETER_DB if len(differences) > 2 else ONE_WORD_QUIETER_DB)


def _around(said: Sequence[Word], other: Sequence[Word]) -> Sequence[Word]:
    """The other's words that could be the original."""
    begin = bisect_left(other, said[0].start_ms - LATEST_MS, key=lambda word: word.start_ms)
    end = bisect_left(other, said[-1].start_ms + EARLIEST_MS + 1, key=lambda word: word.start_ms)
    return other[begin:end]


def _same_words(said: Sequence[Word], other: Sequence[Word]) -> Iterator[tuple[Word, Word]]:
    """Pairs of equal words in the same order, at times that allow the first to be an echo of the second."""
    matcher = SequenceMatcher(None, [_plain(word) for word in said], [_plain(word) for word in other], autojunk=False)
    for block in matcher.get_matching_blocks():
        for offset in range(block.size):
            word, original = said[block.a + offset], other[block.b + offset]
            if -EARLIEST_MS <= word.start_ms - original.start_ms <= LATEST_MS:
                yield word, original


def _plain(word: Word) -> str:
    return _NOT_SPOKEN.sub("", word.text.lower())
