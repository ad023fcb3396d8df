"""Voice is shared out in pieces and chunks without losing any of it."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from transcripts.speech.pieces import CHUNK_MS, PAD_MS, PIECE_MS, piece_length_ms, plan_chunks, plan_pieces
from transcripts.speech.spans import Span, total_ms

PAUSES_AND_LENGTHS = st.lists(st.tuples(st.integers(160, 90_000), st.integers(90, 28_000)), max_size=120)


def voice_of(parts: list[tuple[int, int]]) -> tuple[Span, ...]:
    spans, at = [], 0
    for pause_ms, length_ms in parts:
        spans.append(Span(at + pause_ms, at + pause_ms + length_ms))
        at += pause_ms + length_ms
    return tuple(spans)


@given(PAUSES_AND_LENGTHS)
def test_pieces_hold_all_of_the_voice_in_order(parts: list[tuple[int, int]]) -> None:
    voice = voice_of(parts)
    pieces = plan_pieces(voice)
    assert tuple(span for piece in pieces for span in piece.voice) == voice


@given(PAUSES_AND_LENGTHS, st.integers(30_000, 2_000_000))
def test_no_piece_holds_more_than_asked_for_nor_more_than_ten_minutes(
    parts: list[tuple[int, int]], max_ms: int
) -> None:
    assert all(piece.speech_ms <= min(max_ms, 600_000) for piece in plan_pieces(voice_of(parts), max_ms=max_ms))


def test_pieces_of_a_long_track_are_about_as_long_as_each_other() -> None:
    pieces = plan_pieces(voice_of([(500, 3_000)] * 400))
    lengths = [piece.speech_ms for piece in pieces]
    assert len(lengths) == 6
    assert min(lengths) > 0.85 * max(lengths)


def test_a_piece_is_cut_at_the_longest_pause_near_its_end() -> None:
    parts = [(300, 5_000)] * 80
    parts[41] = (20_000, 5_000)
    first, *_ = plan_pieces(voice_of(parts))
    assert len(first.voice) == 41


def test_a_short_meeting_is_shared_out_in_shorter_pieces_but_none_shorter_than_a_chunk() -> None:
    assert piece_length_ms(133_000, workers=2) == CHUNK_MS
    assert piece_length_ms(1_000_000, workers=2) == 166_666
    assert piece_length_ms(9_000_000, workers=2) == PIECE_MS


def test_silence_makes_no_pieces_and_no_chunks() -> None:
    assert plan_pieces(()) == ()
    assert plan_chunks(()) == ()


@given(PAUSES_AND_LENGTHS)
def test_chunks_hold_all_of_the_voice_in_order_and_fit_the_model(parts: list[tuple[int, int]]) -> None:
    voice = voice_of(parts)
    chunks = plan_chunks(voice)
    assert tuple(span for chunk in chunks for span in chunk.voice) == voice
    assert all(chunk.length_ms <= max(CHUNK_MS, 28_000 + 2 * PAD_MS) for chunk in chunks)


@given(PAUSES_AND_LENGTHS)
def test_clips_lie_end_to_end_and_none_repeats_audio_of_another(parts: list[tuple[int, int]]) -> None:
    for chunk in plan_chunks(voice_of(parts)):
        assert chunk.clips[0].at_ms == 0
        for before, after in pairwise(chunk.clips):
            assert before.at_ms + before.cut.length_ms == after.at_ms
            assert before.cut.end_ms <= after.cut.start_ms


def test_long_pauses_are_left_out_of_a_chunk_and_short_ones_kept() -> None:
    (chunk,) = plan_chunks((Span(1_000, 2_000), Span(2_500, 4_000), Span(60_000, 61_000)))
    first, second = (clip.cut for clip in chunk.clips)
    assert first == Span(1_000 - PAD_MS, 4_000 + PAD_MS)
    assert second == Span(60_000 - PAD_MS, 61_000 + PAD_MS)
    assert chunk.length_ms == 3_000 + 1_000 + 4 * PAD_MS


def test_a_chunk_ends_at_a_long_pause_rather_than_in_the_middle_of_a_sentence() -> None:
    sentence = [(200, 2_000)] * 11
    first, second = plan_chunks(voice_of([*sentence, (4_000, 2_000), *sentence]))
    assert len(first.voice) == 11
    assert total_ms(second.voice) == 24_000
