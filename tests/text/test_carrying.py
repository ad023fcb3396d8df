"""Corrections find their place in a newer transcript of the same recording by who spoke when."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from tests.text.spoken import words_of
from transcripts.text.carrying import Carried, Corrected, carried
from transcripts.text.segments import Segment
from transcripts.text.words import Word


def said(text: str, *, start_ms: int, speaker: int = 0) -> Segment:
    """A word each 300 ms."""
    words = words_of(text, start_ms=start_ms)
    return Segment(words[0].start_ms, words[-1].end_ms, speaker, words)


def rewritten(text: str, start_ms: int, end_ms: int, *, speaker: int = 0) -> Corrected:
    words = (Word(start_ms, end_ms, f" {text}"),) if text else ()
    return Corrected(start_ms, end_ms, speaker, speaker, words)


def shown(carry: Carried) -> list[tuple[int, int, str]]:
    return [(each.segment.start_ms, each.segment.speaker, each.segment.text) for each in carry.segments]


NEW = (
    said(" Hello there.", start_ms=0),
    said(" Good day.", start_ms=700, speaker=1),
    said(" We launch.", start_ms=2000),
)


def test_a_corrected_text_takes_the_place_of_what_was_heard_now() -> None:
    carry = carried(NEW, [rewritten("Hello, Bo.", 10, 590)])
    assert shown(carry) == [(0, 0, "Hello, Bo."), (700, 1, "Good day."), (2000, 0, "We launch.")]
    assert carry.segments[0].heard == NEW[0]
    assert [each.correction for each in carry.segments] == [0, None, None]


def test_a_stretch_that_is_now_part_of_a_longer_segment_is_cut_out_of_it() -> None:
    whole = said(" one two three four five", start_ms=0)
    carry = carried([whole], [rewritten("TWO THREE", 300, 900)])
    assert shown(carry) == [(0, 0, "one"), (300, 0, "TWO THREE"), (900, 0, "four five")]


def test_a_stretch_that_is_now_two_segments_becomes_one_again() -> None:
    carry = carried(
        [said(" one two", start_ms=0), said(" three four", start_ms=600)], [rewritten("all of it", 0, 1200)]
    )
    assert shown(carry) == [(0, 0, "all of it")]


def test_a_stretch_given_to_somebody_else_keeps_the_words_as_they_are_heard_now() -> None:
    carry = carried(NEW, [Corrected(0, 600, heard_speaker=0, speaker=2, words=None)])
    assert shown(carry)[0] == (0, 2, "Hello there.")
    assert carry.segments[0].heard == NEW[0]


def test_what_others_say_at_the_same_time_stays() -> None:
    carry = carried(NEW, [rewritten("Hello.", 0, 1400)])
    assert (700, 1, "Good day.") in shown(carry)


def test_a_removed_stretch_stays_removed() -> None:
    carry = carried(NEW, [rewritten("", 0, 600)])
    assert shown(carry)[0] == (0, 0, "")
    assert carry.segments[0].heard == NEW[0]


def test_what_nobody_says_any_more_is_missing() -> None:
    assert carried(NEW, [rewritten("Psst.", 5000, 6000), rewritten("", 7000, 8000)]).missing == (0, 1)


def test_words_that_overlap_their_new_neighbours_are_cut_to_fit() -> None:
    whole = said(" one two three", start_ms=0)
    carry = carried([whole], [Corrected(350, 550, 0, 0, (Word(250, 700, " TWO"),))])
    assert shown(carry) == [(0, 0, "one"), (300, 0, "TWO"), (600, 0, "three")]
    assert carry.segments[1].segment.end_ms == 600


def test_what_is_left_of_a_merged_speaker_goes_to_the_other() -> None:
    carry = carried(NEW, [rewritten("Hi.", 0, 600)], {0: 1})
    assert [(each.segment.speaker, each.segment.text) for each in carry.segments] == [
        (0, "Hi."),  # as the person left it, which names the speaker
        (1, "Good day."),
        (1, "We launch."),
    ]
    assert carry.segments[2].heard == NEW[2]


@st.composite
def talks(draw: st.DrawFn) -> tuple[Segment, ...]:
    """Two speakers' segments, each speaker's one after the other."""
    found = []
    for speaker in (0, 1):
        moment = 0
        for _ in range(draw(st.integers(0, 4))):
            moment += draw(st.integers(0, 900))
            found.append(said(" w" * draw(st.integers(1, 4)), start_ms=moment, speaker=speaker))
            moment = found[-1].end_ms
    return tuple(sorted(found, key=lambda segment: (segment.start_ms, segment.speaker)))


spans = st.tuples(st.integers(0, 5000), st.integers(0, 1500), st.integers(0, 1), st.booleans())


def words_in(segments: Sequence[Segment]) -> list[Word]:
    return sorted((word for segment in segments for word in segment.words), key=lambda w: (w.start_ms, w.end_ms))


@given(talks(), st.lists(spans, max_size=4))
def test_no_word_is_lost_or_doubled_and_every_correction_is_placed_or_missing(
    talk: tuple[Segment, ...], given_spans: list[tuple[int, int, int, bool]]
) -> None:
    corrections = [
        Corrected(start, start + length, speaker, speaker, (Word(start, start + length, " X"),) if rewrite else None)
        for start, length, speaker, rewrite in given_spans
    ]
    carry = carried(talk, corrections)
    heard = [each.heard or each.segment for each in carry.segments]
    assert words_in(heard) == words_in(talk)
    placed = {each.correction for each in carry.segments if each.correction is not None}
    assert placed | set(carry.missing) == set(range(len(corrections)))
    assert all(word.start_ms <= word.end_ms for word in words_in([each.segment for each in carry.segments]))
