"""Voice without words is found, so that it can be heard again."""

from hypothesis import given
from hypothesis import strategies as st

from transcripts.speech.coverage import unheard
from transcripts.speech.spans import Span


def test_voice_with_words_all_along_is_heard() -> None:
    words = [Span(at, at + 250) for at in range(1_000, 9_000, 300)]
    assert unheard([Span(1_000, 5_000), Span(5_200, 9_100)], words) == ()


def test_a_chunk_that_ended_after_its_first_word_leaves_the_rest_to_be_heard() -> None:
    voice = [Span(0, 900), Span(1_500, 4_000), Span(4_300, 9_000)]
    assert unheard(voice, [Span(0, 900)]) == (Span(1_500, 4_000), Span(4_300, 9_000))


def test_a_hole_in_the_middle_of_a_long_stretch_is_found() -> None:
    assert unheard([Span(0, 20_000)], [Span(0, 5_000), Span(12_000, 20_000)]) == (Span(5_400, 11_600),)


def test_a_laugh_is_not_worth_hearing_again() -> None:
    assert unheard([Span(0, 1_000), Span(3_000, 4_500), Span(6_000, 7_000)], [Span(0, 1_000), Span(6_000, 7_000)]) == ()


def test_several_short_stretches_without_a_word_between_them_count_together() -> None:
    voice = [Span(0, 900), Span(2_000, 3_200), Span(4_000, 5_200)]
    assert unheard(voice, [Span(0, 900)]) == tuple(voice[1:])


@given(
    st.lists(st.tuples(st.integers(1, 3_000), st.integers(1, 9_000)), max_size=20),
    st.lists(st.tuples(st.integers(0, 6_000), st.integers(0, 900)), max_size=30),
)
def test_what_is_to_be_heard_again_is_voice_and_has_no_words(
    parts: list[tuple[int, int]], gaps_and_lengths: list[tuple[int, int]]
) -> None:
    voice, words = laid_out(parts), laid_out(gaps_and_lengths)
    for span in unheard(voice, words):
        assert any(whole.start_ms <= span.start_ms and span.end_ms <= whole.end_ms for whole in voice)
        assert not any(word.start_ms < span.end_ms and span.start_ms < word.end_ms for word in words)


def laid_out(parts: list[tuple[int, int]]) -> list[Span]:
    spans, at = [], 0
    for gap_ms, length_ms in parts:
        spans.append(Span(at + gap_ms, at + gap_ms + length_ms))
        at += gap_ms + length_ms
    return spans
