"""Statements of a summary lead to where they were said."""

from transcripts.pages.evidence import Claim, Said
from transcripts.pages.turns import Line
from transcripts.presenting.claims import resting_on
from transcripts.summary.outline import Statement

NAMES = {0: "Ada", 1: "Bob"}
LINES = [
    Line(0, 1000, 2000, 0, "Good morning. The launch moves to March, then."),
    Line(1, 3000, 4000, 1, "The launch moves to March?"),
]
SAID = Said(LINES, NAMES)


def test_a_statement_points_to_its_speakers_segment() -> None:
    assert SAID.claims_of("Bob: The launch moves to March.") == (Claim("The launch moves to March.", "Bob", 3000, 1),)


def test_a_statement_in_the_middle_of_a_segment_is_found_whatever_its_case_and_marks() -> None:
    (claim,) = SAID.claims_of("Ada: the launch moves to march")
    assert claim.start_ms == 1000


def test_part_of_a_word_is_no_evidence() -> None:
    (claim,) = SAID.claims_of("Ada: moves to Mar")
    assert claim.start_ms is None


def test_what_nobody_said_is_kept_without_a_place() -> None:
    assert SAID.claims_of("- They agree: it will be late\n\nAda: No.") == (
        Claim("They agree: it will be late"),
        Claim("No.", "Ada"),
    )


def test_no_summary_makes_no_claims() -> None:
    assert SAID.claims_of("") == ()


def test_a_generated_statement_stands_where_its_evidence_is_whatever_its_words() -> None:
    told = (Statement("They agree on March.", (0, 1), 1000), Statement("March?", (1,), 3000, "Bob"))
    assert resting_on(told, SAID) == (
        Claim("They agree on March.", "", 1000, 0),
        Claim("March?", "Bob", 3000, 1),
    )


def test_evidence_that_was_removed_gives_way_to_what_is_left_of_it() -> None:
    told = (Statement("They agree on March.", (0, 1), 1000), Statement("Good morning.", (0,), 1000, "Ada"))
    assert resting_on(told, Said(LINES[1:], NAMES)) == (
        Claim("They agree on March.", "", 3000, 1),
        Claim("Good morning.", "Ada"),
    )


def test_what_nothing_supports_says_so_and_leads_nowhere() -> None:
    (claim,) = resting_on([Statement("They fly to the moon.", (1,), 3000, supported=False)], SAID)
    assert claim == Claim("They fly to the moon. [unsupported]")
