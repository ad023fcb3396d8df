"""Polling, against a stand-in for Daily that speaks HTTP: how far, how often, and what becomes of failures."""

import threading
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, InterfaceError, OperationalError, connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from meetings.models import Meeting
from meetings.platforms.base import PlatformError
from recordings.ingest import ingest
from recordings.jobs import poll_recordings
from recordings.models import PlatformPoll, Recording
from recordings.polling import DEEP, LEASE, SLACK, poll
from recordings.signals import recording_matched, recording_stored
from tests.builders import a_meeting
from tests.daily.build import LEFT_OUT, ROOM, a_recording
from tests.recordings.listed import a_month_of, ago, state
from tests.recordings.reports import a_report, failing, heard
from tests.standins.daily import DailyStandIn, refusal
from tests.standins.http import Answer, Fault

pytestmark = pytest.mark.django_db


def list_calls(daily: DailyStandIn) -> int:
    """How many pages were asked for since the last look."""
    count = len(daily.seen("GET", "/recordings"))
    daily.requests.clear()
    return count


def put_back(**time: float) -> None:
    """As if the last walks had been that long ago."""
    for row in PlatformPoll.objects.all():
        back = timedelta(**time)
        assert row.walked_until is not None
        assert row.deep_walk_at is not None
        PlatformPoll.objects.filter(pk=row.pk).update(
            walked_until=row.walked_until - back, deep_walk_at=row.deep_walk_at - back
        )


def test_a_poll_stores_what_is_finished_and_tells_what_it_saw(daily: DailyStandIn) -> None:
    meeting = a_meeting(room_name=ROOM, start_date=datetime.fromtimestamp(ago(hours=2), UTC))
    daily.recordings = [
        a_recording("done", start_ts=ago(hours=1)),
        a_recording("running", start_ts=ago(minutes=5), status="in-progress", duration=LEFT_OUT, tracks=None),
        a_recording("elsewhere", start_ts=ago(hours=1), room_name="another-1"),
    ]
    walk = poll("daily")
    assert walk is not None
    assert (walk.seen, walk.new, walk.matched, walk.odd) == (3, 2, 1, {})
    assert {row.pk: row.outcome for row in Recording.objects.all()} == {"done": "matched", "elsewhere": "no_meeting"}
    assert Recording.objects.get(pk="done").meeting == meeting


def test_a_second_poll_finds_nothing_new(daily: DailyStandIn) -> None:
    daily.recordings = a_month_of(3)
    poll("daily")
    walk = poll("daily")
    assert walk is not None
    assert (walk.seen, walk.new) == (3, 0)


def test_a_poll_of_what_is_known_asks_once_for_each_and_writes_to_none(daily: DailyStandIn) -> None:
    a_meeting(room_name=ROOM, start_date=datetime.fromtimestamp(ago(hours=160), UTC))
    daily.recordings = a_month_of(20)
    poll("daily")
    with CaptureQueriesContext(connection) as queries:
        poll("daily")
    of_recordings = [query["sql"] for query in queries if '"recordings_recording"' in query["sql"]]
    assert len(of_recordings) == len(daily.recordings) + 1  # the one of all that wait for a meeting
    assert all(sql.startswith("SELECT") for sql in of_recordings)


def test_a_poll_matches_recordings_whose_meetings_came_in_since(daily: DailyStandIn) -> None:
    start = ago(hours=1)
    daily.recordings = [a_recording("r", start_ts=start)]
    poll("daily")
    a_meeting(room_name=ROOM, start_date=datetime.fromtimestamp(start, UTC))
    daily.recordings = []
    walk = poll("daily")
    assert walk is not None
    assert walk.matched == 1


def test_edge_12_the_first_poll_walks_through_everything(daily: DailyStandIn) -> None:
    daily.recordings = a_month_of(230)
    poll("daily")
    assert Recording.objects.count() == 230
    assert list_calls(daily) == 3


def test_a_later_poll_walks_until_it_is_past_the_last_one(daily: DailyStandIn) -> None:
    daily.recordings = a_month_of(230)
    poll("daily")
    list_calls(daily)
    poll("daily")
    assert list_calls(daily) == 1


