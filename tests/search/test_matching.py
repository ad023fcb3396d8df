"""Which words of a text a query marks, and which of two texts fits it better."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcripts.text.folding import folded
from transcripts.text.matching import Piece, excerpt, marked, score
from transcripts.text.query import parse


def found(text: str, typed: str, language: str = "en") -> list[str]:
    return [piece.text for piece in marked(text, language, parse(typed)) if piece.found]


@pytest.mark.parametrize(
    ("text", "typed", "language", "marks"),
    [
        ("The Café is open.", "cafe", "en", ["Café"]),
        ("Our budgets, budgeted.", "budget", "en", ["budgets", "budgeted"]),
        ("The launch date, a launch.", '"launch date"', "en", ["launch", "date"]),
        ("Die Häuser am Haus", "haus", "de", ["Häuser", "Haus"]),
        ("L'eau est bonne", "eau", "fr", ["L'eau"]),
        ("We don't.", "dont", "en", ["don't"]),
        ("木曜日の会議です", "会議", "ja", ["会議"]),
        ("会議の会議", "会議", "ja", ["会議", "会議"]),
        ("회의는 좋다", "회의", "ko", ["회의"]),
        ("שָׁלוֹם עולם", "שלום", "he", ["שָׁלוֹם"]),
        ("Done 🎉!", "🎉", "en", ["🎉"]),
        ("<script>alert(1)</script>", "script", "en", ["script", "script"]),
        ("running", '"run"', "en", []),
        ("rain and shine", "shine -rain", "en", ["shine"]),
        ("March or April", "april OR may", "en", ["April"]),
    ],
)
def test_the_words_that_were_asked_for_are_marked(text: str, typed: str, language: str, marks: list[str]) -> None:
    assert found(text, typed, language) == marks


@given(st.text(), st.text())
def test_the_pieces_are_the_text(text: str, typed: str) -> None:
    assert "".join(piece.text for piece in marked(text, "en", parse(typed))) == text


@given(st.text(min_size=1))
def test_a_text_is_marked_by_its_own_words(text: str) -> None:
    query = parse(f'"{text}"')
    assert any(piece.found for piece in marked(text, "en", query)) == bool(query)


@pytest.mark.parametrize(
    ("typed", "better", "worse"),
    [
        ("budget", "the budget", "the budget of this and of every other year that we have spoken about today"),
        ("budget", "budget, always the budget", "the budget, as always"),
        ("budget", "our budget is small", "our budgets are small"),
        ('"launch date"', "launch date launch date", "launch date or so it was"),
        ("march OR april", "march and march", "april and may"),
    ],
)
def test_the_better_fit_scores_higher(typed: str, better: str, worse: str) -> None:
    query = parse(typed)
    assert score(folded(better, "en"), query) > score(folded(worse, "en"), query) > 0


def test_stems_of_a_language_whose_code_begins_with_p_do_not_count_as_words() -> None:
    query = parse("budżet")
    assert score(folded("budżet", "pl"), query) == score(folded("budżet", ""), query)


def test_a_long_text_is_shown_around_the_first_find() -> None:
    text = f"{'before ' * 200}needle {'after ' * 200}"
    shown = "".join(piece.text for piece in excerpt(marked(text, "en", parse("needle")), most=100))
    assert "needle" in shown
    assert shown.startswith("… before")
    assert shown.endswith("after …")
    assert len(shown) <= 104


@given(st.text(alphabet="ab needle", max_size=80), st.integers(min_value=10, max_value=60))
def test_an_excerpt_is_a_part_of_the_text(text: str, most: int) -> None:
    pieces = excerpt(marked(text, "en", parse("needle")), most=most)
    inner = "".join(piece.text for piece in pieces if piece not in (Piece("… ", False), Piece(" …", False)))
    assert inner in text
    assert len(inner) <= most
