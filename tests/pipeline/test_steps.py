"""Claims, leases, fences and attempts: what a worker may do with a step, and for how long."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import Value
from django.db.models.functions import Now

from tests.builders import a_recording, a_step, a_transcript, a_version
from tests.pipeline.working import claimed, let_lease_run_out, let_pause_pass
from transcripts import steps
from transcripts.models import Step, Version
from transcripts.steps import HINT_AGE, LEASE, MOST_ATTEMPTS, Claim

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def a_version_without_steps() -> Version:
    return a_version(a_transcript(a_recording(), status="transcribing"), number=2)


@pytest.fixture
def step() -> Step:
    """One that is due, its hint long given."""
    return a_step(a_version_without_steps(), "fetch", part="0")


def later(step: Step) -> Step:
    """The step as it now stands in the database."""
    return Step.objects.get(pk=step.pk)


def test_a_claimed_step_runs_under_a_lease_of_its_owner(step: Step) -> None:
    assert steps.claim(step.pk, owner="here:1") == Claim(step.pk, "here:1", 1)
    running = later(step)
    assert (running.status, running.owner, running.fence, running.attempts) == ("running", "here:1", 1, 1)
    assert running.started_at is not None
    assert running.lease_until is not None
    assert running.lease_until - running.started_at == pytest.approx(LEASE, abs=timedelta(seconds=1))


def test_the_lease_is_counted_from_the_database_s_clock(step: Step) -> None:
    claimed(step)
    lease_until = later(step).lease_until
    assert lease_until is not None
    assert abs(lease_until - datetime.now(UTC) - LEASE) < timedelta(seconds=5)


def test_a_step_is_claimed_once(step: Step) -> None:
    claimed(step)
    assert steps.claim(step.pk, owner="there:2") is None
    assert steps.claim(step.pk, owner="here:1") is None
    assert later(step).owner == "here:1"


def test_a_step_is_not_claimed_before_it_is_due() -> None:
    waiting = a_step(a_version_without_steps(), run_after=datetime.now(UTC) + HOUR)
    assert steps.claim(waiting.pk, owner="here:1") is None
    assert later(waiting).attempts == 0


@pytest.mark.parametrize("status", ["done", "failed", "cancelled"])
def test_a_step_that_has_ended_is_not_claimed(status: str) -> None:
    ended = a_step(a_version_without_steps(), status=status, error="It broke.")
    assert steps.claim(ended.pk, owner="here:1") is None


def test_a_step_that_does_not_exist_is_not_claimed() -> None:
    assert steps.claim(0, owner="here:1") is None


def test_the_fence_and_the_attempts_grow_with_each_claim(step: Step) -> None:
    claimed(step)
    for number in range(2, MOST_ATTEMPTS + 1):
        let_lease_run_out(step)
        assert claimed(step, owner=f"there:{number}").fence == number
    assert later(step).attempts == MOST_ATTEMPTS


def test_a_step_whose_lease_ran_out_may_be_claimed_by_another(step: Step) -> None:
    claimed(step)
    let_lease_run_out(step)
    assert steps.claim(step.pk, owner="there:2") == Claim(step.pk, "there:2", 2)


def test_a_renewed_lease_lasts_anew_and_keeps_the_share_done(step: Step) -> None:
    held = claimed(step)
    let_lease_run_out(step)
    assert steps.renew(held, progress=0.5)
    assert steps.claim(step.pk, owner="there:2") is None
    assert later(step).progress == 0.5


@pytest.mark.parametrize(("told", "kept"), [(-0.1, 0.0), (1.7, 1.0)])
def test_the_share_done_stays_between_nothing_and_all(step: Step, told: float, kept: float) -> None:
    steps.renew(claimed(step), progress=told)
    assert later(step).progress == kept


def test_a_finished_step_keeps_its_result(step: Step) -> None:
    assert steps.finish(claimed(step), {"size": 17})
    done = later(step)
    assert (done.status, done.result, done.progress, done.owner, done.lease_until) == (
        "done",
        {"size": 17},
        1,
        "",
        None,
    )
    assert done.finished_at is not None


def test_one_that_was_overtaken_can_write_nothing(step: Step) -> None:
    frozen = claimed(step)
    let_lease_run_out(step)
    claimed(step, owner="there:2")
    assert not steps.renew(frozen, progress=0.9)
    assert not steps.fail(frozen, "It broke.", passing=True)
    assert not steps.finish(frozen, {"size": 1})
    now = later(step)
    assert (now.status, now.owner, now.result, now.error, now.progress) == ("running", "there:2", None, "", 0)


def test_one_that_overtook_itself_can_write_by_its_newest_claim_alone(step: Step) -> None:
    frozen = claimed(step)
    let_lease_run_out(step)
    again = claimed(step)
    assert not steps.finish(frozen, {"size": 1})
    assert steps.finish(again, {"size": 2})
    assert later(step).result == {"size": 2}


def test_one_whose_step_was_released_can_write_nothing(step: Step) -> None:
    frozen = claimed(step)
    let_lease_run_out(step)
    steps.requeue_abandoned()
    assert not steps.finish(frozen, {"size": 1})
    assert later(step).status == "queued"


def test_a_result_is_written_once(step: Step) -> None:
    held = claimed(step)
    assert steps.finish(held, {"size": 1})
    assert not steps.finish(held, {"size": 2})
    assert later(step).result == {"size": 1}


def test_a_failure_that_may_pass_waits_and_is_tried_again(step: Step) -> None:
    assert steps.fail(claimed(step), "No answer.", passing=True)
    waiting = later(step)
    assert (waiting.status, waiting.error, waiting.owner, waiting.lease_until) == ("queued", "No answer.", "", None)
    assert waiting.run_after > datetime.now(UTC) + timedelta(seconds=15)
    assert steps.claim(step.pk, owner="here:1") is None
    let_pause_pass(step)
    assert claimed(step).fence == 2


def test_a_failure_that_cannot_pass_is_the_step_s_end(step: Step) -> None:
    assert steps.fail(claimed(step), "Access was denied.", passing=False)
    failed = later(step)
    assert (failed.status, failed.error) == ("failed", "Access was denied.")
    assert failed.finished_at is not None


def test_the_last_allowed_attempt_is_the_step_s_end(step: Step) -> None:
    for _ in range(MOST_ATTEMPTS):
        assert later(step).status == "queued"
        steps.fail(claimed(step), "No answer.", passing=True)
        let_pause_pass(step)
    assert (later(step).status, later(step).attempts) == ("failed", MOST_ATTEMPTS)


def test_each_pause_is_longer_than_the_last_and_all_together_take_less_than_an_hour() -> None:
    pauses = [steps.pause_after(attempt) for attempt in range(1, MOST_ATTEMPTS)]
    assert pauses == sorted(pauses)
    assert pauses[0] >= steps.FIRST_PAUSE
    assert timedelta(minutes=30) < sum(pauses, timedelta()) < timedelta(hours=1)


def test_pauses_differ_so_that_steps_that_failed_together_part() -> None:
    assert len({steps.pause_after(3) for _ in range(20)}) > 1


def test_a_step_whose_worker_died_at_every_attempt_is_given_up(step: Step) -> None:
    for _ in range(MOST_ATTEMPTS):
        claimed(step)
        let_lease_run_out(step)
    assert steps.claim(step.pk, owner="there:2") is None
    assert steps.fail_abandoned() == [step.version_id]
    assert (later(step).status, later(step).error) == ("failed", "The worker died 6 times while at it.")
    assert steps.fail_abandoned() == []


def test_a_last_attempt_that_is_still_under_way_is_not_given_up(step: Step) -> None:
    Step.objects.filter(pk=step.pk).update(attempts=MOST_ATTEMPTS - 1)
    claimed(step)
    assert steps.fail_abandoned() == []
    assert later(step).status == "running"


def test_an_abandoned_step_is_queued_again_and_counts_as_forgotten(step: Step) -> None:
    claimed(step)
    assert steps.requeue_abandoned() == 0
    let_lease_run_out(step)
    assert steps.requeue_abandoned() == 1
    assert (later(step).status, later(step).error) == ("queued", "The worker was lost; another one goes on.")
    assert steps.take_forgotten() == [(step.pk, "fetch")]


def test_a_forgotten_step_is_hinted_at_once(step: Step) -> None:
    assert steps.take_forgotten() == [(step.pk, "fetch")]
    assert steps.take_forgotten() == []


def test_a_step_that_was_just_hinted_at_is_not_forgotten(step: Step) -> None:
    Step.objects.filter(pk=step.pk).update(hinted_at=Now())
    assert steps.take_forgotten() == []
    Step.objects.filter(pk=step.pk).update(hinted_at=Now() - Value(HINT_AGE))
    assert steps.take_forgotten() == [(step.pk, "fetch")]


def test_a_step_that_waits_after_a_failure_is_forgotten_just_when_it_is_due(step: Step) -> None:
    steps.fail(claimed(step), "No answer.", passing=True)
    waiting = later(step)
    assert waiting.hinted_at + HINT_AGE == pytest.approx(waiting.run_after, abs=timedelta(seconds=1))
    assert steps.take_forgotten() == []


@pytest.mark.parametrize("status", ["running", "done", "failed", "cancelled"])
def test_only_waiting_steps_are_forgotten(status: str) -> None:
    a_step(a_version_without_steps(), status=status, owner="here:1", error="?", lease_until=datetime.now(UTC) + HOUR)
    assert steps.take_forgotten() == []


def test_cancelled_steps_can_write_nothing_and_ended_ones_stay(step: Step) -> None:
    held = claimed(step)
    waiting = a_step(step.version, "mix")
    done = a_step(step.version, "participants", status="done", result={"people": {}})
    assert steps.cancel_all(Version.objects.filter(pk=step.version_id)) == 2
    assert not steps.finish(held, {"size": 1})
    assert [later(row).status for row in (step, waiting, done)] == ["cancelled", "cancelled", "done"]


def test_the_next_step_is_the_first_due_one_of_the_oldest_version() -> None:
    older, newer = a_version_without_steps(), a_version_without_steps()
    second = a_step(newer, "prepare", part="0")
    first = a_step(older, "prepare", part="0")
    a_step(older, "fetch", part="0")
    a_step(older, "prepare", part="1", run_after=datetime.now(UTC) + HOUR)
    taken = [steps.claim_next(["prepare", "mix"], owner="here:1") for _ in range(3)]
    assert [held and held.step_id for held in taken] == [first.pk, second.pk, None]


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_that_claim_a_step_at_once_one_gets_it() -> None:
    step = a_step(a_version_without_steps())
    held = _at_once(8, lambda number: steps.claim(step.pk, owner=f"here:{number}"))
    winners = [claim for claim in held if claim is not None]
    assert len(winners) == 1
    assert later(step).owner == winners[0].owner
    assert (later(step).attempts, later(step).fence) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_workers_that_take_the_next_step_at_once_never_get_the_same() -> None:
    version = a_version_without_steps()
    waiting = {a_step(version, "prepare", part=str(part)).pk for part in range(6)}
    held = _at_once(8, lambda number: steps.claim_next(["prepare"], owner=f"here:{number}"))
    taken = [claim.step_id for claim in held if claim is not None]
    assert sorted(taken) == sorted(waiting)


def _at_once(workers: int, work: Callable[[int], Claim | None]) -> list[Claim | None]:
    """What each of the workers gets, all of which begin together on connections of their own."""
    ready = threading.Barrier(workers)

    def begin(number: int) -> Claim | None:
        try:
            ready.wait()
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(begin, range(workers)))
