"""Splitting a stretch at a word and joining two: nothing is lost, nothing moves, and one undoes the other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.text.spoken import words_of
from transcripts.text.cutting import Stretch, joined, split_at, word_at
from transcripts.text.realigning import realigned
from transcripts.text.words import Word

HEARD = (" we", " launch", " in", " März.", "-bar", "日")
WRITTEN = ("we", "lunch", "in", "May")


def said(text: str, *, start_ms: int = 0) -> Stretch:
    """A word each 300 ms, as heard."""
    words = words_of(text, start_ms=start_ms)
    return Stretch(words[0].start_ms, words[-1].end_ms, words)


@st.composite
def stretches(draw: st.DrawFn) -> Stretch:
    """Of two words at least, spoken one after the other with or without pauses; some of them rewritten by a person."""
    moment = begin = draw(st.integers(0, 5_000))
    heard = []
    for text in draw(st.lists(st.sampled_from(HEARD), min_size=2, max_size=12)):
        moment += draw(st.integers(0, 900))
        end_ms = moment + draw(st.integers(0, 600))
        heard.append(Word(moment, end_ms, text, draw(st.sampled_from([0.2, 0.9]))))
        moment = end_ms
    whole = Stretch(begin, moment + draw(st.integers(0, 400)), tuple(heard))
    written = draw(st.none() | st.lists(st.sampled_from(WRITTEN), min_size=2, max_size=9))
    if written is None:
        return whole
    words = realigned(heard, " ".join(written), start_ms=whole.start_ms, end_ms=whole.end_ms)
    return Stretch(whole.start_ms, whole.end_ms, words, None if words == whole.words else whole.words)


@st.composite
def cuts(draw: st.DrawFn) -> tuple[Stretch, int]:
    stretch = draw(stretches().filter(lambda each: len(each.words) > 1))
    return stretch, draw(st.integers(1, len(stretch.words) - 1))


@given(cuts())
def test_split_and_joined_it_is_the_same(cut: tuple[Stretch, int]) -> None:
    stretch, word = cut
    assert joined(*split_at(stretch, word)) == stretch


@given(cuts())
def test_every_word_stands_in_one_part_at_its_own_time(cut: tuple[Stretch, int]) -> None:
    stretch, word = cut
    first, second = split_at(stretch, word)
    assert (first.words, second.words) == (stretch.words[:word], stretch.words[word:])
    heard = [part.words if part.heard is None else part.heard for part in (first, second)]
    assert heard[0] + heard[1] == (stretch.words if stretch.heard is None else stretch.heard)


@given(cuts())
def test_each_part_lies_within_the_whole_around_its_own_words(cut: tuple[Stretch, int]) -> None:
    stretch, word = cut
    for part in split_at(stretch, word):
        assert stretch.start_ms <= part.start_ms <= part.end_ms <= stretch.end_ms
        assert all(part.start_ms <= each.start_ms and each.end_ms <= part.end_ms for each in part.words)


@given(stretches(), st.data())
def test_in_however_many_parts_and_order_it_is_split_they_are_joined_to_the_same(
    stretch: Stretch, data: st.DataObject
) -> None:
    parts = [stretch]
    for _ in range(data.draw(st.integers(0, 5))):
        place = data.draw(st.integers(0, len(parts) - 1))
        if len(parts[place].words) > 1:
            word = data.draw(st.integers(1, len(parts[place].words) - 1))
            parts[place : place + 1] = split_at(parts[place], word)
    while len(parts) > 1:
        place = data.draw(st.integers(0, len(parts) - 2))
        parts[place : place + 2] = [joined(*parts[place : place + 2])]
    assert parts == [stretch]


def test_the_second_part_begins_with_its_first_word_and_the_first_ends_with_its_last() -> None:
    first, second = split_at(said(" we lunch. Fine."), 2)
    assert [(part.start_ms, part.end_ms) for part in (first, second)] == [(0, 600), (600, 900)]


def test_what_was_heard_goes_to_the_part_in_whose_time_it_was_heard() -> None:
    heard = words_of(" we lunch fine")
    written = realigned(heard, "We launch, don't we? Fine.", start_ms=0, end_ms=900)
    first, second = split_at(Stretch(0, 900, written, heard), 4)
    assert first.heard == heard[:2]
    assert second.words[0].text == " Fine."
    assert second.heard == heard[2:]


@pytest.mark.parametrize("word", [-1, 0, 2, 9])
def test_a_part_without_words_is_none(word: int) -> None:
    with pytest.raises(ValueError, match="no two parts"):
        split_at(said(" we lunch"), word)


@pytest.mark.parametrize(
    ("character", "word"), [(0, 0), (1, 0), (2, 1), (3, 1), (7, 1), (8, 2), (9, 2), (10, 2), (99, 2)]
)
def test_a_place_in_the_text_is_in_or_before_a_word(character: int, word: int) -> None:
    assert word_at(words_of(" We lunch 👩🏽‍💻"), character) == word
