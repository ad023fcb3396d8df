"""Decisions and action items beside the text, each with the time it was said at."""

from datetime import date

import pytest
from django.test import Client

from tests.builders import a_staff_member, a_telling, a_transcript
from transcripts.action_items import carry_over
from transcripts.models import Transcript
from transcripts.summary.outline import Attendee, Decision, NextStep, Statement, Summary

pytestmark = pytest.mark.django_db

ADA = Attendee("Ada", 0)
FIX = NextStep(
    Statement("Ada fixes it by Friday.", (1,), 2_500), "", ADA, "", "by Friday", date(2026, 1, 16), likely=True
)
MOON = NextStep(Statement("Somebody flies to the moon.", (), None, supported=False), "")
LAUNCH = Decision(Statement("We launch on Monday.", (0,), 0, "Ada"), "We launch on Monday.", likely=True)


def a_told_transcript(summary: Summary) -> Transcript:
    transcript = a_transcript(said=("We launch on Monday.", "Ada fixes it by Friday."))
    tell(transcript, summary)
    return transcript


def tell(transcript: Transcript, summary: Summary) -> None:
    assert transcript.current is not None
    a_telling(transcript.current, summary)
    carry_over(transcript.current)


def page_of(transcript: Transcript) -> str:
    """As somebody sees it who may only read."""
    client = Client()
    client.force_login(a_staff_member("transcripts.view_transcript"))
    return client.get(transcript.get_absolute_url()).content.decode()


def test_an_action_item_names_its_owner_its_day_and_the_moment() -> None:
    page = page_of(a_told_transcript(Summary(next_steps=(FIX,))))
    assert "Action items" in page
    items = page.split('id="action-items"')[1]
    assert 'data-play="2500"' in items
    assert (
        'by Friday</span> (<time datetime="2026-01-16">16 Jan 2026</time>) · <b class="overdue">overdue</b> · likely'
        in items
    )
    assert ">Ada</span>" in items


def test_a_decision_stands_with_its_moment() -> None:
    page = page_of(a_told_transcript(Summary(decisions=(LAUNCH,))))
    assert "Decisions" in page
    assert 'href="?t=0#t0"' in page.split("Decisions")[1]


def test_what_nobody_said_is_marked() -> None:
    assert "not found in what was said" in page_of(a_told_transcript(Summary(next_steps=(MOON,))))


def test_without_anything_agreed_there_are_no_headings() -> None:
    page = page_of(a_told_transcript(Summary()))
    assert "Decisions" not in page
    assert 'id="action-items"' not in page


def test_another_summary_takes_the_place_of_the_one_before() -> None:
    transcript = a_told_transcript(Summary(next_steps=(FIX,)))
    assert 'id="action-items"' in page_of(transcript)
    tell(transcript, Summary(decisions=(LAUNCH,)))
    page = page_of(transcript)
    assert "Decisions" in page
    assert 'id="action-items"' not in page
