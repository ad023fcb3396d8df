"""Whether a queue's workers take tasks, told from rows; and how hints are kept from piling up."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_q.models import OrmQ, Task

from recordings import jobs as recording_jobs
from recordings.models import WebhookEvent
from reflector_site.queue import MOST_WAITING, Queue, enqueue, waiting
from tests.builders import a_webhook_event
from tests.pipeline.working import a_version_at_work, claimed, let_lease_run_out, let_pause_pass, step_of
from transcripts import jobs, pipeline, steps
from transcripts.models import Heartbeat, Step
from transcripts.watching import heartbeats
from transcripts.watching.health import LONGEST_SILENCE, LONGEST_WAIT, examine, queue_is_well

pytestmark = pytest.mark.django_db
LONG_AGO = LONGEST_SILENCE + timedelta(seconds=1)


def beaten(ago: timedelta, queue: Queue = Queue.QUICK) -> None:
    Heartbeat.objects.update_or_create(queue=queue, defaults={"beat_at": timezone.now() - ago})


def written_down(ago: timedelta, queue: Queue = Queue.QUICK) -> None:
    """django-q2 has noted a task of the queue that ended then."""
    ended = timezone.now() - ago
    Task.objects.create(id=f"{queue}{ago}"[:32], name="beat", func="", cluster=str(queue), started=ended, stopped=ended)


def test_a_queue_that_never_showed_life_is_not_well() -> None:
    assert not queue_is_well(Queue.QUICK).well


def test_a_queue_is_well_until_it_has_been_silent_for_too_long() -> None:
    beaten(LONGEST_SILENCE - timedelta(seconds=5))
    assert queue_is_well(Queue.QUICK).well
    beaten(LONG_AGO)
    assert not queue_is_well(Queue.QUICK).well


def test_a_queue_at_work_may_be_silent_and_one_whose_worker_died_may_not() -> None:
    beaten(LONG_AGO)
    fetching = step_of(a_version_at_work(), Step.Kind.FETCH, "0")
    claimed(fetching)
    assert queue_is_well(Queue.QUICK).well
    let_lease_run_out(fetching)
    assert not queue_is_well(Queue.QUICK).well


def test_a_queue_that_takes_no_steps_is_not_well_though_it_shows_life() -> None:
    beaten(timedelta(0))
    a_version_at_work()
    assert queue_is_well(Queue.QUICK).well
    Step.objects.update(run_after=timezone.now() - LONGEST_WAIT - timedelta(seconds=1))
    assert not queue_is_well(Queue.QUICK).well


def test_a_queue_whose_results_are_not_written_down_is_not_well_though_it_shows_life() -> None:
    beaten(timedelta(0))
    written_down(timedelta(seconds=5))
    assert queue_is_well(Queue.QUICK).well
    Task.objects.all().delete()
    written_down(LONG_AGO)
    assert not queue_is_well(Queue.QUICK).well


def test_one_queue_can_be_looked_at_alone() -> None:
    beaten(timedelta(0), Queue.SPEECH)
    assert [(finding.name, finding.well) for finding in examine([Queue.SPEECH])] == [("queue speech", True)]
    call_command("health", "speech")
    with pytest.raises(SystemExit, match="1"):
        call_command("health", "quick")


def test_the_answer_to_the_question_for_life_is_remembered_and_other_quick_tasks_are_not() -> None:
    heartbeats.ask_all()
    kept: dict[str, Any] = {row.task["name"]: row.task.get("save") for row in OrmQ.objects.all()}
    assert kept == {"beat quick": True, "beat speech": True}
    OrmQ.objects.all().delete()
    a_version_at_work()
    assert {row.task.get("save") for row in OrmQ.objects.all()} == {False}


def test_a_question_for_life_that_was_lost_is_asked_again_before_the_queue_counts_as_silent() -> None:
    heartbeats.ask_all()
    heartbeats.ask_all()
    assert OrmQ.objects.count() == 2
    OrmQ.objects.all().delete()
    Heartbeat.objects.update(asked_at=timezone.now() - LONGEST_SILENCE / 2)
    heartbeats.ask_all()
    assert OrmQ.objects.count() == 2


def test_a_queue_that_nobody_serves_is_not_asked_for_ever() -> None:
    for number in range(MOST_WAITING):
        enqueue("transcripts.jobs.beat", "quick", queue=Queue.QUICK, name=str(number))
    heartbeats.ask_all()
    assert (waiting(Queue.QUICK), waiting(Queue.SPEECH)) == (MOST_WAITING, 1)


def test_hints_are_not_given_again_while_many_wait() -> None:
    version = a_version_at_work()
    for number in range(MOST_WAITING - waiting(Queue.QUICK)):
        enqueue("transcripts.jobs.beat", "quick", queue=Queue.QUICK, name=str(number))
    for step in version.steps.all():
        let_pause_pass(step)
    assert pipeline.sweep() == 0
    OrmQ.objects.all().delete()
    assert pipeline.sweep() == 2


def test_events_are_not_hinted_at_again_while_many_hints_wait() -> None:
    a_webhook_event()
    WebhookEvent.objects.update(received_at=timezone.now() - timedelta(hours=1))
    for number in range(MOST_WAITING):
        enqueue("transcripts.jobs.beat", "quick", queue=Queue.QUICK, name=str(number))
    assert recording_jobs.sweep_events() == 0
    OrmQ.objects.all().delete()
    assert recording_jobs.sweep_events() == 1


def test_what_was_interrupted_does_not_wait_behind_a_long_queue() -> None:
    version = a_version_at_work()
    interrupted = step_of(version, Step.Kind.PARTICIPANTS)
    claimed(interrupted)
    let_lease_run_out(interrupted)
    newer = step_of(a_version_at_work(), Step.Kind.PARTICIPANTS)
    jobs.run_quick(newer.pk)
    assert {step_of(it, Step.Kind.PARTICIPANTS).status for it in (version, newer.version)} == {"done"}
    assert step_of(version, Step.Kind.FETCH, "0").attempts == 0


def test_a_step_that_never_began_is_not_one_that_was_interrupted() -> None:
    a_version_at_work()
    assert steps.claim_next(pipeline.KINDS[Queue.QUICK], owner="here:1", again=True) is None
