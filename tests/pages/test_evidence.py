"""Statements of a summary lead to where they were said."""

from time import perf_counter

from transcripts.pages.evidence import Claim, Said, claims_of
from transcripts.pages.turns import Line

NAMES = {0: "Ada", 1: "Bob"}
LINES = [
    Line(0, 1000, 2000, 0, "Good morning. The launch moves to March, then."),
    Line(1, 3000, 4000, 1, "The launch moves to March?"),
]


def test_a_statement_points_to_its_speakers_segment() -> None:
    assert claims_of("Bob: The launch moves to March.", LINES, NAMES) == (
        Claim("The launch moves to March.", "Bob", 3000, 1),
    )


def test_a_statement_in_the_middle_of_a_segment_is_found_whatever_its_case_and_marks() -> None:
    (claim,) = claims_of("Ada: the launch moves to march", LINES, NAMES)
    assert claim.start_ms == 1000


def test_part_of_a_word_is_no_evidence() -> None:
    (claim,) = claims_of("Ada: moves to Mar", LINES, NAMES)
    assert claim.start_ms is None


def test_what_nobody_said_is_kept_without_a_place() -> None:
    assert claims_of("- They agree: it will be late\n\nAda: No.", LINES, NAMES) == (
        Claim("They agree: it will be late"),
        Claim("No.", "Ada"),
    )


def test_no_summary_makes_no_claims() -> None:
    assert claims_of("", LINES, NAMES) == ()


def test_many_summaries_of_a_long_talk_cost_little_more_than_one() -> None:
    lines = [Line(at, at, at + 1, at % 2, f"Sentence number {at} is about the launch in March.") for at in range(4_500)]
    said = Said(lines, NAMES)
    began = perf_counter()
    said.claims_of("Ada: Sentence number 2 is about the launch")
    first = perf_counter() - began
    for _ in range(59):
        (claim,) = said.claims_of("Ada: Sentence number 2 is about the launch")
        assert claim.position == 2
    assert perf_counter() - began < 5 * first + 0.05
