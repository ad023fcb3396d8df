"""Which meeting a recording belongs to: each clause of the rule, and what asking costs."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from pytest_django import DjangoAssertNumQueries

from meetings.matching import get_by_room_name_and_time
from meetings.models import DailyMeetingSession, Meeting
from tests.builders import START, a_meeting

pytestmark = pytest.mark.django_db

ROOM = "standup-20260110042117"
SESSION = "4cdae3c0-86cb-4578-8a6d-3a228bb48345"


def beginning(offset: timedelta, **fields: Any) -> Meeting:
    """A meeting of ROOM that starts that long after the recording."""
    return a_meeting(room_name=ROOM, start_date=START + offset, **fields)


def a_session(started_at: datetime | None, *, room_name: str = ROOM, **fields: Any) -> None:
    DailyMeetingSession.objects.create(mtg_session_id=SESSION, room_name=room_name, started_at=started_at, **fields)


def found(**options: Any) -> Meeting | None:
    return get_by_room_name_and_time(ROOM, START, **options)


def test_only_a_meeting_of_exactly_this_room_name_is_found() -> None:
    a_meeting(room_name="standup-20260110042118", start_date=START)
    a_meeting(room_name=ROOM.upper(), start_date=START)
    assert found() is None
    meeting = beginning(timedelta(0))
    assert found() == meeting


def test_a_meeting_may_have_begun_up_to_a_window_before_the_recording() -> None:
    meeting = beginning(-timedelta(hours=168))
    assert found() == meeting
    assert found(time_window_hours=167) is None


def test_a_meeting_that_began_before_the_window_is_not_found() -> None:
    beginning(-timedelta(hours=168, milliseconds=1))
    assert found() is None


def test_a_window_shorter_than_the_allowance_for_late_meetings_holds() -> None:
    beginning(timedelta(minutes=4))
    assert found(time_window_hours=0) is None


def test_edge_13_the_last_meeting_before_the_recording_is_found_among_several() -> None:
    beginning(-timedelta(days=2))
    nearest = beginning(-timedelta(hours=1))
    beginning(timedelta(hours=1))
    assert found() == nearest


@pytest.mark.parametrize("after", [timedelta(seconds=1), timedelta(minutes=5)])
def test_a_meeting_up_to_five_minutes_after_the_recording_counts_as_one_before_it(after: timedelta) -> None:
    beginning(-timedelta(minutes=6))
    nearest = beginning(after)
    assert found() == nearest


def test_a_meeting_more_than_five_minutes_after_yields_to_any_before() -> None:
    before = beginning(-timedelta(hours=160))
    beginning(timedelta(minutes=5, milliseconds=1))
    assert found() == before


def test_a_meeting_up_to_half_an_hour_after_is_taken_when_there_is_none_before() -> None:
    late = beginning(timedelta(minutes=30))
    assert found() == late
    later_but_nearer = beginning(timedelta(minutes=20))
    assert found() == later_but_nearer


def test_edge_13_a_meeting_more_than_half_an_hour_after_is_never_taken() -> None:
    beginning(timedelta(minutes=30, milliseconds=1))
    assert found() is None


@pytest.mark.parametrize("offset", [timedelta(0), -timedelta(minutes=3), timedelta(minutes=3), timedelta(minutes=9)])
def test_edge_13_of_meetings_that_began_at_once_the_one_with_the_lower_id_is_taken(offset: timedelta) -> None:
    beginning(offset, id=UUID(int=2))
    first = beginning(offset, id=UUID(int=1))
    beginning(offset, id=UUID(int=3))
    assert found() == first


@pytest.mark.parametrize(("before", "after"), [(1, 2), (2, 1)])
def test_edge_13_of_meetings_as_far_before_as_after_the_one_with_the_lower_id_is_taken(before: int, after: int) -> None:
    beginning(-timedelta(minutes=2), id=UUID(int=before))
    beginning(timedelta(minutes=2), id=UUID(int=after))
    assert found() == Meeting.objects.get(pk=UUID(int=1))


def test_edge_14_the_session_history_goes_before_the_nearest_start() -> None:
    of_the_session = beginning(-timedelta(hours=5))
    nearest = beginning(-timedelta(minutes=1))
    a_session(START - timedelta(hours=4, minutes=50))
    assert found(mtg_session_id=SESSION) == of_the_session
    assert found() == nearest


@pytest.mark.parametrize("started_at", [None, START - timedelta(hours=10)])
def test_edge_01_a_session_that_leads_to_no_meeting_leaves_it_to_the_time(started_at: datetime | None) -> None:
    meeting = beginning(-timedelta(minutes=1))
    a_session(started_at)
    assert found(mtg_session_id=SESSION) == meeting


def test_a_session_of_another_room_says_nothing() -> None:
    beginning(-timedelta(hours=5))
    nearest = beginning(-timedelta(minutes=1))
    a_session(START - timedelta(hours=5), room_name="another")
    assert found(mtg_session_id=SESSION) == nearest


def test_a_session_leads_to_no_meeting_outside_the_window() -> None:
    beginning(-timedelta(hours=5))
    a_session(START - timedelta(hours=5))
    assert found(mtg_session_id=SESSION, time_window_hours=4) is None


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        get_by_room_name_and_time(ROOM, START.replace(tzinfo=None))


@pytest.mark.parametrize(("mtg_session_id", "queries"), [(None, 2), ("", 2), ("unknown", 3), (SESSION, 3)])
def test_asking_costs_the_same_however_many_meetings_there_are(
    django_assert_num_queries: DjangoAssertNumQueries, mtg_session_id: str | None, queries: int
) -> None:
    a_session(START)
    for minute in range(20):
        beginning(timedelta(minutes=minute - 10))
    with django_assert_num_queries(queries):
        assert found(mtg_session_id=mtg_session_id) is not None