def test_edge_11_after_days_without_a_poll_all_that_was_missed_is_found(daily: DailyStandIn) -> None:
    daily.recordings = a_month_of(110, newest=ago(days=40))
    poll("daily")
    put_back(days=39)
    daily.recordings += [a_recording(f"missed{n}", start_ts=ago(hours=8 * n + 1)) for n in range(115)]
    list_calls(daily)
    poll("daily")
    assert Recording.objects.filter(pk__startswith="missed").count() == 115
    assert list_calls(daily) == 2


def test_an_unfinished_recording_is_looked_for_until_it_is_finished(daily: DailyStandIn) -> None:
    running = a_recording("long", start_ts=ago(days=2), status="in-progress", duration=LEFT_OUT)
    daily.recordings = [*(a_recording(f"r{n}", start_ts=ago(minutes=n + 20)) for n in range(150)), running]
    poll("daily")
    assert state().oldest_unfinished_at == datetime.fromtimestamp(running["start_ts"], UTC)
    running |= {"status": "finished", "duration": 7200}
    walk = poll("daily")
    assert walk is not None
    assert (walk.new, state().oldest_unfinished_at) == (1, None)
    assert Recording.objects.filter(pk="long").exists()
    list_calls(daily)
    poll("daily")
    assert list_calls(daily) == 1


def test_edge_07_what_has_been_running_for_weeks_does_not_hold_the_walks_back(daily: DailyStandIn) -> None:
    daily.recordings = [a_recording("stuck", start_ts=ago(days=30), status="in-progress")]
    poll("daily")
    oldest = state().oldest_unfinished_at
    assert oldest is not None
    assert oldest > timezone.now() - DEEP - timedelta(minutes=1)


def test_once_an_hour_a_poll_goes_a_week_back(daily: DailyStandIn) -> None:
    daily.recordings = [a_recording(f"r{n}", start_ts=ago(hours=n + 1)) for n in range(250)]
    poll("daily")
    PlatformPoll.objects.update(deep_walk_at=timezone.now() - timedelta(minutes=59))
    Recording.objects.all().delete()
    poll("daily")
    assert Recording.objects.count() == 100
    PlatformPoll.objects.update(deep_walk_at=timezone.now() - timedelta(minutes=61))
    poll("daily")
    assert Recording.objects.count() == 200
    deep_walk_at = state().deep_walk_at
    assert deep_walk_at is not None
    assert deep_walk_at > timezone.now() - timedelta(minutes=1)


def test_edge_14_a_recording_listed_a_little_late_is_found_behind_a_hundred_newer_ones(daily: DailyStandIn) -> None:
    daily.recordings = [a_recording(f"r{n}", start_ts=ago(seconds=n)) for n in range(120)]
    poll("daily")
    late = int((timezone.now() - SLACK + timedelta(minutes=1)).timestamp())
    daily.recordings.append(a_recording("late", start_ts=late))
    poll("daily")
    assert Recording.objects.filter(pk="late").exists()


def test_a_wrong_date_in_the_midst_of_a_page_does_not_end_the_walk(daily: DailyStandIn) -> None:
    daily.recordings = a_month_of(150)
    poll("daily")
    Recording.objects.all().delete()
    put_back(days=60)
    daily.fail(Answer(200, {"data": [a_recording("odd", start_ts=5), *daily.recordings[:99]]}), path="/recordings")
    poll("daily")
    assert Recording.objects.count() == 151


def test_after_a_page_that_fails_the_next_poll_begins_at_the_newest_and_goes_on_where_it_was(
    daily: DailyStandIn,
) -> None:
    daily.recordings = a_month_of(150)
    daily.fail(Fault(), path="/recordings")
    daily.fail(refusal(401, "authentication-error"), path="/recordings")
    with pytest.raises(PlatformError, match="refuses the API key"):
        poll("daily")
    assert Recording.objects.count() == 100
    assert (state().deep_walk_at, state().succeeded_at, state().backlog_after) == (None, None, "r99")
    assert "refuses the API key" in state().error
    daily.requests.clear()
    poll("daily")
    assert [request.query.get("starting_after") for request in daily.requests] == [None, "r99"]
    assert Recording.objects.count() == 150
    assert (state().error, state().backlog_after) == ("", "")


