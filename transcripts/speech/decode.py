"""Audio files to samples placed by packet time, as a stream: nothing here grows with the length of a track.

What is read was recorded by strangers: files are opened by us and handed over as open files, the container is told by
its first bytes, playlists and all that could name a second file or an address are refused, and length is bounded.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Self, cast

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet
from numpy.typing import NDArray

from transcripts.speech.containers import WEBM, breaks_off, container_of, ends_early, with_empty_cluster
from transcripts.speech.errors import UnreadableTrackError
from transcripts.speech.spans import Span
from transcripts.speech.timeline import PacketClock, SampleCursor

if TYPE_CHECKING:
    from av.audio.codeccontext import AudioCodecContext

SPEECH_RATE = 16_000
JOIN_GAP_MS = 1_000
"""Islands of packets closer than this are one: discontinuous transmission writes one packet every 400 ms."""

MAX_TRACK_MS = 24 * 3_600_000
"""Nothing is placed beyond this: platforms stop a recording after a few hours, a file that goes on is not one."""

PREROLL_MS = 500
"""Decoding in the middle begins this much earlier: Opus needs 80 ms to settle, MP3 borrows bits from frames before."""

Samples = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Block:
    """Mono samples in [-1, 1] and the place of the first, counted in samples from the clock's zero."""

    start: int
    samples: Samples

    @property
    def end(self) -> int:
        return self.start + len(self.samples)


@dataclass(slots=True)
class _Tally:
    first_packet_ms: int | None = None
    last_packet_ms: int | None = None
    last_packet_at: tuple[int, int] | None = None
    """Place and length in the file."""
    damaged: int = 0
    late: int = 0
    too_long: bool = False
    islands: list[Span] = field(default_factory=list)


