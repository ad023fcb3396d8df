"""What readers type is understood, whatever it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcripts.text.query import MOST_TERMS, Query, Term, exactly, parse


def words(query: Query) -> list[list[str]]:
    """Of each group the terms, by what is plain in them."""
    return [[name(term) for term in group] for group in query.required]


def name(term: Term) -> str:
    if term.phrases:
        return " ".join(token[2:] for token in min(term.phrases))
    return min(token[2:] for token in term.words if token.startswith(("p0", "p1")))


@pytest.mark.parametrize(
    ("typed", "required", "excluded"),
    [
        ("budget march", [["budget"], ["march"]], []),
        ('"launch date"', [["launch date"]], []),
        ("“launch date” «next week»", [["launch date"], ["next week"]], []),
        ("launch -rocket", [["launch"]], ["rocket"]),
        ('launch -"the rocket"', [["launch"]], ["the rocket"]),
        ("budget march OR april", [["budget"], ["march", "april"]], []),
        ('a OR b OR "c d" e', [["a", "b", "c d"], ["e"]], []),
        ("this or that", [["this"], ["or"], ["that"]], []),
        ("follow-up", [["follow up"]], []),
        ("don’t", [["don t"]], []),
        ("version 3.5", [["version"], ["3 5"]], []),
        ("(launch), [date]!", [["launch"], ["date"]], []),
        ('"unclosed quote', [["unclosed quote"]], []),
        ('say "', [["say"]], []),
        ('""', [], []),
        ("OR", [], []),
        ("OR a OR", [["a"]], []),
        ("a OR OR b", [["a", "b"]], []),
        ("a OR -b c", [["a"], ["c"]], ["b"]),
        ('a OR "" b', [["a", "b"]], []),
        ("-only -minus", [], ["only", "minus"]),
        ("--twice", [], ["twice"]),
        ("- — ... !", [], []),
        ("", [], []),
        ("AND NOT NEAR", [["and"], ["not"], ["near"]], []),
        ("col:umn* ^x", [["col umn"], ["x"]], []),
    ],
)
def test_a_query_is_understood(typed: str, required: list[list[str]], excluded: list[str]) -> None:
    query = parse(typed)
    assert words(query) == required
    assert [name(term) for term in query.excluded] == excluded
    assert bool(query) == bool(required)


def test_a_word_in_quotes_is_that_form_alone() -> None:
    (((term,),)) = parse('"running"').required
    assert term.words == {"p0running"}


def test_a_word_is_looked_for_in_every_language() -> None:
    (((term,),)) = parse("dies").required
    assert {"p0dies", "w0dies", "en0die", "de0dies"} <= term.words


def test_of_very_many_words_the_first_count() -> None:
    query = parse(" ".join(f"word{number}" for number in range(500)))
    assert query.too_long
    assert len(query.required) == MOST_TERMS
    assert not parse("a few words").too_long


@given(st.text())
def test_nothing_that_can_be_typed_is_an_error(typed: str) -> None:
    query = parse(typed)
    assert all(term.words or term.phrases for group in query.required for term in group)
    assert all(query.required)


@given(st.text())
def test_a_name_is_taken_as_it_stands(typed: str) -> None:
    assert len(exactly(typed).required) <= 1
    assert not exactly(typed).excluded
