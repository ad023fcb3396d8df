"""A summary names those it quotes as they are named now."""

from transcripts.summary.outline import Attendee, Decision, NextStep, Statement, Summary, Topic
from transcripts.summary.quotations import quoted_in, under_names

QUOTE = Statement("We launch in March.", (3, 4), 2_000, "Speaker 0")
TOLD = Statement("Speaker 0 agrees.", (3,), 2_000)
STEP = NextStep(Statement("I call them.", (5,), 4_000, "Speaker 1"), "", Attendee("Speaker 1", 1))
SUMMARY = Summary(
    statements=(QUOTE, TOLD),
    topics=(Topic(0, 9_000, "Launch", (QUOTE,), (3, 4, 5)),),
    decisions=(Decision(QUOTE, "We launch in March."),),
    next_steps=(STEP,),
)


def test_a_quotation_goes_by_the_name_of_who_said_it_wherever_it_stands() -> None:
    named = under_names(SUMMARY, {3: "Ada", 4: "Bob"})
    assert named.short_summary == "Ada: We launch in March.\nSpeaker 0 agrees."
    assert named.long_summary == "Launch (00:00)\nAda: We launch in March."
    assert named.decisions[0].statement.speaker_name == "Ada"
    assert named.next_steps == SUMMARY.next_steps


def test_without_a_name_all_stays_as_it_was() -> None:
    assert under_names(SUMMARY, {}) == SUMMARY


def test_only_quotations_need_a_name() -> None:
    assert quoted_in(SUMMARY) == {3, 5}
    assert quoted_in(Summary(statements=(TOLD, Statement("Aha.", (), None, "Ada", supported=False)))) == frozenset()
