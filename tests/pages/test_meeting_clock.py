"""A meeting on one clock: who was there when, above what was recorded."""

from datetime import timedelta

import pytest

from meetings.models import Meeting
from tests.builders import START, a_meeting, a_recording, a_stay
from transcripts.presenting.meeting_clock import MeetingClock, draw

pytestmark = pytest.mark.django_db


def at(minutes: float) -> timedelta:
    return timedelta(minutes=minutes)


@pytest.fixture
def meeting() -> Meeting:
    """Of ten minutes: that many are 1000 units of the drawing."""
    return a_meeting(start_date=START, end_date=START + at(10))


def drawn(meeting: Meeting) -> MeetingClock:
    return draw(meeting, list(meeting.participant_sessions.all()), list(meeting.recordings.all()))


def test_each_person_has_a_row_in_the_order_they_came_and_a_bar_for_each_stay(meeting: Meeting) -> None:
    a_stay(meeting, "Bob", user_id="bob", joined_at=START + at(1), left_at=START + at(10))
    a_stay(meeting, "Ada", user_id="ada", joined_at=START, left_at=START + at(2))
    a_stay(meeting, "Ada", user_id="ada", joined_at=START + at(5), left_at=START + at(6))
    rows = [(row.name, row.bars) for row in drawn(meeting).people]
    assert rows == [("Ada", ((0, 200), (500, 100))), ("Bob", ((100, 900),))]


def test_two_people_signed_in_with_one_account_are_two_rows(meeting: Meeting) -> None:
    for minute, name in enumerate(("test", "test2")):
        a_stay(meeting, name, user_id="one-account", joined_at=START + at(minute), left_at=START + at(2))
    assert [row.name for row in drawn(meeting).people] == ["test", "test2"]


def test_a_stay_without_an_end_is_drawn_to_the_end(meeting: Meeting) -> None:
    a_stay(meeting, "Ada", joined_at=START + at(4))
    assert drawn(meeting).people[0].bars == ((400, 600),)


def test_a_recording_longer_than_the_meeting_makes_the_clock_longer(meeting: Meeting) -> None:
    a_recording(meeting, recorded_at=START + at(5), duration=15 * 60)
    clock = drawn(meeting)
    assert (clock.start, clock.end) == (START, START + at(20))
    assert [(take.number, take.bar) for take in clock.takes] == [(1, (250, 750))]
