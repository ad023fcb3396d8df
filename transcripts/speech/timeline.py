"""Time: packets to their place on the track's clock, tracks to their place on the recording's.

A raw track's packets carry time from the recording's start, and none are written while a microphone is muted. Audio is
therefore placed by packet time, never by counting samples, and the length a container announces is not believed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

JUMP_BACK_MS = 250
"""A packet this far before the one ahead of it is a clock set back, not jitter."""

SNAP_MS = 10
"""Packet times are rounded to milliseconds and jitter a little; audio closer than this to the one before follows it."""

LEAD_MS = 250
"""How far decoded audio may run ahead of its packet times (a sender's fast clock) before some of it is left out."""

ZERO_START_MS = 50
"""A remux sets every track's first packet to about zero (an Opus pre-skip puts it at -7 ms)."""

NAME_OFFSET_MS = 500
"""From here on a file name says that its track began after the recording did."""

DISAGREEMENT_MS = 5_000
"""File names and packet times differ by 0.2 to 1 s as a rule; from here on something is wrong."""


class PacketClock:
    """Packet times as written, made into a clock that does not run backwards.

    A packet without a time follows the one before. When the times jump back (a sender that began to count anew), that
    packet and all after it are moved to follow what came before; their distances among each other are kept.
    """

    def __init__(self) -> None:
        self.shift_ms = 0
        self.jumps = 0
        self._previous_ms: int | None = None
        self._end_ms = 0

    def place(self, pts_ms: int | None, duration_ms: int) -> int:
        """Where this packet begins. To be asked for every packet in the file's order."""
        if pts_ms is None:
            start_ms = self._end_ms
        else:
            if self._previous_ms is not None and pts_ms < self._previous_ms - JUMP_BACK_MS:
                self.shift_ms = self._end_ms - pts_ms
                self.jumps += 1
            self._previous_ms = pts_ms
            start_ms = pts_ms + self.shift_ms
        self._end_ms = max(self._end_ms, start_ms + duration_ms) if pts_ms is None else start_ms + duration_ms
        return start_ms


class SampleCursor:
    """Says of each decoded frame whether it follows the one before, begins after a gap, or has no place left."""

    def __init__(self) -> None:
        self._end_ms: float | None = None

    def gap_before(self, start_ms: float) -> bool:
        """Whether a frame that begins here leaves a gap (the first one does)."""
        return self._end_ms is None or start_ms - self._end_ms > SNAP_MS

    def is_late(self, start_ms: float) -> bool:
        """Whether so much audio came before that this frame has no place left."""
        return self._end_ms is not None and self._end_ms - start_ms > LEAD_MS

    def take(self, start_ms: float, length_ms: float) -> None:
        """Put a frame down where the two questions above have it."""
        begin = start_ms if self._end_ms is None or self.gap_before(start_ms) else self._end_ms
        self._end_ms = begin + length_ms


@dataclass(frozen=True, slots=True)
class TrackTimes:
    """When a track begins by its packets (None: it has none, or could not be read) and by its file name (None: the name
    does not say).
    """

    first_packet_ms: int | None
    name_offset_ms: int | None


def recording_offsets(tracks: Sequence[TrackTimes]) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """What to add to each track's packet times to be on the recording's clock, and what looks wrong, in sentences that
    number the tracks as given, from 1.

    One rule for the whole recording: file names and packet times are two clocks that lie 0.2 to 1 s apart, differently
    by recording, so a mixture would set the tracks against each other. Packet times hold, unless every track begins at
    zero and some name says that its track did not, as after a remux: then the names place the tracks.
    """
    begun = [track for track in tracks if track.first_packet_ms is not None]
    if not _were_set_to_zero(begun):
        return (0,) * len(tracks), _disagreements(tracks)
    offsets = tuple((track.name_offset_ms or 0) - (track.first_packet_ms or 0) for track in tracks)
    return offsets, ()


def _were_set_to_zero(begun: Sequence[TrackTimes]) -> bool:
    at_zero = all(abs(track.first_packet_ms or 0) <= ZERO_START_MS for track in begun)
    return at_zero and any((track.name_offset_ms or 0) > NAME_OFFSET_MS for track in begun)


def _disagreements(tracks: Sequence[TrackTimes]) -> tuple[str, ...]:
    found = []
    for number, track in enumerate(tracks, start=1):
        if track.first_packet_ms is None or track.name_offset_ms is None:
            continue
        apart_ms = track.name_offset_ms - track.first_packet_ms
        if abs(apart_ms) > DISAGREEMENT_MS:
            found.append(
                f"Track {number} begins at {track.first_packet_ms / 1000:.1f} s by its packets but at "
                f"{track.name_offset_ms / 1000:.1f} s by its file name; its words may stand at the wrong time."
            )
    return tuple(found)
