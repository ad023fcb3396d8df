"""What people corrected in one transcript of a recording, put in its place in a newer one, by time."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from transcripts.text.segments import Segment, in_order
from transcripts.text.words import Word


@dataclass(frozen=True, slots=True)
class Corrected:
    """A stretch of the older transcript as a person left it; speakers have the newer one's numbers.

    `words` are None where only the speaker was corrected, and none at all where the stretch was removed.
    """

    start_ms: int
    end_ms: int
    heard_speaker: int
    speaker: int
    words: tuple[Word, ...] | None


@dataclass(frozen=True, slots=True)
class Placed:
    """A segment of the newer transcript. Where a correction stands in it: which one, and what was heard there."""

    segment: Segment
    correction: int | None = None
    heard: Segment | None = None


@dataclass(frozen=True, slots=True)
class Carried:
    segments: tuple[Placed, ...]
    """In their order."""
    missing: tuple[int, ...]
    """Places in the given corrections of those that nothing was heard for, also where what was said was removed."""


def carried(
    segments: Sequence[Segment], corrections: Sequence[Corrected], merged: Mapping[int, int] | None = None
) -> Carried:
    """The newer transcript's segments with the corrections in their places.

    A correction takes the place of the words that the same speaker was now heard to say within its time; the segments
    they stand in are cut around it, and no other word moves. `merged` gives what is left of one speaker to another.
    """
    lanes = {
        speaker: [Placed(segment) for segment in segments if segment.speaker == speaker]
        for speaker in dict.fromkeys(segment.speaker for segment in segments)
    }
    missing = []
    for number, correction in enumerate(corrections):
        if not _place(lanes.get(correction.heard_speaker, []), correction, number):
            missing.append(number)
    found = [_merged(placed, merged or {}) for lane in lanes.values() for placed in lane]
    found.sort(key=lambda placed: in_order(placed.segment))
    return Carried(tuple(found), tuple(missing))


def _place(lane: list[Placed], correction: Corrected, number: int) -> bool:
    """Put a correction into a speaker's lane; False when nothing was heard there."""
    first = bisect_left(lane, correction.start_ms, key=lambda placed: placed.segment.end_ms)
    last = first
    while last < len(lane) and lane[last].segment.start_ms <= correction.end_ms:
        last += 1
    # A segment that another correction has put there does not count as heard.
    free = [placed for placed in lane[first:last] if placed.correction is None]
    words = [word for placed in free for word in placed.segment.words]
    heard = tuple(word for word in words if correction.start_ms <= _middle(word) <= correction.end_ms)
    if not heard:
        return False
    stays = [placed for placed in lane[first:last] if placed.correction is not None]
    parts = [Placed(part) for placed in free for part in _around(placed.segment, correction)]
    new = [*stays, *parts, _corrected(heard, correction, number, lane[max(0, first - 1) : last + 1])]
    lane[first:last] = sorted(new, key=lambda placed: (placed.segment.start_ms, placed.segment.end_ms))
    return True


def _around(segment: Segment, correction: Corrected) -> Iterator[Segment]:
    """What of a segment stands before and after the correction."""
    before = tuple(word for word in segment.words if _middle(word) < correction.start_ms)
    after = tuple(word for word in segment.words if _middle(word) > correction.end_ms)
    for words in (before, after):
        if words:
            yield Segment(words[0].start_ms, max(word.end_ms for word in words), segment.speaker, words)


def _corrected(heard: tuple[Word, ...], correction: Corrected, number: int, near: Sequence[Placed]) -> Placed:
    begin, end = heard[0].start_ms, max(word.end_ms for word in heard)
    original = Segment(begin, end, correction.heard_speaker, heard)
    if correction.words is None:
        return Placed(replace(original, speaker=correction.speaker), number, original)
    others = [word for placed in near for word in placed.segment.words]
    least = max((word.end_ms for word in others if _middle(word) < correction.start_ms), default=0)
    most = min((word.start_ms for word in others if _middle(word) > correction.end_ms), default=correction.end_ms)
    words = tuple(_within(word, least, max(least, most)) for word in correction.words)
    # The time of what was heard stays part of it, so that the next newer transcript finds all of it again.
    begin = min([begin, *(word.start_ms for word in words)])
    end = max([end, *(word.end_ms for word in words)])
    return Placed(Segment(begin, end, correction.speaker, words), number, original)


def _within(word: Word, least_ms: int, most_ms: int) -> Word:
    """The word, cut where its neighbours now begin and end."""
    start_ms = min(max(word.start_ms, least_ms), most_ms)
    return replace(word, start_ms=start_ms, end_ms=min(max(word.end_ms, start_ms), most_ms))


def _merged(placed: Placed, merged: Mapping[int, int]) -> Placed:
    speaker = merged.get(placed.segment.speaker)
    if placed.correction is not None or speaker is None:
        return placed
    return Placed(replace(placed.segment, speaker=speaker), heard=placed.segment)


def _middle(word: Word) -> float:
    return (word.start_ms + word.end_ms) / 2
