"""Processes die: workers, engines, guards, whole clusters, the watchdog."""

import signal
import time
from collections.abc import Callable

from reflector_site.queue import Queue
from tests.chaos.meetings import bring_in
from tests.chaos.outcome import Outcome, account, begun_since, running_steps
from tests.chaos.processes import (
    ClusterProcesses,
    children,
    cluster_processes,
    environment_of,
    kill,
    kill_group,
    left_behind,
)
from tests.chaos.site import WORKERS, Running, Site
from transcripts.models import Step

PATIENCE_S = 90


def busy_worker(site: Site) -> Outcome:
    outcome = Outcome("a speech worker killed at work, then an engine")
    _, speech = site.clusters()
    site.sweeper()
    load = bring_in(3, tracks=2 if site.short else 5, pace_s=1.5)
    guard = site.parts(speech, Queue.SPEECH).guard
    moments = []
    for victim in (worker_at_work, _engine):
        site.wait(lambda: bool(_engine(guard)), PATIENCE_S, "there is an engine")
        wait_for_speech(site)
        moments.append((time.time(), running_steps()))
        kill(victim(guard))
        time.sleep(1)
    site.wait_for(load, PATIENCE_S)
    for at, interrupted in moments:
        outcome.recovered_in(begun_since(at, interrupted))
    return account(outcome, load)


def whole_cluster(site: Site) -> Outcome:
    kills, recordings, tracks = (3, 6, 3) if site.short else (8, 30, 5)
    outcome = Outcome(f"both clusters killed {kills} times, after 5 s of work each")
    site.sweeper()
    load = bring_in(recordings, tracks=tracks, pace_s=0.5)
    moments = []
    for _ in range(kills):
        clusters = site.clusters()
        site.wait(lambda: bool(running_steps()), PATIENCE_S, "the clusters work")
        time.sleep(5)
        at = time.time()
        for cluster in clusters:
            cluster.kill()
        time.sleep(0.5)  # a result that was just being written is there now, or is not
        moments.append((at, running_steps()))
    site.clusters()
    site.wait_for(load, 400)
    for at, interrupted in moments:
        outcome.recovered_in(begun_since(at, interrupted))
    outcome.notes.append(f"{sum(len(steps) for _, steps in moments)} steps were cut off")
    return account(outcome, load)


def any_process(site: Site) -> Outcome:
    parts = ("main", "guard", "pusher", "monitor")
    victims = [(queue, part) for queue in Queue for part in parts][:: 3 if site.short else 1]
    outcome = Outcome("under `work`: " + ", ".join(f"{part} of {queue}" for queue, part in victims) + " killed in turn")
    work = site.work()
    load = bring_in(1, tracks=2)
    site.wait_for(load, PATIENCE_S)
    for queue, part in victims:
        kill(getattr(under_work(work, queue), part))
        at = time.time()
        load += bring_in(1, tracks=2)
        site.wait_for(load, PATIENCE_S)
        outcome.recovered_in(time.time() - at)
    return account(outcome, load)


def watchdog(site: Site) -> Outcome:
    outcome = Outcome("`work` itself killed at work; started anew after 3 s")
    work = site.work()
    load = bring_in(3, tracks=3, pace_s=1)
    wait_for_speech(site)
    interrupted, at = running_steps(), time.time()
    kill(work.pid)
    work.process.wait()
    time.sleep(3)
    outcome.require(not left_behind(site.folder), "processes lived on unguarded")
    kill(*(pid for pid, _ in left_behind(site.folder)))
    site.work()
    site.wait_for(load, PATIENCE_S)
    outcome.recovered_in(begun_since(at, interrupted))
    return account(outcome, load)


def asked_to_end(site: Site) -> Outcome:
    outcome = Outcome("SIGTERM to main processes, to whole groups, to `work`")
    tracks = 2 if site.short else 4
    site.sweeper()
    load = bring_in(2, tracks=tracks, pace_s=1.5)
    for how, send in (("main processes", kill), ("groups", kill_group)):
        clusters = site.clusters()
        wait_for_speech(site)
        at = time.time()
        _end(clusters, send, within_s=10)
        outcome.notes.append(f"{how} ended in {time.time() - at:.0f} s")
        load += bring_in(2, tracks=tracks, pace_s=1.5)
    work = site.work()
    wait_for_speech(site)
    at = time.time()
    kill(work.pid, number=signal.SIGTERM)
    outcome.require(work.ended_within(30), "`work` did not end")
    outcome.notes.append(f"`work` ended in {time.time() - at:.0f} s")
    load += bring_in(1, tracks=tracks)
    interrupted, at = running_steps(), time.time()
    site.work()
    site.wait_for(load, PATIENCE_S)
    outcome.recovered_in(begun_since(at, interrupted or None))
    return account(outcome, load)


def wait_for_speech(site: Site) -> None:
    """Until the engine has work."""
    at_work = Step.objects.filter(kind=Step.Kind.TRANSCRIBE, status=Step.Status.RUNNING)
    site.wait(at_work.exists, PATIENCE_S, "a track is being transcribed")


def _end(clusters: list[Running], send: Callable[..., None], *, within_s: float) -> None:
    """As a supervisor does: ask, wait, kill."""
    for cluster in clusters:
        send(cluster.pid, number=signal.SIGTERM)
    deadline = time.monotonic() + within_s
    for cluster in clusters:
        cluster.ended_within(max(0, deadline - time.monotonic()))
        cluster.kill()


def worker_at_work(guard: int) -> int:
    """The one child of a guard that has a child, the engine; 0 when there is none."""
    return next((part for part in children(guard) if children(part)), 0)


def _engine(guard: int) -> int:
    worker = worker_at_work(guard)
    return next(iter(children(worker)), 0) if worker else 0


def under_work(work: Running, queue: Queue) -> ClusterProcesses:
    """The processes of the cluster that `work` has for the queue just now."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        for main in (main for keeper in children(work.pid) for main in children(keeper)):
            if f"Q_CLUSTER_NAME={queue}" in environment_of(main):
                return cluster_processes(main, workers=WORKERS[queue])
        time.sleep(0.2)
    raise TimeoutError(f"no cluster of the queue {queue}")
