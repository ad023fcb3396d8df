"""What somebody changed in a text, as the history shows it."""

from hypothesis import given
from hypothesis import strategies as st

from transcripts.pages.differences import MOST_PARTS, Piece, differences


def test_a_word_put_right_is_a_word_gone_and_a_word_new() -> None:
    assert differences("We lunch in March.", "We launch in March.") == (
        Piece("same", "We "),
        Piece("gone", "lunch"),
        Piece("new", "launch"),
        Piece("same", " in March."),
    )


def test_in_a_long_text_a_word_that_was_put_right_is_all_that_differs() -> None:
    text = " ".join(f"the w{number}" for number in range(500))
    pieces = differences(text, text.replace("w77 ", "w-77 "))
    assert [(piece.kind, piece.text) for piece in pieces if piece.kind != "same"] == [("gone", "w77"), ("new", "w-77")]


def test_texts_that_are_too_long_to_compare_stand_one_after_the_other() -> None:
    long = "word " * MOST_PARTS
    assert differences(long, "short") == (Piece("gone", long), Piece("new", "short"))


@given(st.text(max_size=60), st.text(max_size=60))
def test_both_texts_can_be_read_from_the_pieces(before: str, after: str) -> None:
    pieces = differences(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == after
    assert all(piece.text for piece in pieces)
