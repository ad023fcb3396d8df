"""Hints are lost, deleted, unreadable, given many times, and taken by many."""

import time
from uuid import uuid4

from django.utils import timezone
from django_q.models import OrmQ

from reflector_site.queue import Queue, enqueue
from tests.chaos import journal
from tests.chaos.kills import PATIENCE_S
from tests.chaos.meetings import Load, bring_in
from tests.chaos.outcome import Outcome, account, begun_since
from tests.chaos.site import Site
from transcripts.models import Step
from transcripts.pipeline import QUICK_JOB, SPEECH_JOB, SPEECH_KINDS

OLD_NAME = "of an older release"
OLD: tuple[tuple[str | int, ...], ...] = (
    ("transcripts.tasks.process_recording", 1),
    ("a_module_that_is_gone.call", "x"),
    ("transcripts.jobs.run_step_of_kind", 1, "fetch"),
    ("transcripts.quick_jobs.run_quick",),
    ("transcripts.jobs.run_speech", 1, 2, 3),
    ("transcripts.quick_jobs.run_quick", "890c0eae-e186-4534-a7bd-7c794b7d6d7f"),
    ("transcripts.jobs.beat", "a queue that is gone"),
)


def taken_and_lost(site: Site) -> Outcome:
    outcome = Outcome("clusters killed as soon as they had taken hints in advance")
    load = bring_in(10, tracks=2)
    clusters = site.clusters()
    site.wait(lambda: OrmQ.objects.filter(lock__gt=timezone.now()).count() >= 4, PATIENCE_S, "hints are taken")
    for cluster in clusters:
        cluster.kill()
    lost = OrmQ.objects.filter(lock__gt=timezone.now()).count()
    at = time.time()
    outcome.notes.append(f"{lost} hints were out of reach for 41 minutes")
    unbegun = list(Step.objects.exclude(status=Step.Status.DONE).values_list("pk", flat=True))
    site.sweeper()
    site.clusters()
    site.wait_for(load, PATIENCE_S)
    outcome.recovered_in(begun_since(at, unbegun))
    return account(outcome, load)


def emptied(site: Site) -> Outcome:
    outcome = Outcome("the queue's table emptied at work; then the secret key changed")
    running = [site.sweeper(), *site.clusters()]
    load = bring_in(4 if site.short else 10, tracks=2, pace_s=0.6)
    site.wait(lambda: len(journal.entries()) > 10, PATIENCE_S, "work has begun")
    at = time.time()
    outcome.notes.append(f"{OrmQ.objects.all().delete()[0]} hints deleted")
    waiting = _waiting()
    site.wait_for(load, PATIENCE_S)
    outcome.recovered_in(begun_since(at, waiting))
    for process in running:
        process.kill()
    load += bring_in(4, tracks=2)
    waiting, at = _waiting(), time.time()
    site.environment["DJANGO_SECRET_KEY"] = f"another-{uuid4()}"
    site.sweeper()
    site.clusters()
    site.wait_for(load, PATIENCE_S)
    outcome.recovered_in(begun_since(at, waiting))
    return account(outcome, load)


def many_times(site: Site) -> Outcome:
    outcome = Outcome("each hint given five times, two clusters on each queue")
    load = bring_in(4 if site.short else 10, tracks=3, pace_s=0.4)
    for queue in (*Queue, *Queue):
        site.cluster(queue)
    deadline = time.monotonic() + PATIENCE_S
    hinted: set[int] = set()
    while time.monotonic() < deadline and not _all_done(load):
        hinted |= _hint_often(hinted)
        time.sleep(0.1)
    outcome.notes.append(f"{4 * len(hinted)} hints too many")
    account(outcome, load)
    outcome.require(outcome.begun_again == 0, "steps were begun twice")
    return outcome


def from_an_older_release(site: Site) -> Outcome:
    outcome = Outcome("what an older release had queued: functions that are gone, other arguments, another signature")
    load = bring_in(4, tracks=2)
    OrmQ.objects.all().delete()
    for queue in Queue:
        for function, *arguments in OLD:
            enqueue(str(function), *arguments, queue=queue, name=OLD_NAME)
        OrmQ.objects.create(key=str(queue), payload="not signed by this site", lock=timezone.now())
    queued = OrmQ.objects.count()
    clusters = {queue: site.cluster(queue) for queue in Queue}
    before = {queue: site.parts(cluster, queue) for queue, cluster in clusters.items()}
    site.wait(_are_dropped, PATIENCE_S, "what is old is dropped")
    waiting, at = _waiting(), time.time()
    site.sweeper()
    site.wait_for(load, PATIENCE_S)
    outcome.recovered_in(begun_since(at, waiting))
    dropped = site.logged("Failed to push task to queue") + site.logged(f"({OLD_NAME})")
    outcome.notes.append(f"{queued} calls dropped, a line in the log for each")
    outcome.require(dropped == queued, f"{dropped} lines in the log instead of {queued}")
    after = {queue: site.parts(cluster, queue) for queue, cluster in clusters.items()}
    outcome.require(before == after, "a worker has died of it")
    return account(outcome, load)


def _are_dropped() -> bool:
    """Whether nothing waits any more that is not of this release."""
    rows = OrmQ.objects.exclude(payload="not signed by this site")
    return rows.count() == OrmQ.objects.count() and not any(row.name() == OLD_NAME for row in rows)


def _waiting() -> list[int]:
    return list(Step.objects.filter(status=Step.Status.QUEUED).values_list("pk", flat=True))


def _all_done(load: Load) -> bool:
    done = Step.objects.filter(kind=Step.Kind.SUMMARISE, status=Step.Status.DONE).count()
    mixed = Step.objects.filter(kind=Step.Kind.MIX, status=Step.Status.DONE).count()
    return done == mixed == len(load.recordings)


def _hint_often(besides: set[int]) -> set[int]:
    found = dict(Step.objects.exclude(pk__in=besides).values_list("pk", "kind"))
    for step_id, kind in found.items():
        speech = kind in SPEECH_KINDS
        for _ in range(4):
            enqueue(
                SPEECH_JOB if speech else QUICK_JOB,
                step_id,
                queue=Queue.SPEECH if speech else Queue.QUICK,
                name="again",
            )
    return set(found)
