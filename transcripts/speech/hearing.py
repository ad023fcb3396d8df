"""One piece of a track heard: audio through the model, words put where the voice is, inventions left out."""

import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Protocol

import numpy as np

from transcripts.speech.cutting import chunk_audio
from transcripts.speech.decode import SPEECH_RATE, Samples
from transcripts.speech.inventions import believed
from transcripts.speech.pieces import Chunk, plan_chunks
from transcripts.speech.placing import Placed, place
from transcripts.speech.shapes import Dropped, TranscribeResult
from transcripts.speech.spans import Span, total_ms
from transcripts.speech.survey import Progress
from transcripts.speech.whisper import Heard

BATCH = 4
"""Chunks the model hears at once: as fast as sixteen, at a quarter of the memory."""

_PER_MS = SPEECH_RATE // 1000
_QUIETEST_DB = -99.0


class Hearing(Protocol):
    def hear(self, chunks: Sequence[Samples], *, language: str, hotwords: str) -> list[Heard]:
        """Words of each chunk of 16 kHz audio."""


def transcribe_piece(
    path: Path, voice: Sequence[Span], model: Hearing, progress: Progress, *, language: str, hotwords: str = ""
) -> TranscribeResult:
    """The words of one piece on the track's packet clock. Raises UnreadableTrackError."""
    begun = time.monotonic()
    chunks = plan_chunks(voice)
    result = TranscribeResult(
        words=[], dropped=Dropped(no_voice=0, loop=0), language=language, speech_ms=total_ms(voice), wall_ms=0
    )
    done = 0
    for batch in _batches(zip(chunks, chunk_audio(path, chunks), strict=True)):
        progress(done / len(chunks))
        heard = model.hear([audio for _, audio in batch], language=language, hotwords=hotwords)
        for (chunk, audio), found in zip(batch, heard, strict=True):
            verdict = believed(place(chunk, found.words), found, chunk.voice)
            result["words"].extend(_as_json(item, audio, chunk) for item in verdict.words)
            result["dropped"]["no_voice"] += verdict.no_voice
            result["dropped"]["loop"] += verdict.loop
        done += len(batch)
    result["wall_ms"] = round((time.monotonic() - begun) * 1000)
    return result


def _batches(pairs: Iterable[tuple[Chunk, Samples]]) -> Iterator[list[tuple[Chunk, Samples]]]:
    source = iter(pairs)
    while batch := list(islice(source, BATCH)):
        yield batch


def _as_json(item: Placed, audio: Samples, chunk: Chunk) -> list[int | str | float]:
    """A word as it is stored, with the loudness of the voice under it."""
    word = item.word
    return [item.start_ms, item.end_ms, word.text, word.probability, _loudness_db(item, audio, chunk)]


def _loudness_db(item: Placed, audio: Samples, chunk: Chunk) -> float:
    """RMS in dBFS between the word's start and end."""
    clip = next(clip for clip in chunk.clips if item.start_ms < clip.cut.end_ms)
    begin = max(0, item.start_ms - clip.shift_ms) * _PER_MS
    sound = audio[begin : max(begin + 1, (item.end_ms - clip.shift_ms) * _PER_MS)]
    power = float(np.mean(np.square(sound))) if len(sound) else 0.0
    return max(_QUIETEST_DB, round(10 * float(np.log10(power + 1e-12)), 1))
