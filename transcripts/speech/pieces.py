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

_PIECES_PER_WORKER = 3

_FULL = 0.93
"""How near to the length wanted a cut may be, on either side, for the sake of a longer pause."""

PAD_MS = 400
"""Audio kept before and after a voice: without it first and last sounds are lost."""


KEPT_GAP_MS = 200
"""Silence between two paddings is left out when it is longer."""

_EARLIEST_CUT = 0.75
"""A chunk is at least so full when it ends at a pause that is longer than the last."""


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


def piece_length_ms(speech_ms: int, *, workers: int) -> int:
    """How much voice a piece should hold when a recording has so much: several pieces for each worker.

    Not less than fills one chunk, for the model takes as long for half of one.
    """
    return max(CHUNK_MS, min(PIECE_MS, speech_ms // (_PIECES_PER_WORKER * workers)))


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
    cuts = _padded(voice)
    chunks = []
    begin = 0
    while begin < len(voice):
        end = _fitting(voice, cuts, begin, longest_ms)
        chunks.append(_chunk(voice[begin:end], cuts[begin:end]))
        begin = end
    return tuple(chunks)


def _padded(voice: Sequence[Span]) -> list[Span]:
    """Each voice with its padding, which ends half-way to the next: no sound is heard in two chunks."""
    cuts = []
    for index, span in enumerate(voice):
        before = (voice[index - 1].end_ms + span.start_ms + 1) // 2 if index else 0
        after = (span.end_ms + voice[index + 1].start_ms + 1) // 2 if index + 1 < len(voice) else span.end_ms + PAD_MS
        cuts.append(Span(max(0, before, span.start_ms - PAD_MS), min(after, span.end_ms + PAD_MS)))
    return cuts


def _fitting(voice: Sequence[Span], cuts: Sequence[Span], begin: int, longest_ms: int) -> int:
    """Where the chunk that begins here ends: as far as it fits, or shorter when a longer pause comes shortly before."""
    best, best_pause = begin + 1, -1
    length = 0
    for end in range(begin + 1, len(voice) + 1):
        length += cuts[end - 1].length_ms + _kept_pause(cuts, begin, end - 1)
        if length > longest_ms and end > begin + 1:
            break
        if end == len(voice):
            return end
        pause = voice[end].start_ms - voice[end - 1].end_ms
        if length >= longest_ms * _EARLIEST_CUT and pause >= best_pause:
            best, best_pause = end, pause
        elif best_pause < 0:
            best = end
    return best


def _kept_pause(cuts: Sequence[Span], begin: int, index: int) -> int:
    """The silence kept between this cut and the one before it in the chunk: all of a short one, none of a long."""
    if index == begin:
        return 0
    gap_ms = cuts[index].start_ms - cuts[index - 1].end_ms
    return gap_ms if gap_ms <= KEPT_GAP_MS else 0


def _chunk(voice: Sequence[Span], cuts: Sequence[Span]) -> Chunk:
    clips = []
    at_ms = 0
    for cut in joined(cuts, gap_ms=KEPT_GAP_MS):
        inside = tuple(span for span in voice if cut.start_ms <= span.start_ms < cut.end_ms)
        clips.append(Clip(cut, at_ms, inside))
        at_ms += cut.length_ms
    return Chunk(tuple(clips))
