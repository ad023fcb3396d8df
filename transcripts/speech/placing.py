"""Words moved back to the voice.

The model aligns words to sound by attention, and is least sure where there is none: the first word of an utterance is
stretched into the silence before it, and now and then put at the end of the utterance before, many seconds away in the
track. The voice is known better, so every word is given to one stretch of voice, in order, and kept inside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from transcripts.speech.pieces import Chunk
from transcripts.speech.spans import Span
from transcripts.speech.whisper import HeardWord

SNAP_MS = 350
"""A first word this near to where its voice sets in begins there."""

MARGIN_MS = 100
"""Words may leave their voice by this much: the end of a voice is less sharp than its beginning."""

SHORTEST_MS = 20
"""A word lasts at least so long where its voice has room for it."""

_LONG_PAUSE_MS = 1_000
_MID_SENTENCE = 300
_UNUSED_VOICE = 0.4
_EARLY = 0.4
_SENTENCE_ENDS = (".", "?", "!", "。", "？", "！", "…")


@dataclass(frozen=True, slots=True)
class Placed:
    """A word on the track's clock, and which stretch of the chunk's voice it was given to."""

    word: HeardWord
    start_ms: int
    end_ms: int
    span: int


def place(chunk: Chunk, words: Sequence[HeardWord]) -> tuple[Placed, ...]:
    """Words of one chunk on the track's clock: in order, without overlap, each within MARGIN_MS of its voice."""
    if not words or not chunk.voice:
        return ()
    heard = _voice_in_chunk(chunk)
    owners = _owners(words, heard, _real_pauses(chunk.voice))
    shifts = [clip.shift_ms for clip in chunk.clips for _ in clip.voice]
    placed: list[Placed] = []
    for word, owner in zip(words, owners, strict=True):
        voice, shift = heard[owner], shifts[owner]
        before = placed[-1] if placed and placed[-1].span == owner else None
        earliest_ms = None if before is None else before.start_ms - shift + SHORTEST_MS
        start_ms, end_ms = _kept_inside(word, voice, earliest_ms)
        placed.append(Placed(word, start_ms + shift, end_ms + shift, owner))
    return _without_overlap(placed)


def _voice_in_chunk(chunk: Chunk) -> list[Span]:
    return [
        Span(span.start_ms - clip.shift_ms, span.end_ms - clip.shift_ms) for clip in chunk.clips for span in clip.voice
    ]


def _real_pauses(voice: Sequence[Span]) -> list[int]:
    """The silence in the track before each stretch of voice."""
    return [0, *(after.start_ms - before.end_ms for before, after in pairwise(voice))]


def _owners(words: Sequence[HeardWord], voice: Sequence[Span], pauses: Sequence[int]) -> list[int]:
    """Which stretch of voice each word belongs to: the cheapest way to give them out in order.

    It costs to place a word outside its voice (early starts little, for those are the rule), to leave voice without
    words, and to cross a long pause in the middle of a sentence.
    """
    leaving = [_UNUSED_VOICE * span.length_ms for span in voice]
    costs = [_cost(words[0], span) + sum(leaving[:index]) for index, span in enumerate(voice)]
    back: list[list[int]] = []
    for before, word in pairwise(words):
        ended = before.text.rstrip("\"'”’)").endswith(_SENTENCE_ENDS)
        costs, came_from = _step(costs, word, voice, pauses, leaving, sentence_ended=ended)
        back.append(came_from)
    totals = [cost + sum(leaving[index + 1 :]) for index, cost in enumerate(costs)]
    owner = min(range(len(voice)), key=totals.__getitem__)
    owners = [owner]
    for came_from in reversed(back):
        owner = came_from[owner]
        owners.append(owner)
    return owners[::-1]


def _step(
    costs: Sequence[float],
    word: HeardWord,
    voice: Sequence[Span],
    pauses: Sequence[int],
    leaving: Sequence[float],
    *,
    sentence_ended: bool,
) -> tuple[list[float], list[int]]:
    """The least cost of every owner of this word, and the owner of the word before that it comes from."""
    out, came_from = [], []
    entering, source = float("inf"), 0
    for index, span in enumerate(voice):
        stay = costs[index]
        if index:
            entering += leaving[index - 1] if source != index - 1 else 0
            if costs[index - 1] <= entering:
                entering, source = costs[index - 1], index - 1
        broken = 0 if sentence_ended or pauses[index] < _LONG_PAUSE_MS else _MID_SENTENCE
        moved = entering + broken
        out.append(min(stay, moved) + _cost(word, span))
        came_from.append(index if stay <= moved else source)
    return out, came_from


def _cost(word: HeardWord, voice: Span) -> float:
    """How far a word lies outside a voice, in ms; the part of it that is early counts less."""
    early = min(word.end_ms, voice.start_ms) - word.start_ms
    late = word.end_ms - max(word.start_ms, voice.end_ms)
    before = voice.start_ms - word.end_ms
    after = word.start_ms - voice.end_ms
    return _EARLY * max(0, early) + max(0, late) + max(0, before) + max(0, after)


def _kept_inside(word: HeardWord, voice: Span, earliest_ms: int | None) -> tuple[int, int]:
    """Start and end within the voice; its first word, for which `earliest_ms` is None, begins with it."""
    start_ms = max(word.start_ms, voice.start_ms if earliest_ms is None else earliest_ms)
    near = start_ms - voice.start_ms < SNAP_MS and word.end_ms > voice.start_ms + SHORTEST_MS
    if earliest_ms is None and near:
        start_ms = voice.start_ms
    start_ms = min(start_ms, voice.end_ms)
    end_ms = min(max(word.end_ms, start_ms + SHORTEST_MS), voice.end_ms + MARGIN_MS)
    return start_ms, end_ms


def _without_overlap(placed: Sequence[Placed]) -> tuple[Placed, ...]:
    """No word begins before the one ahead of it, and none ends after the next begins."""
    out: list[Placed] = []
    for item in placed:
        start_ms = max(item.start_ms, out[-1].start_ms) if out else item.start_ms
        if out and out[-1].end_ms > start_ms:
            last = out[-1]
            out[-1] = Placed(last.word, last.start_ms, start_ms, last.span)
        out.append(Placed(item.word, start_ms, max(item.end_ms, start_ms), item.span))
    return tuple(out)
