"""How a track's voice is shared out: pieces worked on and stored one by one, and chunks the model hears at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from transcripts.speech.spans import Span, joined, total_ms

MAX_PIECE_MS = 600_000
"""The most voice one piece holds, whatever is asked for: its work is what a crash costs."""

PIECE_MS = 220_000
"""The voice a piece holds by default: two batches of four chunks. The shorter, the less one worker waits at the end."""

CHUNK_MS = 29_000
"""What the model hears at once is at most this long, padding included."""

_FULL = 0.93
"""How near to the length wanted a cut may be, on either side, for the sake of a longer pause."""

PAD_MS = 400
"""Audio kept before and after a voice: without it first and last sounds are lost."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some minutes of one track's voice, cut at pauses. Times are the track's own packet times."""

    voice: tuple[Span, ...]

    @property
    def start_ms(self) -> int:
        return self.voice[0].start_ms

    @property
    def end_ms(self) -> int:
        return self.voice[-1].end_ms

    @property
    def speech_ms(self) -> int:
        return total_ms(self.voice)


def plan_pieces(voice: Sequence[Span], *, max_ms: int = PIECE_MS) -> tuple[Piece, ...]:
    """Pieces of about equal length, at most `max_ms` of voice each, cut at the longest pause near the end."""
    limit = min(max_ms, MAX_PIECE_MS)
    pieces = []
    rest = tuple(voice)
    while rest:
        parts = -(-total_ms(rest) // round(limit * _FULL))
        taken = _cut_at_pause(rest, total_ms(rest) / parts, limit) if parts > 1 else len(rest)
        pieces.append(Piece(rest[:taken]))
        rest = rest[taken:]
    return tuple(pieces)


def _cut_at_pause(voice: Sequence[Span], wanted_ms: float, limit_ms: int) -> int:
    """How many spans make about the length wanted, with the longest pause after them; at least one."""
    held = 0
    best, best_cut = 1, (-1.0, 0.0)
    for taken, (span, following) in enumerate(pairwise(voice), start=1):
        held += span.length_ms
        if held > min(limit_ms, wanted_ms / _FULL):
            break
        pause = following.start_ms - span.end_ms if held >= wanted_ms * _FULL else 0
        cut = (pause, -abs(held - wanted_ms))
        if cut > best_cut:
            best, best_cut = taken, cut
    return best


@dataclass(frozen=True, slots=True)
class Clip:
    """Audio cut out of a track, where it lies in its chunk, and the voice heard in it; spans are in track time."""

    cut: Span
    at_ms: int
    voice: tuple[Span, ...]

    @property
    def shift_ms(self) -> int:
        """Add this to a time in the chunk to have it in the track."""
        return self.cut.start_ms - self.at_ms


@dataclass(frozen=True, slots=True)
class Chunk:
    """Clips laid end to end, to be heard by the model at once."""

    clips: tuple[Clip, ...]

    @property
    def length_ms(self) -> int:
        last = self.clips[-1]
        return last.at_ms + last.cut.length_ms

    @property
    def voice(self) -> tuple[Span, ...]:
        return tuple(span for clip in self.clips for span in clip.voice)


def plan_chunks(voice: Sequence[Span], *, longest_ms: int = CHUNK_MS) -> tuple[Chunk, ...]:
    """The voice of one piece in chunks that fit the model, cut at long pauses where there is a choice."""
    chunks = []
    rest = tuple(voice)
    while rest:
        taken = _fitting(rest, longest_ms)
        chunks.append(_chunk(rest[:taken]))
        rest = rest[taken:]
    return tuple(chunks)


_EARLIEST_CUT = 0.75
"""A chunk is at least so full when it ends at a pause that is longer than the last."""


def _fitting(voice: Sequence[Span], longest_ms: int) -> int:
    """How many spans the next chunk takes: as many as fit, or fewer when a longer pause comes shortly before."""
    best, best_pause = 1, -1
    for taken in range(1, len(voice) + 1):
        length = _chunk(voice[:taken]).length_ms
        if taken > 1 and length > longest_ms:
            break
        if taken == len(voice):
            return taken
        pause = voice[taken].start_ms - voice[taken - 1].end_ms
        if length >= longest_ms * _EARLIEST_CUT and pause >= best_pause:
            best, best_pause = taken, pause
        elif best_pause < 0:
            best = taken
    return best


def _chunk(voice: Sequence[Span]) -> Chunk:
    clips = []
    at_ms = 0
    for cut in joined((Span(max(0, s.start_ms - PAD_MS), s.end_ms + PAD_MS) for s in voice), gap_ms=PAD_MS):
        inside = tuple(span for span in voice if cut.start_ms <= span.start_ms < cut.end_ms)
        clips.append(Clip(cut, at_ms, inside))
        at_ms += cut.length_ms
    return Chunk(tuple(clips))
