"""Builders of words and segments for the tests of text."""

import re

from transcripts.text.segments import Segment, segments_of
from transcripts.text.words import Word


def words_of(text: str, *, start_ms: int = 0, word_ms: int = 300) -> tuple[Word, ...]:
    """One word after the other without pauses; each keeps the blank before it, as the model writes them."""
    return tuple(
        Word(start_ms + index * word_ms, start_ms + (index + 1) * word_ms, written)
        for index, written in enumerate(re.findall(r"\s*\S+", text))
    )


def a_segment(text: str, *, start_ms: int = 0, end_ms: int = 1000, speaker: int = 0) -> Segment:
    return Segment(start_ms, end_ms, speaker, (Word(start_ms, end_ms, text),))


def texts_of(*said: tuple[int, int, str]) -> list[tuple[int, str]]:
    """(speaker, text) of the segments that (speaker, start_ms, text) make."""
    streams: dict[int, tuple[Word, ...]] = {}
    for speaker, start_ms, text in said:
        streams[speaker] = streams.get(speaker, ()) + words_of(text, start_ms=start_ms)
    return [(segment.speaker, segment.text) for segment in segments_of(streams)]
