"""Whether a queue's workers take tasks, told from rows; and how hints are kept from piling up."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.utils import timezone
from django_q.models import OrmQ
from django_q.signals import post_execute
from django_q.signing import SignedPackage
from pytest_django import Settings

from recordings import jobs as recording_jobs
from recordings.models import WebhookEvent
from reflector_site.broker import HostBroker
from reflector_site.queue import MOST_WAITING, Queue, enqueue, waiting
from tests.builders import a_webhook_event
from tests.pipeline.working import a_version_at_work, claimed, let_lease_run_out, let_pause_pass, step_of
from transcripts import pipeline, quick_jobs, steps
from transcripts.models import Heartbeat, Step
from transcripts.watching import heartbeats
from transcripts.watching.health import LONGEST_WAIT, examine, queue_is_well, workers_are_well
from transcripts.watching.heartbeats import DROPPED_AFTER, SILENCE

pytestmark = pytest.mark.django_db
LONG_AGO = SILENCE + timedelta(seconds=1)


HERE = settings.HOST_NAME


def beaten(ago: timedelta, queue: Queue = Queue.QUICK, *, host: str = HERE, noted: timedelta = timedelta(0)) -> None:
    """Workers have shown life so long ago, and what they did was noted."""
    now = timezone.now()
    times = {"began_at": now - timedelta(days=1), "beat_at": now - ago, "noted_at": now - noted}
    heart, _ = Heartbeat.objects.get_or_create(queue=queue, host=host)
    Heartbeat.objects.filter(pk=heart.pk).update(**times)


def well(queue: Queue = Queue.QUICK, host: str = HERE) -> bool:
    return workers_are_well(queue, host).well


def questions() -> list[str]:
    """For whom calls wait, oldest first."""
    return list(OrmQ.objects.order_by("pk").values_list("key", flat=True))


def test_workers_that_never_showed_life_are_not_well_and_those_that_have_just_begun_are() -> None:
    assert not well()
    assert not queue_is_well(Queue.QUICK).well
    heartbeats.enter(Queue.QUICK)
    assert well()
    Heartbeat.objects.update(began_at=timezone.now() - LONG_AGO)
    assert not well()


def test_workers_are_well_until_they_have_been_silent_for_too_long() -> None:
    beaten(SILENCE - timedelta(seconds=5))
    assert well()
    beaten(LONG_AGO)
    assert not well()


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(4, "4 s"), (119, "119 s"), (120, "2 min"), (7_199, "119 min"), (7_200, "2 h"), (200_000, "2 days")],
)
def test_how_long_they_have_been_silent_is_told_in_a_unit_that_one_can_read(seconds: int, told: str) -> None:
    beaten(timedelta(seconds=seconds))
    assert f"Last sign of life {told} ago." in workers_are_well(Queue.QUICK, HERE).text


def test_workers_at_work_may_be_silent_and_those_that_died_at_it_may_not() -> None:
    beaten(LONG_AGO)
    asking = step_of(a_version_at_work(), Step.Kind.PARTICIPANTS)
    claimed(asking, owner=steps.owner_here())
    assert well()
    let_lease_run_out(asking)
    assert not well()


def test_the_worker_that_fetches_for_hours_tells_nothing_of_the_others() -> None:
    beaten(LONG_AGO)
    claimed(step_of(a_version_at_work(), Step.Kind.FETCH, "0"), owner=steps.owner_here())
    assert not well()


def test_tracks_may_wait_for_as_long_as_one_comes_and_other_steps_may_not() -> None:
    beaten(timedelta(0))
    version = a_version_at_work(tracks=2)
    claimed(step_of(version, Step.Kind.FETCH, "0"), owner=steps.owner_here())
    for kind, fine in ((Step.Kind.FETCH, True), (Step.Kind.PARTICIPANTS, False)):
        version.steps.filter(kind=kind).update(run_after=timezone.now() - LONGEST_WAIT - timedelta(seconds=1))
        assert queue_is_well(Queue.QUICK).well is fine


def test_the_work_of_another_host_is_no_sign_of_life_of_this_one() -> None:
    beaten(LONG_AGO)
    claimed(step_of(a_version_at_work(), Step.Kind.PARTICIPANTS), owner="elsewhere:1")
    assert queue_is_well(Queue.QUICK).well
    assert not well()


def test_a_queue_whose_steps_nobody_takes_is_not_well_though_its_workers_show_life() -> None:
    beaten(timedelta(0))
    a_version_at_work()
    assert queue_is_well(Queue.QUICK).well
    Step.objects.update(run_after=timezone.now() - LONGEST_WAIT - timedelta(seconds=1))
    assert not queue_is_well(Queue.QUICK).well


def test_workers_whose_doings_are_not_noted_are_not_well_though_they_show_life() -> None:
    beaten(timedelta(0), noted=timedelta(seconds=5))
    assert well()
    beaten(timedelta(0), noted=LONG_AGO)
    assert not well()


def test_health_names_the_host_and_the_queue_that_are_silent() -> None:
    beaten(timedelta(0), Queue.SPEECH, host="one")
    beaten(LONG_AGO, Queue.SPEECH, host="two")
    found = {finding.name: finding.well for finding in examine([Queue.SPEECH])}
    assert found == {"queue speech": True, "queue speech on one": True, "queue speech on two": False}


def test_one_queue_and_one_machine_can_be_looked_at_alone() -> None:
    beaten(timedelta(0), Queue.SPEECH)
    beaten(LONG_AGO, Queue.SPEECH, host="elsewhere")
    call_command("health", "speech", "--here")
    with pytest.raises(SystemExit, match="1"):
        call_command("health", "speech")
    with pytest.raises(SystemExit, match="1"):
        call_command("health", "quick", "--here")


def test_a_database_that_does_not_answer_has_an_exit_code_of_its_own() -> None:
    nowhere = {**os.environ, "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing", "DJANGO_SECRET_KEY": "x" * 50}
    command = [sys.executable, "manage.py", "health", "quick", "--here", "--settings=reflector_site.settings"]
    ran = subprocess.run(command, cwd=settings.BASE_DIR, env=nowhere, capture_output=True, text=True, check=False)
    assert ran.returncode == 3, ran.stderr
    assert ran.stdout.startswith("NOT OK queues: The database does not tell: ")


def test_what_else_is_amiss_while_the_database_does_not_answer_has_the_usual_exit_code(
    settings: Settings, tmp_path: Path
) -> None:
    def fail(*args: object) -> None:
        raise OperationalError("the server closed the connection")

    with connection.execute_wrapper(fail), pytest.raises(SystemExit, match="3"):
        call_command("health")
    no_folder = tmp_path / "audio"
    no_folder.touch()
    storage = {**settings.STORAGES["audio"], "OPTIONS": {"location": str(no_folder)}}
    settings.STORAGES = {**settings.STORAGES, "audio": storage}
    with connection.execute_wrapper(fail), pytest.raises(SystemExit, match="1"):
        call_command("health")


def test_a_host_that_was_shut_down_is_forgotten_by_hand_with_what_waits_for_it() -> None:
    beaten(LONG_AGO, Queue.SPEECH, host="gone")
    heartbeats.ask_all()
    assert questions() == ["speech@gone"]
    call_command("health", "--forget", "gone")
    assert (Heartbeat.objects.count(), questions()) == (0, [])
    with pytest.raises(CommandError, match="No host 'gone' is known"):
        call_command("health", "--forget", "gone")


def test_a_host_that_is_silent_for_an_hour_drops_out_where_another_serves_its_queue() -> None:
    beaten(DROPPED_AFTER + LONG_AGO, Queue.SPEECH, host="gone")
    heartbeats.ask_all()
    assert Heartbeat.objects.filter(host="gone").exists()
    beaten(timedelta(0), Queue.SPEECH, host="here")
    heartbeats.ask_all()
    assert not Heartbeat.objects.filter(host="gone").exists()


def test_each_hosts_workers_are_asked_for_life_and_asked_again_when_the_question_was_lost() -> None:
    beaten(timedelta(0), host="one")
    beaten(timedelta(0), host="two")
    heartbeats.ask_all()
    heartbeats.ask_all()
    assert questions() == ["quick@one", "quick@two"]
    OrmQ.objects.all().delete()
    heartbeats.ask_all()
    assert questions() == []
    Heartbeat.objects.update(asked_at=timezone.now() - SILENCE / 2)
    heartbeats.ask_all()
    assert questions() == ["quick@one", "quick@two"]


def test_questions_do_not_pile_up_for_a_host_that_is_gone() -> None:
    beaten(LONG_AGO, host="gone")
    for _ in range(3):
        heartbeats.ask_all()
        Heartbeat.objects.update(asked_at=timezone.now() - SILENCE)
    assert questions() == ["quick@gone"]


def test_a_cluster_takes_what_is_meant_for_its_host_first_and_never_what_is_meant_for_another() -> None:
    for host in ("", "elsewhere", HERE):
        enqueue("transcripts.jobs.beat", "quick", queue=Queue.QUICK, host=host, name=host)
    broker = HostBroker("quick")
    taken = [SignedPackage.loads(payload)["name"] for _ in range(2) for _, payload in broker.dequeue()]
    assert taken[0] == HERE
    assert broker.dequeue() == []
    assert OrmQ.objects.filter(lock__lte=timezone.now()).get().key == "quick@elsewhere"


def test_what_workers_did_is_noted_now_and_then() -> None:
    beaten(timedelta(0), noted=LONG_AGO)
    post_execute.send(sender="django_q", task={})
    first = Heartbeat.objects.get().noted_at
    post_execute.send(sender="django_q", task={})
    assert first is not None
    assert first > timezone.now() - SILENCE
    assert Heartbeat.objects.get().noted_at == first


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
    quick_jobs.run_quick(newer.pk)
    assert {step_of(it, Step.Kind.PARTICIPANTS).status for it in (version, newer.version)} == {"done"}
    assert step_of(version, Step.Kind.FETCH, "0").attempts == 0


def test_a_step_that_never_began_is_not_one_that_was_interrupted() -> None:
    a_version_at_work()
    assert steps.claim_next(pipeline.KINDS[Queue.QUICK], owner="here:1", again=True) is None
