from collections import Counter
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tests.text.spoken import texts_of, words_of
from transcripts.text.segments import MAX_CHARS, MAX_JOINED_CHARS, MAX_MS, segments_of
from transcripts.text.words import Word, speaker_streams


def test_nobody_speaking_makes_no_segments() -> None:
    assert segments_of({}) == segments_of({0: (), 1: ()}) == ()


def test_a_sentence_stays_together_when_somebody_talks_across_it() -> None:
    assert texts_of((0, 0, " We should look at the cost before we decide."), (1, 900, " Yes. Exactly.")) == [
        (0, "We should look at the cost before we decide."),
        (1, "Yes. Exactly."),
    ]


def test_short_sentences_of_one_speaker_share_a_segment() -> None:
    assert texts_of((1, 3109, " Test, test, test. Test, test, test, test, test.")) == [
        (1, "Test, test, test. Test, test, test, test, test.")
    ]


def test_sentences_are_parted_where_somebody_else_speaks_between_them() -> None:
    assert texts_of((0, 0, " It is late."), (1, 950, " True."), (0, 1300, " We go.")) == [
        (0, "It is late."),
        (1, "True."),
        (0, "We go."),
    ]


def test_sentences_are_parted_by_a_second_of_silence() -> None:
    assert len(texts_of((0, 0, " It is late."), (0, 1899, " We go."))) == 1
    assert len(texts_of((0, 0, " It is late."), (0, 1900, " We go."))) == 2


def test_sentences_are_not_joined_beyond_what_is_read_at_a_glance() -> None:
    sentence = " The cart total is calculated before the discount is removed."
    assert [len(text) <= MAX_JOINED_CHARS for _, text in texts_of((0, 0, sentence * 5))] == [True, True, True]


def test_a_sentence_without_end_is_cut_after_a_comma() -> None:
    texts = [text for _, text in texts_of((0, 0, (" and then we went on and on," + " ever" * 20) * 3))]
    assert all(len(text) <= MAX_CHARS for text in texts)
    assert texts[0].endswith("on and on,")


def test_a_word_longer_than_any_segment_stays_whole() -> None:
    assert [len(text) for _, text in texts_of((0, 0, " a " + "x" * 999 + " b"))] == [1, 999, 1]


def test_a_segment_knows_its_bounds_and_speaker() -> None:
    (segment,) = segments_of({4: words_of(" Good morning.", start_ms=1500)})
    assert (segment.start_ms, segment.end_ms, segment.speaker) == (1500, 2100, 4)


def test_five_hours_of_talk_keep_every_word() -> None:
    words = words_of(" The cart total, e.g. the sum, is calculated before the discount is removed." * 3500, word_ms=380)
    segments = segments_of({0: words})
    assert sum(len(segment.words) for segment in segments) == len(words) > 45_000


spoken_words = st.builds(
    lambda start, length, text: Word(start, start + length, text),
    st.integers(0, 60_000),
    st.integers(0, 4_000),
    st.sampled_from(
        [" so", " Well,", " yes.", " Dr.", " e", ".g.", " 3", ".5", " what?", "好。", "吗", "", " ", " " + "x" * 200]
    ),
)
streams = st.dictionaries(st.integers(0, 3), st.lists(spoken_words, max_size=40)).map(
    lambda tracks: speaker_streams(tracks.items())
)


@given(streams)
def test_every_word_stands_in_exactly_one_segment_unchanged(given_streams: dict[int, tuple[Word, ...]]) -> None:
    segments = segments_of(given_streams)
    for speaker, stream in given_streams.items():
        assert tuple(w for segment in segments if segment.speaker == speaker for w in segment.words) == stream
    assert Counter(segment.speaker for segment in segments).keys() == {
        s for s, stream in given_streams.items() if stream
    }


@given(streams)
def test_segments_are_ordered_by_start_and_those_of_a_speaker_never_overlap(
    given_streams: dict[int, tuple[Word, ...]],
) -> None:
    segments = segments_of(given_streams)
    assert [s.start_ms for s in segments] == sorted(s.start_ms for s in segments)
    for speaker in given_streams:
        own = [segment for segment in segments if segment.speaker == speaker]
        assert all(one.end_ms <= other.start_ms for one, other in pairwise(own))


@given(streams)
def test_a_segment_of_several_words_is_never_too_long_to_read(given_streams: dict[int, tuple[Word, ...]]) -> None:
    for segment in segments_of(given_streams):
        written = sum(len(word.text) for word in segment.words)
        assert len(segment.words) == 1 or (written <= MAX_CHARS and segment.end_ms - segment.start_ms <= MAX_MS)