def test_a_wrong_key_is_noted_and_the_next_poll_may_try(daily: DailyStandIn) -> None:
    daily.api_key = "another"
    with pytest.raises(PlatformError) as caught:
        poll("daily")
    assert not caught.value.passing
    assert (state().lease_until, state().lease_owner) == (None, "")
    daily.api_key = "stand-in-key"
    assert poll("daily") is not None


def test_edge_07_odd_recordings_are_shown_with_the_poll_and_spoil_nothing(daily: DailyStandIn) -> None:
    daily.recordings = [
        a_recording("good", start_ts=ago(hours=1)),
        a_recording("timeless", start_ts=None, tracks=None),
        {"room_name": "nameless"},
        "no object",
        a_recording("canceled", start_ts=ago(hours=1), status="canceled"),
    ]
    poll("daily")
    assert [row.pk for row in Recording.objects.all()] == ["good"]
    assert state().odd == {
        "timeless": "start_ts is missing or not a time",
        "without an id": "the recording is not a JSON object",
    }
    daily.recordings = daily.recordings[:1]
    put_back(hours=1)
    poll("daily")
    assert state().odd == {}


def test_an_odd_recording_stays_shown_when_walks_no_longer_come_by_it_until_it_can_be_read(
    daily: DailyStandIn,
) -> None:
    odd = a_recording("odd", start_ts=None, tracks=None)
    daily.recordings = [*a_month_of(105), odd]
    poll("daily")
    poll("daily")
    assert state().odd == {"odd": "start_ts is missing or not a time"}
    put_back(hours=1)
    poll("daily")
    assert state().odd == {"odd": "start_ts is missing or not a time"}
    odd["start_ts"] = ago(days=50)
    put_back(hours=1)
    poll("daily")
    assert state().odd == {}
    assert Recording.objects.filter(pk="odd").exists()


def test_an_odd_recording_that_a_webhook_told_of_in_full_is_odd_no_longer(daily: DailyStandIn) -> None:
    daily.recordings = [*a_month_of(105), a_recording("r", start_ts=None, tracks=None)]
    poll("daily")
    ingest(a_report("r"))
    poll("daily")
    assert state().odd == {}


def test_while_daily_fails_at_an_odd_recording_it_is_kept_and_the_poll_succeeds(daily: DailyStandIn) -> None:
    daily.recordings = [*a_month_of(105), a_recording("odd", start_ts=None, tracks=None)]
    poll("daily")
    put_back(hours=1)
    daily.fail(refusal(429, "rate-limit-error", headers={"Retry-After": "0"}), times=4, path="/recordings/odd")
    walk = poll("daily")
    assert walk is not None
    assert walk.odd == state().odd == {"odd": "start_ts is missing or not a time"}
    assert state().error == ""


def test_a_recording_that_cannot_be_stored_is_tried_at_each_walk_behind_a_hundred_newer_ones(
    daily: DailyStandIn,
) -> None:
    daily.recordings = [a_recording(f"r{n}", start_ts=ago(minutes=n + 20)) for n in range(115)]
    with failing(recording_stored, ValueError("too long"), at="r110"):
        poll("daily")
        poll("daily")
        assert state().odd == {"r110": "too long"}
    poll("daily")
    assert Recording.objects.filter(pk="r110").exists()
    assert (state().odd, state().oldest_unfinished_at) == ({}, None)


def test_a_recording_older_than_a_week_that_could_not_be_stored_is_asked_for_by_its_id(daily: DailyStandIn) -> None:
    daily.recordings = a_month_of(115)
    with failing(recording_stored, ValueError("too long"), at="r110"):
        poll("daily")
        poll("daily")
    put_back(hours=1)
    poll("daily")
    assert Recording.objects.filter(pk="r110").exists()
    assert state().odd == {}


