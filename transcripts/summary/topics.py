"""Where a talk turns to another subject.

Vocabulary before and after every gap between utterances is compared (M. Hearst, TextTiling, Computational Linguistics
23(1), 1997), and what people say when they change the subject is listened to (Galley et al., ACL 2003). Gaps lie
between utterances, so no sentence is ever cut.
"""

import math
from collections.abc import Sequence

import numpy as np

from transcripts.summary.outline import Utterance
from transcripts.summary.vectors import Scores, Vectors, gap_similarities

_BLOCK = 6
"""Utterances compared on each side of a gap."""
_ANNOUNCED = 1.0
"""What an announcement weighs, against a depth of similarity of 0 to 2."""
_FEWEST_UTTERANCES = 3
_SHORTEST_OF_MEAN = 4
"""No topic is shorter than this part of what topics would last if there were as many as a reader likes."""
_MOST_TOPICS = 50


def topic_starts(utterances: Sequence[Utterance], vectors: Vectors, announced: Sequence[bool]) -> tuple[int, ...]:
    """Positions in `utterances` where a topic begins; the first is 0.

    `vectors` holds one row of term weights per utterance, `announced` whether it says that another subject begins.
    """
    if not utterances:
        return ()
    depths = _depths(gap_similarities(vectors, block=_BLOCK))
    deep = depths.mean() + depths.std() if depths.size else 0.0
    strength = depths + _ANNOUNCED * np.array(announced[1:], dtype=float)
    most = most_topics(utterances)
    shortest_ms = (utterances[-1].end_ms - utterances[0].start_ms) // (most * _SHORTEST_OF_MEAN)
    starts = [0]
    for gap in np.argsort(-strength, kind="stable"):
        position = int(gap) + 1
        if len(starts) >= most or strength[gap] <= deep:
            break
        if _leaves_room(position, starts, utterances, shortest_ms):
            starts.append(position)
    return tuple(sorted(starts))


def most_topics(utterances: Sequence[Utterance]) -> int:
    """How many topics a reader is glad of: 6 in three minutes, 17 in 26, 27 in an hour, never more than 50."""
    minutes = (utterances[-1].end_ms - utterances[0].start_ms) / 60_000
    return min(_MOST_TOPICS, round(1.5 + 2.2 * math.pow(minutes, 0.6)))


def _depths(similarities: Scores) -> Scores:
    """How far similarity at each gap lies below the nearest peak on either side, summed."""
    before: Scores = _below_peak(similarities)
    after: Scores = _below_peak(similarities[::-1])[::-1]
    return before + after


def _below_peak(similarities: Scores) -> Scores:
    """For each gap, how much higher the peak is that one climbs to when going back from it."""
    peaks = similarities.copy()
    for gap in range(1, len(peaks)):
        if similarities[gap - 1] >= similarities[gap]:
            peaks[gap] = peaks[gap - 1]
    return peaks - similarities


def _leaves_room(position: int, starts: Sequence[int], utterances: Sequence[Utterance], shortest_ms: int) -> bool:
    """Whether topics stay long enough when one begins at `position`."""
    return len(utterances) - position >= _FEWEST_UTTERANCES and all(
        abs(position - start) >= _FEWEST_UTTERANCES
        and abs(utterances[position].start_ms - utterances[start].start_ms) >= shortest_ms
        for start in starts
    )
