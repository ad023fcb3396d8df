"""Two texts side by side show what each has of its own."""

from time import process_time

from hypothesis import given
from hypothesis import strategies as st

from transcripts.pages.comparing import Run, side_by_side
from transcripts.pages.differences import differences


def test_words_that_differ_are_marked_on_both_sides() -> None:
    assert side_by_side("We launch in March.", "We launch in late April.") == (
        (Run("We launch in ", own=False), Run("March.", own=True)),
        (Run("We launch in ", own=False), Run("late April.", own=True)),
    )


def test_capitals_are_no_difference() -> None:
    one, other = side_by_side("The launch", "the Launch")
    assert [run.own for run in (*one, *other)] == [False, False]


def test_nothing_beside_a_text_leaves_all_of_it_its_own() -> None:
    assert side_by_side("", "A title") == ((), (Run("A title", own=True),))


def test_texts_too_long_to_compare_are_shown_as_they_are() -> None:
    long = "word " * 5_000
    one, other = side_by_side(long, "another")
    assert (one, other) == ((Run(long, own=False),), (Run("another", own=False),))


def a_long_text(words: int, *, begin: int = 0) -> str:
    """Lines of ten words, every other of which is one that is everywhere."""
    said = [f"the w{begin + number}" for number in range(words // 2)]
    return "\n".join(" ".join(said[at : at + 5]) for at in range(0, len(said), 5))


def test_in_a_long_text_a_word_that_was_put_right_is_all_that_is_marked() -> None:
    text = a_long_text(1_000)
    one, other = side_by_side(text, text.replace("the w77 ", "the seventy-seventh "))
    assert [run.text for run in (*one, *other) if run.own] == ["w77", "seventy-seventh"]


def test_the_longest_texts_are_compared_while_one_looks() -> None:
    began = process_time()
    side_by_side(a_long_text(4_000), a_long_text(4_000, begin=1_000))
    differences(a_long_text(1_500), a_long_text(1_500, begin=300))
    assert process_time() - began < 1


@given(st.text(alphabet="ab \n", max_size=40), st.text(alphabet="ab \n", max_size=40))
def test_the_runs_of_each_side_are_its_text(one: str, other: str) -> None:
    assert tuple("".join(run.text for run in runs) for runs in side_by_side(one, other)) == (one, other)


@given(st.text(alphabet="ab \n", max_size=40))
def test_a_text_beside_itself_has_nothing_of_its_own(text: str) -> None:
    assert not any(run.own for runs in side_by_side(text, text) for run in runs)