@pytest.mark.parametrize("error", [OperationalError("the server is shutting down"), InterfaceError("closed")])
def test_a_database_that_is_away_breaks_the_poll_off_and_no_recording_is_blamed(
    daily: DailyStandIn, error: Exception
) -> None:
    daily.recordings = a_month_of(115)
    with failing(recording_stored, error, at="r110"), pytest.raises(type(error)):
        poll("daily")
    assert (state().oldest_unfinished_at, state().odd) == (None, {})
    assert state().error == "The poll broke off; see the log."
    poll("daily")
    assert Recording.objects.count() == 115


@pytest.mark.parametrize("error", [DatabaseError("disk full"), ValueError("too long"), OverflowError("too far")])
def test_one_recording_that_cannot_be_stored_does_not_stop_the_others(daily: DailyStandIn, error: Exception) -> None:
    daily.recordings = a_month_of(3)
    with failing(recording_stored, error, at="r1"):
        walk = poll("daily")
    assert walk is not None
    assert walk.odd == state().odd == {"r1": str(error)}
    assert sorted(row.pk for row in Recording.objects.all()) == ["r0", "r2"]
    poll("daily")
    assert Recording.objects.count() == 3


@pytest.mark.parametrize("start_ts", [253402300798, 1e12, -5, 1])
def test_edge_05_a_time_at_the_edges_of_the_calendar_stops_no_poll(daily: DailyStandIn, start_ts: float) -> None:
    a_meeting(room_name=ROOM, start_date=datetime.fromtimestamp(ago(hours=2), UTC))
    daily.recordings = [a_recording("odd", start_ts=start_ts), a_recording("good", start_ts=ago(hours=1))]
    for _ in range(2):
        poll("daily")
    assert Recording.objects.get(pk="good").outcome == "matched"
    assert state().error == ""


def test_a_poll_that_breaks_off_gives_the_lease_back_and_says_so(daily: DailyStandIn) -> None:
    daily.recordings = a_month_of(1)
    with failing(recording_stored, LookupError()), pytest.raises(LookupError):
        poll("daily")
    assert (state().lease_until, state().error) == (None, "The poll broke off; see the log.")


def test_while_another_poll_is_at_it_none_begins(daily: DailyStandIn) -> None:
    PlatformPoll.objects.create(pk="daily", lease_owner="x", lease_until=timezone.now() + timedelta(seconds=30))
    assert poll("daily") is None
    assert daily.requests == []
    assert state().lease_owner == "x"


def test_a_lease_that_ran_out_is_taken_over(daily: DailyStandIn) -> None:
    PlatformPoll.objects.create(pk="daily", lease_owner="x", lease_until=timezone.now() - timedelta(seconds=1))
    assert poll("daily") is not None


