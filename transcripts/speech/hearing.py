"""One piece of a track heard: audio through the model, words put where the voice is, inventions left out."""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, pairwise
from pathlib import Path
from typing import Protocol

import numpy as np

from transcripts.speech.coverage import unheard
from transcripts.speech.cutting import chunk_audio
from transcripts.speech.decode import SPEECH_RATE, Samples
from transcripts.speech.inventions import believed
from transcripts.speech.pieces import Chunk, plan_chunks
from transcripts.speech.placing import Placed, place
from transcripts.speech.progress import Progress
from transcripts.speech.shapes import Dropped, LeftOutJSON, TranscribeResult, WordJSON
from transcripts.speech.spans import Span, total_ms
from transcripts.speech.whisper import HeardBatch
from transcripts.text.words import Word

BATCH = 4
"""Chunks the model hears at once: as fast as sixteen, at a quarter of the memory."""

AGAIN_MS = 15_000
"""Voice that gave no words is heard again in chunks of this length."""

_PER_MS = SPEECH_RATE // 1000
_QUIETEST_DB = -99.0


class Hearing(Protocol):
    def hear(self, chunks: Sequence[Samples], *, language: str, hotwords: str) -> HeardBatch:
        """Words of each chunk of 16 kHz audio."""


def transcribe_piece(
    path: Path, voice: Sequence[Span], model: Hearing, progress: Progress, *, language: str, hotwords: str = ""
) -> TranscribeResult:
    """The words of one piece on the track's packet clock. Raises UnreadableTrackError."""
    begun = time.monotonic()
    ear = _Ear(path, model, language, hotwords)
    ear.hear(plan_chunks(voice), progress)
    missed = unheard(voice, [Span(word.start_ms, word.end_ms) for word in ear.words])
    ear.forget(missed)
    ear.hear(plan_chunks(missed, longest_ms=AGAIN_MS), progress)
    return TranscribeResult(
        words=[_as_json(word) for word in _without_overlap(ear.words)],
        dropped=Dropped(no_voice=len(ear.no_voice), loop=len(ear.loop)),
        left_out=ear.left_out(),
        language=language,
        speech_ms=total_ms(voice),
        wall_ms=round((time.monotonic() - begun) * 1000),
        model_ms=round(ear.model_s * 1000),
    )


@dataclass(slots=True)
class _Ear:
    """What was heard of a piece so far."""

    path: Path
    model: Hearing
    language: str
    hotwords: str
    words: list[Word] = field(default_factory=list)
    no_voice: list[Placed] = field(default_factory=list)
    loop: list[Placed] = field(default_factory=list)
    model_s: float = 0.0

    def hear(self, chunks: Sequence[Chunk], progress: Progress) -> None:
        """Add the words of these chunks, keeping all words in order."""
        for number, batch in enumerate(_batches(zip(chunks, chunk_audio(self.path, chunks), strict=True))):
            progress(number * BATCH / len(chunks))
            heard = self.model.hear([audio for _, audio in batch], language=self.language, hotwords=self.hotwords)
            self.model_s += heard.model_s
            for (chunk, audio), found in zip(batch, heard.chunks, strict=True):
                verdict = believed(place(chunk, found.words), found, chunk.voice)
                self.words.extend(_word(item, audio, chunk) for item in verdict.words)
                self.no_voice.extend(verdict.no_voice)
                self.loop.extend(verdict.loop)
        self.words.sort(key=lambda word: word.start_ms)

    def forget(self, voice: Sequence[Span]) -> None:
        """Voice that is heard again counts as it is heard then."""
        for found in (self.no_voice, self.loop):
            found[:] = [item for item in found if not any(start <= item.start_ms < end for start, end in voice)]

    def left_out(self) -> list[LeftOutJSON]:
        found: list[LeftOutJSON] = [
            (item.start_ms, item.end_ms, item.word.text, why)
            for why, items in (("no_voice", self.no_voice), ("loop", self.loop))
            for item in items
        ]
        return sorted(found)


def _batches(pairs: Iterable[tuple[Chunk, Samples]]) -> Iterator[list[tuple[Chunk, Samples]]]:
    source = iter(pairs)
    while batch := list(islice(source, BATCH)):
        yield batch


def _word(item: Placed, audio: Samples, chunk: Chunk) -> Word:
    """A word with the loudness of the voice under it: RMS in dBFS between its start and end."""
    clip = next(clip for clip in chunk.clips if item.start_ms < clip.cut.end_ms)
    begin = max(0, item.start_ms - clip.shift_ms) * _PER_MS
    sound = audio[begin : max(begin + 1, (item.end_ms - clip.shift_ms) * _PER_MS)]
    power = float(np.mean(np.square(sound))) if len(sound) else 0.0
    loudness_db = max(_QUIETEST_DB, round(10 * float(np.log10(power + 1e-12)), 1))
    return Word(item.start_ms, item.end_ms, item.word.text, item.word.probability, loudness_db)


def _without_overlap(words: Sequence[Word]) -> Iterator[Word]:
    """Words in order, each cut short where the next one begins."""
    for word, following in pairwise(words):
        yield replace(word, end_ms=min(word.end_ms, following.start_ms))
    yield from words[-1:]


def _as_json(word: Word) -> WordJSON:
    loudness_db = _QUIETEST_DB if word.loudness_db is None else word.loudness_db
    return [word.start_ms, word.end_ms, word.text, word.probability, loudness_db]
