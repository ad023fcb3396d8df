"""Statements of a summary lead to where they were said."""

from transcripts.pages.evidence import Claim, claims_of, said_in
from transcripts.pages.turns import Line

NAMES = {0: "Ada", 1: "Bob"}
LINES = [
    Line(0, 1000, 2000, 0, "Good morning. The launch moves to March, then."),
    Line(1, 3000, 4000, 1, "The launch moves to March?"),
]
SAID = said_in(LINES, NAMES)


def test_a_statement_points_to_its_speakers_segment() -> None:
    assert claims_of("Bob: The launch moves to March.", SAID) == (Claim("The launch moves to March.", "Bob", 3000, 1),)


def test_a_statement_in_the_middle_of_a_segment_is_found_whatever_its_case_and_marks() -> None:
    (claim,) = claims_of("Ada: the launch moves to march", SAID)
    assert claim.start_ms == 1000


def test_part_of_a_word_is_no_evidence() -> None:
    (claim,) = claims_of("Ada: moves to Mar", SAID)
    assert claim.start_ms is None


def test_what_nobody_said_is_kept_without_a_place() -> None:
    assert claims_of("- They agree: it will be late\n\nAda: No.", SAID) == (
        Claim("They agree: it will be late"),
        Claim("No.", "Ada"),
    )


def test_no_summary_makes_no_claims() -> None:
    assert claims_of("", SAID) == ()
