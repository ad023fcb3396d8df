"""Who talked how much and when: the lanes of the transcript page and the table below its summary."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

Span: TypeAlias = tuple[int, int]
"""Start and end in ms from the recording's start."""


@dataclass(frozen=True, slots=True)
class Utterance:
    start_ms: int
    end_ms: int
    speaker: int
    words: int


@dataclass(frozen=True, slots=True)
class Share:
    """What one speaker contributed. `percent` is of all talk, `overlapping_ms` the talk while somebody else talked."""

    speaker: int
    talk_ms: int
    percent: int
    turns: int
    words: int
    longest_turn_ms: int
    overlapping_ms: int

    @property
    def words_a_minute(self) -> int:
        return round(self.words * 60_000 / self.talk_ms) if self.talk_ms else 0


def shares_of(utterances: Sequence[Utterance]) -> tuple[Share, ...]:
    """One share per speaker with anything to say, by speaker number; `utterances` in order of start."""
    spans = spans_by_speaker(utterances)
    talk = {speaker: length(its) for speaker, its in spans.items()}
    whole = sum(talk.values())
    at_once = overlaps(spans.values())
    turns = _turn_lengths(utterances)
    return tuple(
        Share(
            speaker=speaker,
            talk_ms=talk[speaker],
            percent=round(100 * talk[speaker] / whole) if whole else 0,
            turns=len(turns[speaker]),
            words=sum(each.words for each in utterances if each.speaker == speaker),
            longest_turn_ms=max(turns[speaker]),
            overlapping_ms=length(_common(spans[speaker], at_once)),
        )
        for speaker in sorted(spans)
    )


def spans_by_speaker(utterances: Iterable[Utterance]) -> dict[int, tuple[Span, ...]]:
    """When each speaker talked, as spans that neither touch nor overlap."""
    found: defaultdict[int, list[Span]] = defaultdict(list)
    for each in utterances:
        found[each.speaker].append((each.start_ms, each.end_ms))
    return {speaker: joined(spans) for speaker, spans in found.items()}


def joined(spans: Iterable[Span], *, gap_ms: int = 0) -> tuple[Span, ...]:
    """The same time in as few spans as it takes; those at most `gap_ms` apart become one."""
    result: list[Span] = []
    for start, end in sorted(spans):
        if result and start <= result[-1][1] + gap_ms:
            result[-1] = (result[-1][0], max(result[-1][1], end))
        else:
            result.append((start, end))
    return tuple(result)


def overlaps(voices: Iterable[Sequence[Span]]) -> tuple[Span, ...]:
    """When at least two of the voices talk at once."""
    edges = sorted(
        (moment, step) for spans in voices for start, end in spans for moment, step in ((start, 1), (end, -1))
    )
    result: list[Span] = []
    talking = 0
    for (moment, step), (following, _) in pairwise(edges):
        talking += step
        if talking > 1 and following > moment:
            result.append((moment, following))
    return joined(result)


def length(spans: Iterable[Span]) -> int:
    return sum(end - start for start, end in spans)


def _common(spans: Sequence[Span], others: Sequence[Span]) -> tuple[Span, ...]:
    """The time in both; each of the two is in order and without overlaps in itself."""
    result: list[Span] = []
    first = second = 0
    while first < len(spans) and second < len(others):
        start = max(spans[first][0], others[second][0])
        end = min(spans[first][1], others[second][1])
        if start < end:
            result.append((start, end))
        if spans[first][1] < others[second][1]:
            first += 1
        else:
            second += 1
    return tuple(result)


def _turn_lengths(utterances: Sequence[Utterance]) -> dict[int, list[int]]:
    """The lengths of each speaker's turns, in ms: from taking the word to the last said before another takes it."""
    lengths: defaultdict[int, list[int]] = defaultdict(list)
    before: Utterance | None = None
    start = end = 0
    for each in utterances:
        if before is None or each.speaker != before.speaker:
            start, end = each.start_ms, each.end_ms
            lengths[each.speaker].append(end - start)
        else:
            end = max(end, each.end_ms)
            lengths[each.speaker][-1] = end - start
        before = each
    return dict(lengths)
