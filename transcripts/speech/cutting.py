"""Chunks cut out of a track's audio as it streams by."""

from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from transcripts.speech.decode import SPEECH_RATE, Block, Samples, Track
from transcripts.speech.pieces import Chunk

_PER_MS = SPEECH_RATE // 1000


def chunk_audio(path: Path, chunks: Sequence[Chunk]) -> Iterator[Samples]:
    """The 16 kHz audio of each chunk in order; where the track has no packets there are zeros.

    Holds no more than the chunks that one second of audio touches.
    """
    if not chunks:
        return
    begin_ms, end_ms = chunks[0].clips[0].cut.start_ms, chunks[-1].clips[-1].cut.end_ms
    waiting = deque((chunk, np.zeros(chunk.length_ms * _PER_MS, np.float32)) for chunk in chunks[:1])
    following = iter(chunks[1:])
    with Track(path) as track:
        for block in track.blocks(from_ms=begin_ms, until_ms=end_ms):
            while waiting and block.end > waiting[-1][0].clips[-1].cut.end_ms * _PER_MS:
                chunk = next(following, None)
                if chunk is None:
                    break
                waiting.append((chunk, np.zeros(chunk.length_ms * _PER_MS, np.float32)))
            for chunk, audio in waiting:
                _copy(block, chunk, audio)
            while waiting and block.start >= waiting[0][0].clips[-1].cut.end_ms * _PER_MS:
                yield waiting.popleft()[1]
    for _, audio in waiting:
        yield audio
    for chunk in following:
        yield np.zeros(chunk.length_ms * _PER_MS, np.float32)


def _copy(block: Block, chunk: Chunk, audio: Samples) -> None:
    """The part of the block that the chunk wants, to its place."""
    for clip in chunk.clips:
        begin = max(block.start, clip.cut.start_ms * _PER_MS)
        end = min(block.end, clip.cut.end_ms * _PER_MS)
        if begin < end:
            at = begin - clip.shift_ms * _PER_MS
            audio[at : at + end - begin] = block.samples[begin - block.start : end - block.start]
