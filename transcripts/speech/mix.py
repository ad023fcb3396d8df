"""All tracks of a recording in one file to listen to, on the common clock.

MP3 at a constant bit rate, since every browser plays it and finds any second of it by arithmetic. Written window by
window: memory does not grow with length.
"""

import os
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import OutputContainer

from transcripts.speech.decode import Block, Samples, Track
from transcripts.speech.errors import UnreadableTrackError
from transcripts.speech.progress import Progress
from transcripts.speech.shapes import MixResult

MIX_RATE = 48_000
BIT_RATE = 64_000
_WINDOW = 10 * MIX_RATE
_KNEE = 0.7


@dataclass(frozen=True, slots=True)
class MixedTrack:
    """A file and what to add to its packet times to be on the recording's clock."""

    path: Path
    offset_ms: int


def mix(tracks: Sequence[MixedTrack], out: Path, progress: Progress) -> MixResult:
    """Write all tracks to `out` as one mono MP3, which appears whole or not at all. Unreadable tracks are left out.

    Raises OSError when the disk is full or the folder is missing. Without any audio no file is written.
    """
    warnings: list[str] = []
    temporary = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        with ExitStack() as open_tracks:
            tapes = _tapes(tracks, open_tracks, warnings)
            samples = _encode(_windows(tapes, progress), temporary)
        if samples:
            temporary.replace(out)
    finally:
        temporary.unlink(missing_ok=True)
    return MixResult(duration_ms=samples * 1000 // MIX_RATE, warnings=warnings)


class _Tape:
    """One track played onto the common clock, read no further than asked."""

    def __init__(self, track: Track, offset_ms: int) -> None:
        self._blocks = track.blocks(rate=MIX_RATE)
        self._offset = offset_ms * MIX_RATE // 1000
        self._waiting: deque[Block] = deque()
        self._track = track
        self.finished = False

    @property
    def read_fraction(self) -> float:
        return 1.0 if self.finished else self._track.read_fraction

    def play(self, begin: int, window: Samples) -> int:
        """Add what falls into the window beginning at this sample; returns how far into it there is audio."""
        end = begin + len(window)
        while not self.finished and (not self._waiting or self._waiting[-1].start < end):
            block = next(self._blocks, None)
            if block is None:
                self.finished = True
            else:
                self._waiting.append(Block(block.start + self._offset, block.samples))
        reached = 0
        for block in self._waiting:
            first, last = max(begin, block.start), min(end, block.end)
            if first < last:
                window[first - begin : last - begin] += block.samples[first - block.start : last - block.start]
                reached = last - begin
        while self._waiting and self._waiting[0].end <= end:
            self._waiting.popleft()
        return reached

    @property
    def is_over(self) -> bool:
        return self.finished and not self._waiting


def _tapes(tracks: Sequence[MixedTrack], open_tracks: ExitStack, warnings: list[str]) -> list[_Tape]:
    tapes = []
    for track in tracks:
        try:
            tapes.append(_Tape(open_tracks.enter_context(Track(track.path)), track.offset_ms))
        except UnreadableTrackError as error:
            warnings.append(str(error))
    return tapes


def _windows(tapes: Sequence[_Tape], progress: Progress) -> Iterator[Samples]:
    """The mixed audio from the clock's zero to the end of the last track."""
    begin = 0
    while any(not tape.is_over for tape in tapes):
        window = np.zeros(_WINDOW, np.float32)
        reached = max(tape.play(begin, window) for tape in tapes)
        over = all(tape.is_over for tape in tapes)
        yield limited(window[:reached] if over else window)
        begin += _WINDOW
        progress(sum(tape.read_fraction for tape in tapes) / len(tapes))


def limited(samples: Samples) -> Samples:
    """Samples bent softly towards full scale above the knee, so that several voices at once do not clip."""
    loud = np.abs(samples) > _KNEE
    if not loud.any():
        return samples
    room = 1 - _KNEE
    bent = np.sign(samples) * (_KNEE + room * np.tanh((np.abs(samples) - _KNEE) / room))
    return np.where(loud, bent, samples).astype(np.float32)


def _encode(windows: Iterator[Samples], path: Path) -> int:
    """Write the windows to an MP3; returns how many samples it holds, and writes nothing without any."""
    first = next(windows, None)
    if first is None:
        return 0
    written = 0
    with av.open(str(path), "w", format="mp3") as container:
        stream = container.add_stream("libmp3lame", rate=MIX_RATE, layout="mono", bit_rate=BIT_RATE)
        for window in chain((first,), windows):
            written += _write(container, stream, window, written)
        container.mux(stream.encode(None))
    return written


def _write(container: OutputContainer, stream: AudioStream, window: Samples, at: int) -> int:
    if not len(window):
        return 0
    frame = AudioFrame.from_ndarray(window[None], format="fltp", layout="mono")
    frame.sample_rate = MIX_RATE
    frame.pts = at
    container.mux(stream.encode(frame))
    return len(window)
