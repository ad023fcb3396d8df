"""Processes stop without ending: frozen, hanging, out of memory, waiting for a lock that a dead one holds."""

import signal
import time
from functools import partial

from reflector_site.queue import Queue
from tests.chaos.kills import PATIENCE_S, under_work, wait_for_speech, worker_at_work
from tests.chaos.meetings import bring_in, transcripts_of
from tests.chaos.outcome import Outcome, account, begun_since, running_steps
from tests.chaos.processes import alive, children, kill
from tests.chaos.site import Site
from transcripts.models import Step, Transcript
from transcripts.steps import MOST_ATTEMPTS


def frozen_worker(site: Site) -> Outcome:
    outcome = Outcome("a speech worker and its engine frozen past the lease, thawed when another had done their steps")
    first = site.cluster(Queue.SPEECH)
    site.cluster(Queue.QUICK)
    site.sweeper()
    load = bring_in(2, tracks=2, pace_s=3)
    wait_for_speech(site)
    worker = worker_at_work(site.parts(first, Queue.SPEECH).guard)
    frozen = (worker, *children(worker))
    interrupted, at = running_steps(), time.time()
    kill(*frozen, number=signal.SIGSTOP)
    site.cluster(Queue.SPEECH)
    site.wait_for(load, PATIENCE_S)
    outcome.recovered_in(begun_since(at, interrupted))
    kill(*reversed(frozen), number=signal.SIGCONT)
    refused = "was taken over by somebody else"
    site.wait(lambda: site.logged(refused) > 0, 30, "the thawed worker is refused")
    outcome.notes.append(f"{site.logged(refused)} late results refused")
    return account(outcome, load)


def hanging_engine(site: Site) -> Outcome:
    return _misbehaving(site, "hang", "a track on which the engine hangs for ever", "no sign of life")


def dying_engine(site: Site) -> Outcome:
    return _misbehaving(site, "segfault", "a track that crashes the engine", "killed by SIGSEGV")


def greedy_engine(site: Site) -> Outcome:
    return _misbehaving(site, "eat", "a track that takes all memory the engine may have (400 MB)", "memory")


def idle_workers_and_monitor(site: Site) -> Outcome:
    outcome = Outcome("under `work`: all idle workers of a queue killed, of the other queue, then a monitor")
    work = site.work()
    load = bring_in(1, tracks=2)
    site.wait_for(load, PATIENCE_S)
    first = {queue: under_work(work, queue) for queue in Queue}
    for queue, part in ((Queue.SPEECH, "workers"), (Queue.QUICK, "workers"), (Queue.SPEECH, "monitor")):
        parts = under_work(work, queue)
        if parts.main == first[queue].main:
            parts = first[queue]  # a guard that has made a new worker has its parts in another order
        kill(*(parts.workers if part == "workers" else (parts.monitor,)))
        at = time.time()
        load += bring_in(1, tracks=2)
        site.wait_for(load, PATIENCE_S)
        outcome.recovered_in(time.time() - at)
        if part == "monitor":
            site.wait(partial(_is_gone, parts.main), PATIENCE_S, "a dead monitor is noticed")
    outcome.notes.append(f"{site.logged('they are started again')} clusters started again")
    return account(outcome, load)


def _misbehaving(site: Site, does: str, done: str, reason: str) -> Outcome:
    """The track fails with the reason after all attempts; the others of its recording, and other recordings, do not."""
    outcome = Outcome(done)
    site.environment["SPEECH_MEMORY_MB"] = "400"
    site.sweeper()
    site.clusters()
    load = bring_in(1, tracks=3, does=[does])
    others = bring_in(2, tracks=2)
    site.wait_for(load + others, 2 * PATIENCE_S)
    failed = Step.objects.filter(kind=Step.Kind.TRANSCRIBE, status=Step.Status.FAILED)
    for step in failed:
        outcome.notes.append(f"failed after {step.attempts} attempts: {step.error}")
    outcome.require([step.attempts for step in failed] == [MOST_ATTEMPTS], "not one step failed after all attempts")
    outcome.require(all(reason in step.error for step in failed), "the reason is not told")
    transcript = transcripts_of(load).get()
    outcome.require(transcript.status == Transcript.Status.READY, "the other tracks are not shown")
    outcome.require(bool(transcript.warnings), "no warning")
    account(outcome, load, whole=False)
    outcome.require(outcome.lost == 1, "other tracks were lost")
    outcome.lost -= 1
    account_of_others = account(Outcome(""), others)
    outcome.problems += account_of_others.problems
    return outcome


def _is_gone(pid: int) -> bool:
    return not alive(pid)
