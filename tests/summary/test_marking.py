"""Whatever a model writes, nothing is shown unmarked that does not rest on what was said."""

from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.summary.talks import the_launch_meeting_as_heard
from transcripts.summary.evidence import record_of
from transcripts.summary.llm.reading import Note, Reader
from transcripts.summary.names import attendees_of, roll_of
from transcripts.summary.outline import UNSUPPORTED, Statement
from transcripts.text.sentences import split_sentences

LAUNCH = the_launch_meeting_as_heard()
ROLL = roll_of(attendees_of(LAUNCH))
SENTENCES = tuple((u.index, sentence) for u in LAUNCH for sentence in split_sentences(u.text))
GIVEN = range(10, 30)
NOTES = tuple(Note(utterance.text, (utterance.index,)) for utterance in LAUNCH[10:20])
INVENTED = ["Globex", "2031", "$77,000", "November", "Sarah"]

words = st.sampled_from([word for u in LAUNCH[10:30] for word in u.text.split()] + INVENTED * 8)
texts = st.lists(words, max_size=12).map(" ".join)
lines = st.lists(st.integers(-2, 70), max_size=6)
names = st.sampled_from(["Joe", "Mina Park", "Kenji", "Sarah", "nobody", ""])
sentences = st.lists(st.fixed_dictionaries({"text": texts, "lines": lines, "quote": texts}), max_size=6)
steps = st.lists(
    st.fixed_dictionaries(
        {"task": texts, "owner": names, "due": texts, "context": texts, "lines": lines, "quote": texts}
    ),
    max_size=4,
)
decisions = st.lists(
    st.fixed_dictionaries({"text": texts, "decided_by": names, "lines": lines, "quote": texts}), max_size=4
)


@pytest.fixture(scope="module", params=["en", "es"])
def reader(request: pytest.FixtureRequest) -> Reader:
    return Reader(record_of(LAUNCH, "en", ROLL), request.param, SENTENCES, date(2026, 1, 15))


def assert_marked_unless_said(statement: Statement) -> None:
    assert str(statement).endswith(UNSUPPORTED) is not statement.supported
    assert statement.evidence or not statement.supported
    assert all(0 <= index < len(LAUNCH) for index in statement.evidence)
    pairs = pairwise(statement.text.split())
    inside = {word.strip(".,?") for before, word in pairs if not before.endswith((".", "?", "!"))}
    assert not (statement.supported and inside & {"Globex", "2031", "$77,000", "Sarah"})


@settings(deadline=None, max_examples=150)
@given(sentences)
def test_sentences(reader: Reader, written: list[dict[str, Any]]) -> None:
    told = reader.sentences_of(written, GIVEN)
    assert [statement.text for statement in told] == [entry["text"] for entry in written[:4] if entry["text"]]
    for statement in told:
        assert_marked_unless_said(statement)


@settings(deadline=None, max_examples=150)
@given(sentences, sentences)
def test_recap_and_subjects(reader: Reader, recap: list[dict[str, Any]], inner: list[dict[str, Any]]) -> None:
    for statement in reader.recap({"recap": recap}, NOTES):
        assert_marked_unless_said(statement)
    for subject in reader.subjects({"subjects": [{"title": "Sarah", "sentences": inner}]}, NOTES, most=1):
        assert subject.title == ""
        for statement in subject.statements:
            assert_marked_unless_said(statement)


@settings(deadline=None, max_examples=150)
@given(decisions, steps)
def test_decisions_and_steps(reader: Reader, decided: list[dict[str, Any]], planned: list[dict[str, Any]]) -> None:
    spoken = {sentence for _, sentence in SENTENCES} | {""}
    for decision in reader.decisions({"decisions": decided}, GIVEN):
        assert_marked_unless_said(decision.statement)
        assert decision.quote in spoken
        assert decision.decided_by is None or decision.decided_by in ROLL.attendees
    for step in reader.next_steps({"next_steps": planned}, GIVEN):
        assert_marked_unless_said(step.statement)
        assert step.quote in spoken
        assert step.owner is None or step.owner in ROLL.attendees
        assert step.owner_as_said != "Sarah"
        assert step.due is None or step.due_as_said
        if step.context:
            assert_marked_unless_said(step.context)
