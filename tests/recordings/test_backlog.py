"""Polls that end before they have come to the end of the list: the next ones go on, and pass by nothing."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from meetings.platforms.daily.client import DailyClient
from recordings.jobs import poll_recordings
from recordings.models import PlatformPoll, Recording
from recordings.polling import poll
from recordings.signals import recording_stored
from tests.builders import a_staff_member
from tests.daily.build import a_recording
from tests.recordings.listed import a_month_of, ago, state
from tests.recordings.reports import heard
from tests.standins.daily import API_KEY, DailyStandIn
from tests.standins.http import Fault
from transcripts.watching.health import examine

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).parents[2]


@pytest.fixture
def pages_of_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("meetings.platforms.daily.client.LARGEST_PAGE", 2)
    defaults = DailyClient.__init__.__kwdefaults__
    assert defaults is not None
    monkeypatch.setitem(defaults, "list_interval_s", 0.0)


in_pages_of_two = pytest.mark.usefixtures("pages_of_two")


def polled_shortly(daily: DailyStandIn) -> list[str | None]:
    """A poll whose time is up at once: the places in the list whose pages it asked for."""
    daily.requests.clear()
    poll("daily", within_s=0)
    return [request.query.get("starting_after") for request in daily.seen("GET", "/recordings")]


def stored() -> set[str]:
    return set(Recording.objects.values_list("pk", flat=True))


@in_pages_of_two
def test_polls_without_time_go_on_page_by_page_until_all_are_known(daily: DailyStandIn) -> None:
    daily.recordings = a_month_of(7)
    with heard(recording_stored) as told:
        places = [polled_shortly(daily) for _ in range(5)]
    assert places == [[None], [None, "r1"], [None, "r3"], [None, "r5"], [None]]
    assert told == [f"r{number}" for number in range(7)]


@in_pages_of_two
def test_what_is_new_meanwhile_comes_before_what_is_old(daily: DailyStandIn) -> None:
    daily.recordings = a_month_of(9)
    polled_shortly(daily)
    PlatformPoll.objects.update(walked_until=timezone.now() - timedelta(minutes=10))
    daily.recordings += [a_recording(f"new{number}", start_ts=ago(minutes=3 + number)) for number in range(3)]
    polled_shortly(daily)
    assert stored() >= {"new0", "new1", "new2"}
    daily.recordings.append(a_recording("newest", start_ts=ago(minutes=1)))
    polled_shortly(daily)
    assert "newest" in stored()
    for _ in range(5):
        polled_shortly(daily)
    assert len(stored()) == 13


@in_pages_of_two
def test_walks_that_are_always_cut_short_do_not_hold_the_backlog_up(daily: DailyStandIn) -> None:
    daily.recordings = a_month_of(10)
    just_now = timezone.now()
    unfinished = just_now - timedelta(days=5)
    PlatformPoll.objects.create(
        pk="daily",
        walked_until=just_now,
        deep_walk_at=just_now,
        oldest_unfinished_at=unfinished,
        backlog_after="r5",
        backlog_reached=just_now - timedelta(hours=31),
    )
    assert [polled_shortly(daily) for _ in range(3)] == [[None, "r5"], [None, "r7"], [None, "r9"]]
    assert (state().backlog_after, state().oldest_unfinished_at) == ("", unfinished)
    assert stored() == {"r0", "r1", "r6", "r7", "r8", "r9"}
    for _ in range(4):
        polled_shortly(daily)
    assert len(stored()) == 10


@in_pages_of_two
def test_a_recording_that_goes_on_in_the_backlog_is_looked_for_until_it_is_finished(daily: DailyStandIn) -> None:
    running = a_recording("running", start_ts=ago(hours=30), status="in-progress")
    daily.recordings = [*a_month_of(4), running, a_recording("oldest", start_ts=ago(days=90))]
    for _ in range(4):
        polled_shortly(daily)
    assert (state().backlog_after, "running" in stored()) == ("", False)
    running["status"] = "finished"
    for _ in range(3):
        polled_shortly(daily)
    assert "running" in stored()


@in_pages_of_two
def test_of_odd_recordings_in_the_backlog_one_is_asked_for_where_there_is_no_time(daily: DailyStandIn) -> None:
    daily.recordings = a_month_of(3)
    poll("daily")
    PlatformPoll.objects.update(odd={"r8": "unread", "r9": "unread"}, deep_walk_at=timezone.now() - timedelta(hours=2))
    polled_shortly(daily)
    assert len(daily.requests) == 2
    assert len(state().odd) == 1


@in_pages_of_two
def test_a_place_whose_recording_was_deleted_makes_the_walk_begin_anew(daily: DailyStandIn) -> None:
    daily.recordings = a_month_of(7)
    polled_shortly(daily)
    del daily.recordings[1]
    assert polled_shortly(daily) == [None, "r1", None]
    for _ in range(3):
        polled_shortly(daily)
    assert len(stored()) == 7
    assert state().backlog_after == ""


@in_pages_of_two
def test_staff_read_how_far_back_the_polls_have_come(daily: DailyStandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recordings.jobs.POLL_WITHIN_S", 0.0)
    last = datetime(2026, 2, 3, 12, tzinfo=UTC)
    daily.recordings = a_month_of(5, newest=int((last + timedelta(hours=6)).timestamp()))
    poll_recordings("daily")
    sentence = "Recordings from before 3 Feb 2026 are still to be looked at."
    (finding,) = (finding for finding in examine() if finding.name == "poll daily")
    assert finding.well
    assert sentence in finding.text
    client = Client()
    client.force_login(a_staff_member())
    assert sentence in client.get(reverse("admin:recordings_platformpoll_changelist")).content.decode()
    for _ in range(2):
        poll_recordings("daily")
    assert state().to_come == ""


@in_pages_of_two
def test_by_hand_a_poll_goes_on_to_the_end_and_tells_how_far_it_is(daily: DailyStandIn) -> None:
    daily.recordings = a_month_of(23, newest=int(datetime(2026, 2, 3, 12, tzinfo=UTC).timestamp()))
    polled_shortly(daily)
    out = StringIO()
    call_command("poll_recordings", stdout=out)
    assert out.getvalue().splitlines() == [
        "daily: 20 recordings so far, back to 29 Jan 2026.",
        "daily: 23 recordings seen, 21 new, 0 matched.",
    ]
    assert len(stored()) == 23


@pytest.mark.django_db(transaction=True)
def test_a_poll_that_is_killed_is_gone_on_with_by_the_next(
    daily: DailyStandIn, process_environment: dict[str, str]
) -> None:
    daily.recordings = a_month_of(110)
    for delay_s in (0.0, 60.0):
        daily.fail(Fault(delay_s=delay_s), path="/recordings")
    keys = {"DAILY_API_URL": daily.api_url, "DAILY_API_KEY": API_KEY, "LOG_LEVEL": "ERROR"}
    polling = subprocess.Popen(
        [sys.executable, "manage.py", "poll_recordings", "--skip-checks"], cwd=ROOT, env={**process_environment, **keys}
    )
    until = time.monotonic() + 60
    while len(daily.requests) < 2 and time.monotonic() < until:
        time.sleep(0.02)
    os.kill(polling.pid, signal.SIGKILL)
    polling.wait()
    assert Recording.objects.count() == 100
    PlatformPoll.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    daily.recordings.append(a_recording("meanwhile", start_ts=ago(minutes=1)))
    daily.requests.clear()
    poll("daily")
    assert [request.query.get("starting_after") for request in daily.requests] == [None, "r99"]
    assert stored() == {"meanwhile", *(f"r{number}" for number in range(110))}
