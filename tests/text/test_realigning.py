"""A person writes other words: what stays keeps its time, what is new shares the time that is left."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.text.spoken import words_of
from transcripts.text.realigning import plain_text, realigned
from transcripts.text.words import Word

HEARD = (
    Word(100, 300, " We", 0.9),
    Word(300, 600, " lunch", 0.3),
    Word(700, 900, " in", 0.8),
    Word(900, 1400, " March.", 0.9),
)


def placed(words: tuple[Word, ...], text: str, *, start_ms: int = 0, end_ms: int = 2000) -> list[tuple[int, int, str]]:
    return [(w.start_ms, w.end_ms, w.text) for w in realigned(words, text, start_ms=start_ms, end_ms=end_ms)]


def test_a_word_put_right_takes_the_time_of_the_wrong_one() -> None:
    assert placed(HEARD, "We launch in March.") == [
        (100, 300, " We"),
        (300, 600, " launch"),
        (700, 900, " in"),
        (900, 1400, " March."),
    ]


def test_a_typed_word_is_certain_and_the_others_are_as_sure_as_they_were() -> None:
    words = realigned(HEARD, "We launch in March.", start_ms=0, end_ms=2000)
    assert [word.probability for word in words] == [0.9, 1.0, 0.8, 0.9]


def test_two_words_for_one_share_its_time_by_their_length() -> None:
    assert placed(HEARD, "We will go in March.")[1:3] == [(300, 487, " will"), (487, 600, " go")]


def test_words_put_in_between_take_the_pause() -> None:
    assert placed(HEARD, "We lunch only in March.")[2] == (600, 700, " only")


def test_words_at_the_ends_take_the_rest_of_the_segment() -> None:
    assert placed(HEARD, "Yes We lunch in March. Good.")[0] == (0, 100, " Yes")
    assert placed(HEARD, "Yes We lunch in March. Good.")[-1] == (1400, 2000, " Good.")


def test_case_and_punctuation_change_no_time() -> None:
    words = realigned(HEARD, "we lunch, in march?", start_ms=0, end_ms=2000)
    assert [(w.start_ms, w.end_ms, w.probability) for w in words] == [
        (w.start_ms, w.end_ms, w.probability) for w in HEARD
    ]
    assert "".join(word.text for word in words) == " we lunch, in march?"


def test_a_word_that_the_model_gave_in_parts_stays_in_parts() -> None:
    heard = (Word(0, 100, " e"), Word(100, 200, ".g."), Word(200, 300, " tea"))
    assert placed(heard, "e.g. coffee", end_ms=300) == [(0, 100, " e"), (100, 200, ".g."), (200, 300, " coffee")]


def test_a_language_without_blanks_keeps_the_words_around_the_one_that_changed() -> None:
    heard = (Word(0, 200, "会議"), Word(200, 300, "は"), Word(300, 500, "三月"), Word(500, 600, "です。"))
    assert placed(heard, "会議は四月です。", end_ms=600) == [
        (0, 200, "会議"),
        (200, 300, "は"),
        (300, 400, "四"),
        (400, 500, "月"),
        (500, 600, "です。"),
    ]


def test_text_where_nothing_was_heard_fills_the_segment() -> None:
    assert placed((), "Hello there", start_ms=10, end_ms=130) == [(10, 70, " Hello"), (70, 130, " there")]
    assert placed((), "今日", end_ms=100) == [(0, 50, "今"), (50, 100, "日")]


def test_right_to_left_words_are_words() -> None:
    heard = words_of(" שלום לכולם כאן")
    assert placed(heard, "שלום לכם כאן", end_ms=900) == [(0, 300, " שלום"), (300, 600, " לכם"), (600, 900, " כאן")]


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\0"])
def test_no_words_are_none(text: str) -> None:
    assert realigned(HEARD, text, start_ms=0, end_ms=2000) == ()


def test_what_cannot_be_kept_in_a_line_is_left_out() -> None:
    assert plain_text("  one\r\n two\0\x1b  three ") == "one two three"


spoken = st.lists(
    st.sampled_from([" we", " We,", " go", ".", "会", "議は", " é", " ไป", "ที่", " 12", "'s", " 𠀀"]), max_size=12
)
typed = st.lists(
    st.sampled_from(
        ["we", "We,", " go", " never", ".", "会", "議", " ", "\n", "ไป", " ที่", "'s", " <b>", " 🙂", " שלום"]
    ),
    max_size=14,
)


@st.composite
def segments(draw: st.DrawFn) -> tuple[int, int, tuple[Word, ...]]:
    """A segment's start and end, and the words in it, in order and without overlap."""
    texts = draw(spoken)
    moments = sorted(draw(st.lists(st.integers(0, 3000), min_size=2 * len(texts) + 2, max_size=2 * len(texts) + 2)))
    words = tuple(Word(moments[2 * n + 1], moments[2 * n + 2], text, 0.5) for n, text in enumerate(texts))
    return moments[0], moments[-1], words


@given(segments(), typed)
def test_the_words_are_the_text_in_order_within_the_segment(
    segment: tuple[int, int, tuple[Word, ...]], pieces: list[str]
) -> None:
    start_ms, end_ms, words = segment
    text = "".join(pieces)
    new = realigned(words, text, start_ms=start_ms, end_ms=end_ms)
    assert "".join(word.text for word in new).strip() == plain_text(text)
    assert all(start_ms <= word.start_ms <= word.end_ms <= end_ms for word in new)
    assert all(word.end_ms <= following.start_ms for word, following in pairwise(new))


@given(segments())
def test_a_text_that_nobody_changed_keeps_every_word(segment: tuple[int, int, tuple[Word, ...]]) -> None:
    start_ms, end_ms, words = segment
    text = "".join(word.text for word in words)
    kept = realigned(words, text, start_ms=start_ms, end_ms=end_ms)
    assert "".join(word.text for word in kept).strip() == text.strip()
    assert {(word.start_ms, word.end_ms) for word in kept} == {(word.start_ms, word.end_ms) for word in words}
    assert all(word.probability == 0.5 for word in kept)


@given(segments(), st.integers(0, 12))
def test_words_before_and_after_one_put_in_between_keep_their_times(
    segment: tuple[int, int, tuple[Word, ...]], at: int
) -> None:
    start_ms, end_ms, words = segment
    texts = [word.text for word in words]
    at = min(at, len(texts))
    text = "".join([*texts[:at], " unheard-of ", *texts[at:]])
    new = realigned(words, text, start_ms=start_ms, end_ms=end_ms)
    # A word that goes on without a blank is one with its neighbour, and changes with it.
    whole = {
        (w.start_ms, w.end_ms)
        for w, following in zip(words, [*texts[1:], " "], strict=False)
        if w.text[:1] == " " and w.text[1:].isascii() and following[:1] == " "
    }
    assert whole <= {(w.start_ms, w.end_ms) for w in new}
