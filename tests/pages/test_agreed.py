"""Decisions and action items beside the text, each with the time it was said at."""

from datetime import date

import pytest
from django.test import Client

from tests.builders import a_staff_member, a_step, a_transcript
from transcripts.models import Step, Transcript
from transcripts.summary.outline import Attendee, Decision, NextStep, Statement, Summary
from transcripts.summary.stored import document_of

pytestmark = pytest.mark.django_db

ADA = Attendee("Ada <b>", 0)
FIX = NextStep(
    Statement("Ada fixes it by Friday.", (1,), 2_500), "", ADA, "", "by Friday", date(2026, 1, 16), likely=True
)
MOON = NextStep(Statement("Somebody flies to the moon.", (), None, supported=False), "")
LAUNCH = Decision(Statement("We launch on Monday.", (0,), 0, "Ada"), "We launch on Monday.", likely=True)


def a_told_transcript(summary: Summary, kind: Step.Kind = Step.Kind.SUMMARISE) -> Transcript:
    transcript = a_transcript(said=("We launch on Monday.", "Ada fixes it by Friday."))
    tell(transcript, summary, kind)
    return transcript


def tell(transcript: Transcript, summary: Summary, kind: Step.Kind) -> None:
    assert transcript.current is not None
    a_step(transcript.current, kind, status=Step.Status.DONE, result={"document": document_of(summary)})


def page_of(transcript: Transcript) -> str:
    client = Client()
    client.force_login(a_staff_member())
    return client.get(transcript.get_absolute_url()).content.decode()


def test_an_action_item_names_its_owner_its_day_and_the_moment() -> None:
    page = page_of(a_told_transcript(Summary(next_steps=(FIX,))))
    assert "Action items" in page
    assert 'data-play="2500"' in page.split("Action items")[1]
    assert 'Ada &lt;b&gt; · by Friday (<time datetime="2026-01-16">16 Jan 2026</time>) · likely' in page


def test_a_decision_stands_with_its_moment() -> None:
    page = page_of(a_told_transcript(Summary(decisions=(LAUNCH,))))
    assert "Decisions" in page
    assert 'href="?t=0#t0"' in page.split("Decisions")[1]


def test_what_nobody_said_is_marked() -> None:
    assert "not found in what was said" in page_of(a_told_transcript(Summary(next_steps=(MOON,))))


def test_without_anything_agreed_there_are_no_headings() -> None:
    page = page_of(a_told_transcript(Summary()))
    assert "Decisions" not in page
    assert "Action items" not in page


def test_what_a_language_model_tells_takes_the_place_of_the_embedded_summary() -> None:
    transcript = a_told_transcript(Summary(next_steps=(FIX,)))
    assert "Action items" in page_of(transcript)
    tell(transcript, Summary(decisions=(LAUNCH,)), Step.Kind.RETELL)
    page = page_of(transcript)
    assert "Decisions" in page
    assert "Action items" not in page