class Track:
    """One audio file, opened for reading its blocks once; use it in a with statement.

    `islands`, `warnings` and the packet times are complete when the blocks were read to the end.
    Raises UnreadableTrackError when opened on something that holds no audio.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._clock = PacketClock()
        self._tally = _Tally()
        try:
            self._file = path.open("rb")
        except OSError as error:
            raise UnreadableTrackError(f"{path.name} cannot be opened: {error.strerror}.") from error
        try:
            self._size = max(1, path.stat().st_size)
            self.container = container_of(self._file, name=path.name)
            self._ends_early = ends_early(self._file, self.container)
            self._demuxer = self._opened()
            self._stream = self._audio_stream()
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._demuxer.close()
        self._file.close()

    def _opened(self) -> InputContainer:
        try:
            return self._demuxer_of(self._file)
        except (av.FFmpegError, EOFError) as error:
            silent = None if self._ends_early or self.container is not WEBM else with_empty_cluster(self._file)
            label = self.container.label
            if silent is not None:
                with suppress(av.FFmpegError, EOFError):
                    return self._demuxer_of(silent)
            raise UnreadableTrackError(
                f"{self._path.name} begins like a {label} file but cannot be read: it is damaged or cut off."
            ) from error

    def _demuxer_of(self, file: BinaryIO) -> InputContainer:
        options = {"protocol_whitelist": "none", "format_whitelist": self.container.formats}
        return av.open(file, "r", format=self.container.demuxer, options=options, metadata_errors="ignore")

    def _audio_stream(self) -> AudioStream:
        if not self._demuxer.streams.audio:
            self._demuxer.close()
            raise UnreadableTrackError(f"{self._path.name} has no audio in it.")
        stream = self._demuxer.streams.audio[0]
        decoder = cast("AudioCodecContext | None", stream.codec_context)  # the library's types know of no such files
        if decoder is None:
            self._demuxer.close()
            raise UnreadableTrackError(f"{self._path.name} has audio of a kind that cannot be decoded here.")
        decoder.thread_count = 1
        return stream

    @property
    def first_packet_ms(self) -> int | None:
        return self._tally.first_packet_ms

    @property
    def last_packet_ms(self) -> int | None:
        """Where the last packet ends."""
        return self._tally.last_packet_ms

    @property
    def read_fraction(self) -> float:
        """How much of the file was read so far, 0 to 1."""
        return min(1.0, self._file.tell() / self._size)

    @property
    def islands(self) -> tuple[Span, ...]:
        """Where there is audio; stretches less than JOIN_GAP_MS apart are one."""
        return tuple(self._tally.islands)

    @property
    def warnings(self) -> tuple[str, ...]:
        """Sentences on what is wrong with the file although it could be read."""
        tally = self._tally
        found = []
        if self._ends_early:
            found.append("The file is cut off; what it holds up to there was used.")
        if tally.damaged:
            found.append(f"{tally.damaged} packets could not be decoded and count as silence.")
        if self._clock.jumps:
            found.append(
                f"The packet times run backwards {self._clock.jumps} times; later audio follows what came before."
            )
        if tally.late:
            found.append(f"{tally.late} packets overlap the audio before them and were left out.")
        if tally.too_long:
            found.append(f"The track goes on past {MAX_TRACK_MS // 3_600_000} hours; the rest was left out.")
        return tuple(found)

    def read_packets(self) -> int | None:
        """Read to the end without decoding, instead of `blocks`; returns where the last packet ends."""
        for _ in self._packets():
            pass
        return self.last_packet_ms

    def blocks(self, *, rate: int = SPEECH_RATE, from_ms: int = 0, until_ms: int = MAX_TRACK_MS) -> Iterator[Block]:
        """Audio of all packets that fall in the range, in order. A track can be read once.

        Gaps of up to JOIN_GAP_MS come as zeros, so blocks that do not follow each other are different islands.
        """
        end = None
        for stretch in self._stretches(rate, from_ms, until_ms):
            block = stretch if end is None or stretch.start >= end else Block(end, stretch.samples)
            if end is not None and 0 < block.start - end <= JOIN_GAP_MS * rate // 1000:
                yield Block(end, np.zeros(block.start - end, np.float32))
            self._note_island(block, rate)
            yield block
            end = block.end

    def _note_island(self, block: Block, rate: int) -> None:
        start_ms, end_ms = block.start * 1000 // rate, -(-block.end * 1000 // rate)
        islands = self._tally.islands
        if islands and start_ms - islands[-1].end_ms <= JOIN_GAP_MS:
            islands[-1] = Span(islands[-1].start_ms, end_ms)
        else:
            islands.append(Span(start_ms, end_ms))

    def _stretches(self, rate: int, from_ms: int, until_ms: int) -> Iterator[Block]:
        """Blocks as they come out of the resampler, which begins anew after every gap and change of format."""
        cursor = SampleCursor()
        stretch: _Stretch | None = None
        for frame, start_ms in self._frames(from_ms, until_ms):
            if cursor.is_late(start_ms):
                self._tally.late += 1
                continue
            if stretch is None or cursor.gap_before(start_ms) or not stretch.takes(frame):
                if stretch is not None:
                    yield from stretch.rest()
                stretch = _Stretch(frame, start_ms, rate)
            cursor.take(start_ms, frame.samples * 1000 / frame.sample_rate)
            yield from stretch.feed(frame)
        if stretch is not None:
            yield from stretch.rest()

    def _frames(self, from_ms: int, until_ms: int) -> Iterator[tuple[AudioFrame, float]]:
        for packet, start_ms in self._packets():
            if start_ms >= until_ms:
                self._tally.too_long = until_ms >= MAX_TRACK_MS
                return
            if start_ms < from_ms - PREROLL_MS:
                continue
            yield from self._decoded(packet, start_ms)
        yield from self._decoded(None, self._tally.last_packet_ms or 0)

    def _packets(self) -> Iterator[tuple["Packet[AudioStream]", int]]:
        tally = self._tally
        try:
            for packet in self._demuxer.demux(self._stream):
                if packet.size == 0:
                    continue
                duration_ms = _milliseconds(packet.duration or 0, packet)
                pts_ms = None if packet.pts is None else _milliseconds(packet.pts, packet)
                start_ms = self._clock.place(pts_ms, duration_ms)
                if tally.first_packet_ms is None:
                    tally.first_packet_ms = start_ms
                tally.last_packet_ms = max(tally.last_packet_ms or 0, start_ms + duration_ms)
                if packet.pos is not None:
                    tally.last_packet_at = packet.pos, packet.size
                yield packet, start_ms
        except (av.FFmpegError, EOFError):
            self._ends_early = True
        if self.container is WEBM and not self._ends_early:
            self._ends_early = breaks_off(self._file, tally.last_packet_at)

    def _decoded(self, packet: "Packet[AudioStream] | None", start_ms: int) -> Iterator[tuple[AudioFrame, float]]:
        """Frames of one packet, or those left in the decoder, with the time of each."""
        try:
            frames = self._stream.decode(packet)
        except (av.FFmpegError, EOFError):
            self._tally.damaged += packet is not None
            return
        for frame in frames:
            own_ms = None if frame.time is None else frame.time * 1000 + self._clock.shift_ms
            yield frame, start_ms if own_ms is None else own_ms


class _Stretch:
    """Frames of one format that follow each other without a gap, on their way through one resampler."""

    def __init__(self, first: AudioFrame, start_ms: float, rate: int) -> None:
        self._shape = (first.format.name, first.layout.name, first.sample_rate)
        self._resampler = AudioResampler("flt", "mono", rate, frame_size=rate)
        self._next = round(start_ms * rate / 1000)

    def takes(self, frame: AudioFrame) -> bool:
        return self._shape == (frame.format.name, frame.layout.name, frame.sample_rate)

    def feed(self, frame: AudioFrame) -> Iterator[Block]:
        frame.pts = None
        yield from self._placed(self._resampler.resample(frame))

    def rest(self) -> Iterator[Block]:
        yield from self._placed(self._resampler.resample(None))

    def _placed(self, frames: list[AudioFrame]) -> Iterator[Block]:
        for frame in frames:
            samples = frame.to_ndarray().reshape(-1).astype(np.float32, copy=False)
            yield Block(self._next, samples)
            self._next += len(samples)


def _milliseconds(ticks: int, packet: "Packet[AudioStream]") -> int:
    return round(ticks * packet.time_base * 1000)
