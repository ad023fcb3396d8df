from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tests.text.spoken import words_of
from transcripts.text.words import Word, common_probability, speaker_streams


def test_a_later_camera_track_of_a_speaker_goes_on_where_the_first_ended() -> None:
    first, later = words_of(" Can you hear me?"), words_of(" Now it works.", start_ms=60_000)
    assert speaker_streams([(0, later), (1, ()), (0, first)]) == {0: first + later, 1: ()}


def test_a_word_is_cut_short_where_the_next_one_of_the_same_speaker_begins() -> None:
    stream = speaker_streams([(0, [Word(0, 900, " one")]), (0, [Word(600, 1200, " two")])])[0]
    assert [(word.start_ms, word.end_ms) for word in stream] == [(0, 600), (600, 1200)]


def test_words_that_begin_together_keep_the_order_of_their_track() -> None:
    words = (Word(0, 0, " first"), Word(0, 0, " second"), Word(0, 100, " third"))
    assert speaker_streams([(0, words)]) == {0: words}


tracks = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.lists(
            st.builds(lambda start, length: Word(start, start + length, " w"), st.integers(0, 500), st.integers(0, 90))
        ),
    )
)


@given(tracks)
def test_a_stream_holds_all_words_of_its_speaker_in_order_and_without_overlap(
    given_tracks: list[tuple[int, list[Word]]],
) -> None:
    streams = speaker_streams(given_tracks)
    for speaker, stream in streams.items():
        starts = sorted(word.start_ms for number, words in given_tracks if number == speaker for word in words)
        assert [word.start_ms for word in stream] == starts
        assert all(word.start_ms <= word.end_ms for word in stream)
        assert all(word.end_ms <= following.start_ms for word, following in pairwise(stream))


def test_words_are_together_as_likely_as_their_geometric_mean() -> None:
    assert common_probability([0.9, 0.4]) == 0.6
    assert common_probability([0.95] * 9 + [0.01]) == 0.602
    assert common_probability([0.0]) == 0.001
    assert common_probability([]) is None