def test_a_poll_that_lost_its_lease_stops_and_moves_no_mark(
    daily: DailyStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("recordings.polling.LEASE", timedelta(0))
    daily.recordings = a_month_of(2)

    def take_over(**kwargs: object) -> None:
        PlatformPoll.objects.update(lease_owner="x", lease_until=timezone.now() + LEASE)

    recording_stored.connect(take_over)
    try:
        with pytest.raises(PlatformError, match="taken over"):
            poll("daily")
    finally:
        recording_stored.disconnect(take_over)
    assert (state().lease_owner, state().walked_until) == ("x", None)
    assert Recording.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_edge_15_of_polls_in_many_threads_at_once_one_walks_and_nothing_is_doubled(daily: DailyStandIn) -> None:
    daily.recordings = a_month_of(5)
    daily.fail(Fault(delay_s=1.0), path="/recordings")
    walks: list[object] = []
    together = threading.Barrier(4)

    def run() -> None:
        together.wait()
        walks.append(poll("daily"))
        connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(walk is None for walk in walks) == [False, True, True, True]
    assert list_calls(daily) == 1
    assert Recording.objects.count() == 5


def test_edge_12_a_cursor_that_is_gone_midway_loses_nothing(daily: DailyStandIn) -> None:
    daily.recordings = a_month_of(250)
    daily.fail(Fault(), path="/recordings")
    daily.fail(refusal(404, "not-found"), path="/recordings")
    with heard(recording_stored) as told:
        poll("daily")
    assert len(told) == len(set(told)) == Recording.objects.count() == 250


def test_edge_13_recordings_of_one_room_name_go_to_the_meeting_of_their_time(daily: DailyStandIn) -> None:
    days = [datetime.fromtimestamp(ago(days=day), UTC) for day in (1, 2, 3)]
    meetings = [a_meeting(room_name=ROOM, start_date=day) for day in days]
    daily.recordings = [
        a_recording(f"r{number}", start_ts=int(day.timestamp()) + 60) for number, day in enumerate(days)
    ]
    poll("daily")
    assert [Recording.objects.get(pk=f"r{n}").meeting for n in range(3)] == meetings


def test_edge_14_twenty_one_recordings_of_one_meeting_listed_out_of_order_all_belong_to_it(
    daily: DailyStandIn,
) -> None:
    start = ago(hours=5)
    meeting = a_meeting(room_name=ROOM, start_date=datetime.fromtimestamp(start, UTC))
    daily.recordings = [a_recording(f"r{n}", start_ts=start + 600 * (n * 8 % 21)) for n in range(21)]
    with heard(recording_matched) as told:
        poll("daily")
    assert sorted(told) == sorted(f"r{n}" for n in range(21))
    assert Meeting.objects.get() == meeting
    assert meeting.recordings.count() == 21


def test_edge_35_a_recording_that_went_on_in_a_second_one_is_two_of_one_meeting(daily: DailyStandIn) -> None:
    start = ago(hours=6)
    meeting = a_meeting(room_name=ROOM, start_date=datetime.fromtimestamp(start, UTC))
    daily.recordings = [
        a_recording("first", start_ts=start, duration=15000),
        a_recording("second", start_ts=start + 15000, duration=900),
    ]
    poll("daily")
    assert meeting.recordings.count() == 2


def test_edge_28_a_recording_whose_room_is_gone_at_daily_is_stored_all_the_same(daily: DailyStandIn) -> None:
    daily.recordings = a_month_of(1)
    assert daily.rooms == {}
    poll("daily")
    assert Recording.objects.count() == 1


def test_the_job_of_the_queue_notes_a_failure_and_goes_on(daily: DailyStandIn) -> None:
    daily.api_key = "another"
    poll_recordings("daily")
    assert "refuses the API key" in state().error
    daily.api_key = "stand-in-key"
    poll_recordings("daily")
    assert state().error == ""


def test_the_job_of_the_queue_asks_nobody_when_the_key_was_taken_away(daily: DailyStandIn, settings: Settings) -> None:
    settings.DAILY_API_KEY = ""
    poll_recordings("daily")
    assert daily.requests == []
    assert not PlatformPoll.objects.exists()


def run_command(**options: float) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("poll_recordings", stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def test_the_command_says_what_it_saw_and_what_it_could_not_read(daily: DailyStandIn) -> None:
    daily.recordings = [*a_month_of(2), a_recording("odd", start_ts=None, tracks=None)]
    assert run_command() == (
        "daily: 2 recordings seen, 2 new, 0 matched.\n",
        "daily: recording odd could not be read: start_ts is missing or not a time\n",
    )


def test_the_command_waits_while_another_poll_is_at_it(daily: DailyStandIn) -> None:
    PlatformPoll.objects.create(pk="daily", lease_owner="x", lease_until=timezone.now() + timedelta(seconds=0.3))
    said, _ = run_command()
    assert said.splitlines() == [
        "daily: another poll is at it; waiting for its end.",
        "daily: 0 recordings seen, 0 new, 0 matched.",
    ]


def test_the_command_waits_no_longer_than_it_is_told(daily: DailyStandIn) -> None:
    PlatformPoll.objects.create(pk="daily", lease_owner="x", lease_until=timezone.now() + LEASE)
    assert run_command(wait=0) == ("daily: another poll is still at it; try again later.\n", "")
    assert daily.requests == []


def test_the_command_fails_with_daily_s_reason(daily: DailyStandIn) -> None:
    daily.api_key = "another"
    with pytest.raises(CommandError, match="refuses the API key"):
        run_command()


def test_the_command_fails_when_no_platform_can_be_asked(settings: Settings) -> None:
    settings.DAILY_API_KEY = ""
    with pytest.raises(CommandError, match="set DAILY_API_KEY"):
        run_command()
