"""Two of everything that works by the clock: polls that begin at once, schedules that two clusters see as due."""

import time
from collections import defaultdict
from datetime import timedelta
from itertools import pairwise

from django.utils import timezone
from django_q.models import Schedule

from recordings.models import Recording
from reflector_site.queue import Queue
from tests.chaos import journal
from tests.chaos.kills import PATIENCE_S
from tests.chaos.meetings import reported_by
from tests.chaos.outcome import Outcome, account
from tests.chaos.site import Site
from tests.standins.daily import API_KEY, DailyStandIn
from tests.standins.http import Fault, SeenRequest
from transcripts.models import Transcript

ROUNDS = 5
ANSWER_S = 0.5
SCHEDULES = 6
WATCHED_S = 140
# Django-q2 looks at the schedules twice a minute.
APART_S = 25


def polls(site: Site) -> Outcome:
    outcome = Outcome(f"two `work`, three sweepers, and {ROUNDS} times two polls at once of a stand-in for Daily")
    with DailyStandIn() as daily:
        daily.fail(Fault(delay_s=ANSWER_S), times=1_000, path="/recordings")
        site.environment |= {"DAILY_API_KEY": API_KEY, "DAILY_API_URL": daily.api_url}
        for _ in range(2):
            site.work()
        for _ in range(3):
            site.sweeper()
        load = reported_by(daily, 0, tracks=3)
        for _ in range(ROUNDS):
            load += reported_by(daily, 2 if site.short else 6, tracks=3)
            pair = [site.start("manage.py", "poll_recordings", name="poll") for _ in range(2)]
            outcome.require(all(it.ended_within(60) for it in pair), "a poll did not end")
        site.wait(lambda: Recording.objects.count() >= len(load.recordings), PATIENCE_S, "every recording is stored")
        site.wait_for(load, 3 * PATIENCE_S)
        walks = daily.seen("GET", "/recordings")
    turned_away = site.logged("another poll is at it")
    outcome.notes.append(f"{len(walks)} walks, {turned_away} polls turned away")
    account(outcome, load)
    outcome.require(turned_away > 0, "no two polls met")
    outcome.require(_one_at_a_time(walks), "two polls walked at once")
    outcome.require(Recording.objects.count() == len(load.recordings), "recordings were stored twice")
    outcome.require(Transcript.objects.count() == len(load.recordings), "transcripts were begun twice")
    outcome.require(outcome.begun_again == 0, "steps were begun twice")
    return outcome


def schedules(site: Site) -> Outcome:
    outcome = Outcome(f"two clusters with {SCHEDULES} schedules of a minute each, for {WATCHED_S} s")
    Schedule.objects.all().delete()
    for number in range(SCHEDULES):
        Schedule.objects.create(
            name=f"schedule {number}",
            func="tests.chaos.journal.fired",
            args=repr((number,)),
            schedule_type=Schedule.MINUTES,
            minutes=1,
            repeats=-1,
            cluster=str(Queue.QUICK),
            next_run=timezone.now() + timedelta(seconds=5),
        )
    for _ in range(2):
        site.cluster(Queue.QUICK)
    time.sleep(WATCHED_S)
    times: defaultdict[int, list[float]] = defaultdict(list)
    for number, at in journal.firings():
        times[number].append(at)
    doubled = sum(later - at < APART_S for of_one in times.values() for at, later in pairwise(of_one))
    outcome.notes.append(f"{sum(map(len, times.values()))} calls, {doubled} of them double")
    outcome.stored_twice = doubled
    outcome.require(doubled == 0, "a schedule had a double effect")
    outcome.require(all(len(times[number]) >= 2 for number in range(SCHEDULES)), "a schedule was not kept")
    return outcome


def _one_at_a_time(walks: list[SeenRequest]) -> bool:
    """Each walk is one page, which takes the stand-in ANSWER_S to give."""
    return all(later.at - walk.at >= ANSWER_S for walk, later in pairwise(walks))
