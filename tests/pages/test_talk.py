"""Who talked when and how much, in numbers and as bars."""

import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from transcripts.pages.drawing import WIDTH, Axis, draw_lanes
from transcripts.pages.talk import Utterance, joined, length, overlaps, shares_of, spans_by_speaker

SPANS = st.lists(
    st.tuples(st.integers(0, 5000), st.integers(1, 500)).map(lambda at: (at[0], at[0] + at[1])), max_size=20
)


def said(start_ms: int, end_ms: int, speaker: int = 0, words: int = 1) -> Utterance:
    return Utterance(start_ms, end_ms, speaker, words)


def test_shares_are_of_all_talk() -> None:
    shares = shares_of([said(0, 3000, 0, 10), said(3000, 4000, 1, 2)])
    assert [(share.speaker, share.percent, share.turns, share.words) for share in shares] == [
        (0, 75, 1, 10),
        (1, 25, 1, 2),
    ]
    assert shares[0].words_a_minute == 200


def test_talk_at_once_counts_for_both() -> None:
    shares = shares_of([said(0, 3000, 0), said(2000, 4000, 1)])
    assert [share.overlapping_ms for share in shares] == [1000, 1000]


def test_the_longest_turn_spans_the_segments_that_follow_each_other() -> None:
    (ada, bob) = shares_of([said(0, 1000), said(1500, 4000), said(4000, 4500, 1), said(5000, 6000)])
    assert (ada.longest_turn_ms, ada.turns, bob.longest_turn_ms) == (4000, 2, 500)


def test_nobody_spoke_and_nobody_has_a_share() -> None:
    assert shares_of([]) == ()


def test_three_voices_at_once_are_one_overlap() -> None:
    assert overlaps([[(0, 10)], [(5, 15)], [(7, 20)]]) == ((5, 15),)


def test_voices_that_only_meet_do_not_overlap() -> None:
    assert overlaps([[(0, 10)], [(10, 20)]]) == ()


@given(SPANS)
def test_joined_spans_cover_the_same_time_without_touching(spans: list[tuple[int, int]]) -> None:
    together = joined(spans)
    covered = {moment for start, end in spans for moment in range(start, end)}
    assert {moment for start, end in together for moment in range(start, end)} == covered
    assert all(before[1] < after[0] for before, after in pairwise(together))


@given(SPANS, SPANS)
def test_an_overlap_is_where_both_talk(one: list[tuple[int, int]], other: list[tuple[int, int]]) -> None:
    voices = [joined(one), joined(other)]
    moments = [{moment for start, end in spans for moment in range(start, end)} for spans in voices]
    assert length(overlaps(voices)) == len(moments[0] & moments[1])


def test_a_bar_stands_where_its_time_is() -> None:
    assert Axis(0, 2000).bar((500, 1000)) == (250.0, 250.0)


def test_a_bar_too_short_to_see_is_widened_inside_the_drawing() -> None:
    left, width = Axis(0, 1_000_000).bar((999_999, 1_000_000))
    assert width > 0
    assert left + width <= WIDTH


def test_a_recording_without_length_can_be_drawn() -> None:
    assert draw_lanes({}, (), [0], duration_ms=0).lanes == ()


def test_pauses_that_cannot_be_seen_do_not_cost_bars() -> None:
    spans = spans_by_speaker(said(at, at + 900) for at in range(0, 5 * 3_600_000, 1000))
    drawing = draw_lanes(spans, (), (), duration_ms=5 * 3_600_000)
    assert len(re.findall("M", drawing.lanes[0].path)) == 1


def test_each_speaker_has_a_lane_below_the_one_before() -> None:
    drawing = draw_lanes(spans_by_speaker([said(0, 10, 3), said(5, 20, 1)]), (), [10], duration_ms=20)
    assert [(lane.speaker, lane.middle) for lane in drawing.lanes] == [(1, 13), (3, 39)]
    assert (drawing.height, drawing.marks) == (52, (500.0,))
