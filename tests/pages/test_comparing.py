"""Two texts side by side show what each has of its own."""

from hypothesis import given
from hypothesis import strategies as st

from transcripts.pages.comparing import Run, side_by_side


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


@given(st.text(alphabet="ab \n", max_size=40), st.text(alphabet="ab \n", max_size=40))
def test_the_runs_of_each_side_are_its_text(one: str, other: str) -> None:
    assert tuple("".join(run.text for run in runs) for runs in side_by_side(one, other)) == (one, other)


@given(st.text(alphabet="ab \n", max_size=40))
def test_a_text_beside_itself_has_nothing_of_its_own(text: str) -> None:
    assert not any(run.own for runs in side_by_side(text, text) for run in runs)
