"""Packets and tracks find their place in time."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from transcripts.speech.spans import Span, joined, total_ms
from transcripts.speech.timeline import PacketClock, SampleCursor, TrackTimes, recording_offsets

PACKETS = st.lists(st.tuples(st.integers(-50, 20_000_000), st.integers(0, 120)), max_size=60)


def placed(*packets: tuple[int | None, int]) -> list[int]:
    clock = PacketClock()
    return [clock.place(pts_ms, duration_ms) for pts_ms, duration_ms in packets]


def test_packets_stand_where_their_times_say() -> None:
    assert placed((-7, 20), (13, 20), (33, 20), (60_033, 20)) == [-7, 13, 33, 60_033]


def test_a_packet_without_a_time_follows_the_one_before() -> None:
    assert placed((1_000, 20), (None, 20), (None, 20), (1_060, 20)) == [1_000, 1_020, 1_040, 1_060]


def test_a_little_jitter_backwards_is_left_alone() -> None:
    assert placed((1_000, 20), (990, 20), (1_040, 20)) == [1_000, 990, 1_040]


def test_a_clock_set_back_goes_on_after_what_came_before_and_keeps_its_own_distances() -> None:
    assert placed((90_000, 20), (90_020, 20), (0, 20), (20, 20), (5_000, 20)) == [
        90_000,
        90_020,
        90_040,
        90_060,
        95_040,
    ]


@given(PACKETS)
def test_packets_never_go_back_further_than_jitter(packets: list[tuple[int, int]]) -> None:
    starts = placed(*packets)
    assert all(later >= earlier - 250 for earlier, later in pairwise(starts))


def test_frames_follow_each_other_until_a_gap_is_heard() -> None:
    cursor = SampleCursor()
    assert cursor.gap_before(400)
    cursor.take(400, 20)
    assert not cursor.gap_before(429)
    assert cursor.gap_before(480)


def test_a_sender_whose_clock_is_fast_loses_frames_rather_than_its_place() -> None:
    cursor = SampleCursor()
    late = 0
    for number in range(3_000):
        start_ms = number * 18.0  # each frame says it lasts 20 ms
        if cursor.is_late(start_ms):
            late += 1
        else:
            cursor.take(start_ms, 20.0)
    assert 270 <= late <= 300


def test_offsets_are_zero_where_packets_tell_the_time() -> None:
    tracks = [TrackTimes(406, 622), TrackTimes(6_761, 6_977), TrackTimes(8_562, 8_778)]
    assert recording_offsets(tracks) == ((0, 0, 0), ())


def test_edge_24_names_place_the_tracks_when_a_remux_has_set_all_of_them_to_zero() -> None:
    tracks = [TrackTimes(0, 622), TrackTimes(-7, 6_977), TrackTimes(41, 8_778)]
    assert recording_offsets(tracks) == ((622, 6_984, 8_737), ())


def test_the_rule_is_one_for_all_tracks_of_a_recording() -> None:
    tracks = [TrackTimes(0, 622), TrackTimes(6_761, 6_977)]
    assert recording_offsets(tracks)[0] == (0, 0)


def test_a_track_that_really_begins_with_the_recording_stays_there() -> None:
    assert recording_offsets([TrackTimes(-7, 315)]) == ((0,), ())


def test_a_track_without_packets_has_no_say() -> None:
    tracks = [TrackTimes(None, 9_000), TrackTimes(0, 700)]
    assert recording_offsets(tracks) == ((9_000, 700), ())


def test_edge_25_a_track_whose_name_and_packets_disagree_by_far_leaves_a_warning() -> None:
    offsets, warnings = recording_offsets([TrackTimes(400, 600), TrackTimes(1_000, 9_500), TrackTimes(None, None)])
    assert offsets == (0, 0, 0)
    assert warnings == (
        "Track 2 begins at 1.0 s by its packets but at 9.5 s by its file name; its words may stand at the wrong time.",
    )


def test_tracks_without_names_that_tell_anything_stand_by_their_packets() -> None:
    assert recording_offsets([TrackTimes(0, None), TrackTimes(0, None)]) == ((0, 0), ())


def test_no_tracks_have_no_offsets() -> None:
    assert recording_offsets([]) == ((), ())


@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(1, 500)), max_size=40), st.integers(0, 2_000))
def test_joining_keeps_order_and_covers_all(parts: list[tuple[int, int]], gap_ms: int) -> None:
    spans = sorted(Span(start, start + length) for start, length in parts)
    result = joined(spans, gap_ms=gap_ms)
    assert all(after.start_ms - before.end_ms > gap_ms for before, after in pairwise(result))
    assert all(
        any(whole.start_ms <= span.start_ms and span.end_ms <= whole.end_ms for whole in result) for span in spans
    )
    assert total_ms(result) <= sum(span.length_ms for span in spans) + gap_ms * len(spans)
