"""The worker of the speech queue, with the real engine process: several steps at once, and what dies is survived."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django_q.exceptions import TimeoutException

from tests.builders import a_step
from tests.pipeline.working import (
    MIXED,
    PEOPLE,
    a_version_at_work,
    claimed,
    end,
    let_lease_run_out,
    let_pause_pass,
    step_of,
    survey,
)
from tests.speech.engine import MODELS, wait_until
from tests.speech.sounds import silence, tone, track
from transcripts import pipeline, steps
from transcripts.making.track_files import arriving_file, audio_storage, keep, mixing_file, track_name
from transcripts.models import Step, Version
from transcripts.speech.engine_process import EngineConfig, EngineProcess, Event, Failed, Finished, Progressed
from transcripts.workers import speech_worker
from transcripts.workers.beating import Beat
from transcripts.workers.speech_steps import forget_refused, result_of
from transcripts.workers.speech_worker import SpeechWorker

pytestmark = pytest.mark.django_db(transaction=True)

NEVER = datetime.min.replace(tzinfo=UTC)
# None of these tests needs the model, and so none may load it.
CONFIG = EngineConfig(models_dir=MODELS, model="/there/is/no/such/model", workers=2)


@pytest.fixture
def engine() -> Iterator[EngineProcess]:
    with EngineProcess(CONFIG) as process:
        yield process


@pytest.fixture
def worker(engine: EngineProcess) -> SpeechWorker:
    return SpeechWorker(engine, slots=2, owner="here:1")


def fetched(*contents: Callable[[Path], object]) -> Version:
    """A version whose tracks have been fetched, each written by one of `contents`."""
    version = a_version_at_work(tracks=len(contents))
    end(version, Step.Kind.PARTICIPANTS, result=PEOPLE)
    for number, write in enumerate(contents):
        name = track_name(version.pk, number)
        path = arriving_file(name)
        write(path)
        keep(path, name, alive=lambda: None)
        end(version, Step.Kind.FETCH, str(number), result={"size": 1})
    return version


def quiet(path: Path) -> None:
    track(path, [(0, silence(2))])


def quiet_for_long(path: Path) -> None:
    """Not heard through before the engine is told anything else."""
    track(path, [(0, silence(240))])


def humming(path: Path) -> None:
    track(path, [(500, tone(2))])


def no_sound(path: Path) -> None:
    path.write_text("This is no audio at all.")


def now(step: Step) -> Step:
    return Step.objects.get(pk=step.pk)


def result(step: Step) -> dict[str, Any]:
    """What the step answered; empty while it has not."""
    answered: dict[str, Any] = now(step).result or {}
    return answered


def prepare(version: Version, part: str = "0") -> Step:
    return step_of(version, Step.Kind.PREPARE, part)


@contextmanager
def as_soon_as(condition: Callable[[], bool], do: Callable[[], object]) -> Iterator[None]:
    """Meanwhile, on another thread: wait for something, then do something."""

    def wait_and_do() -> None:
        wait_until(condition)
        do()
        connection.close()

    meanwhile = threading.Thread(target=wait_and_do)
    meanwhile.start()
    try:
        yield
    finally:
        meanwhile.join()


def test_tracks_without_a_voice_are_heard_without_the_model(worker: SpeechWorker) -> None:
    version = fetched(quiet, humming)
    worker.work(prepare(version).pk)
    heard = [now(prepare(version, part)) for part in ("0", "1")]
    assert [step.status for step in heard] == ["done", "done"], [step.error for step in heard]
    assert [result(step)["speech_ms"] for step in heard] == [0, 0]
    assert [result(step)["first_packet_ms"] for step in heard] == pytest.approx([0, 500], abs=10)


def test_one_call_does_all_that_is_due_and_what_follows(worker: SpeechWorker) -> None:
    version = fetched(humming, humming)
    worker.work(prepare(version).pk)
    mixed = step_of(version, Step.Kind.MIX)
    assert mixed.status == "done", mixed.error
    assert result(mixed)["duration_ms"] == pytest.approx(2_500, abs=100)
    assert audio_storage().exists(result(mixed)["audio_name"])
    assert not version.steps.filter(status="queued", kind__in=["prepare", "transcribe", "mix"]).exists()


def test_steps_are_worked_on_side_by_side(worker: SpeechWorker) -> None:
    version = fetched(humming, humming)
    worker.work(prepare(version).pk)
    first, second = (now(prepare(version, part)) for part in ("0", "1"))
    assert first.finished_at is not None
    assert second.started_at is not None
    assert second.started_at < first.finished_at


def test_a_step_that_another_has_claimed_is_left_to_it(worker: SpeechWorker) -> None:
    version = fetched(quiet)
    held = claimed(prepare(version), owner="there:2")
    worker.work(held.step_id)
    assert (now(prepare(version)).status, now(prepare(version)).owner) == ("running", "there:2")


def test_a_track_that_is_no_audio_fails_with_the_reason_and_the_others_go_on(worker: SpeechWorker) -> None:
    version = fetched(no_sound, humming)
    worker.work(prepare(version).pk)
    broken, whole = (now(prepare(version, part)) for part in ("0", "1"))
    assert (broken.status, broken.attempts, whole.status) == ("failed", 1, "done")
    assert broken.error
    assert step_of(version, Step.Kind.MIX).status == "done"


def test_a_track_that_is_gone_fails_with_the_reason(worker: SpeechWorker) -> None:
    version = fetched(quiet)
    audio_storage().delete(track_name(version.pk, 0))
    worker.work(prepare(version).pk)
    assert (now(prepare(version)).status, now(prepare(version)).error) == (
        "failed",
        "The fetched track is gone from our storage.",
    )


def test_an_engine_killed_at_work_is_a_counted_and_explained_failure_and_the_worker_lives_on(
    engine: EngineProcess, worker: SpeechWorker
) -> None:
    version = fetched(humming)
    with as_soon_as(lambda: bool(engine.jobs), lambda: os.kill(engine.pid or 0, signal.SIGKILL)):
        worker.work(prepare(version).pk)
    killed = now(prepare(version))
    assert (killed.status, killed.attempts) == ("queued", 1)
    assert killed.error == "The speech engine was killed by SIGKILL (out of memory?)."
    let_pause_pass(killed)
    worker.work(killed.pk)
    assert (now(killed).status, now(killed).attempts, now(killed).error) == ("done", 2, "")


def test_an_engine_that_is_killed_every_time_fails_the_step_and_not_the_others(
    engine: EngineProcess, worker: SpeechWorker
) -> None:
    version = fetched(humming)
    Step.objects.filter(pk=prepare(version).pk).update(attempts=steps.MOST_ATTEMPTS - 1)
    with as_soon_as(lambda: bool(engine.jobs), lambda: os.kill(engine.pid or 0, signal.SIGKILL)):
        worker.work(prepare(version).pk)
    assert now(prepare(version)).status == "failed"
    other = fetched(humming)
    worker.work(prepare(other).pk)
    assert now(prepare(other)).status == "done"


def test_an_engine_that_died_between_two_calls_costs_nobody_an_attempt(
    engine: EngineProcess, worker: SpeechWorker
) -> None:
    first, second = fetched(quiet), fetched(quiet, quiet)
    worker.work(prepare(first).pk)
    os.kill(engine.pid or 0, signal.SIGKILL)
    wait_until(lambda: not engine.alive)
    worker.work(prepare(second).pk)
    heard = [now(prepare(second, part)) for part in ("0", "1")]
    assert [(step.status, step.attempts) for step in heard] == [("done", 1), ("done", 1)]


def test_an_engine_that_hangs_is_ended(
    engine: EngineProcess, worker: SpeechWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speech_worker, "SILENCE_S", 3.0)
    version = fetched(humming)
    with as_soon_as(lambda: bool(engine.jobs), lambda: os.kill(engine.pid or 0, signal.SIGSTOP)):
        worker.work(prepare(version).pk)
    hung = now(prepare(version))
    assert (hung.status, hung.attempts) == ("queued", 1)
    assert hung.error == "The speech engine was ended: no sign of life for 3 s while at “prepare 0”."
    assert not engine.alive


def test_the_result_of_a_step_that_was_taken_over_is_refused(engine: EngineProcess, worker: SpeechWorker) -> None:
    version = fetched(humming)
    step = prepare(version)

    def take_over() -> None:
        pid = engine.pid or 0
        os.kill(pid, signal.SIGSTOP)
        let_lease_run_out(step)
        claimed(step, owner="there:2")
        os.kill(pid, signal.SIGCONT)

    with as_soon_as(lambda: bool(engine.jobs), take_over):
        worker.work(step.pk)
    taken = now(step)
    assert (taken.status, taken.owner, taken.fence, taken.result) == ("running", "there:2", 2, None)


def test_a_lease_is_kept_while_the_engine_works(engine: EngineProcess, worker: SpeechWorker) -> None:
    version = fetched(humming)
    step = prepare(version)
    leases: list[datetime] = []

    def freeze_for_a_while() -> None:
        pid = engine.pid or 0
        os.kill(pid, signal.SIGSTOP)
        leases.append(now(step).lease_until or NEVER)
        time.sleep(4)
        leases.append(now(step).lease_until or NEVER)
        os.kill(pid, signal.SIGCONT)

    with as_soon_as(lambda: bool(engine.jobs), freeze_for_a_while):
        worker.work(step.pk)
    assert leases[1] > leases[0]
    assert now(step).status == "done"


def test_a_step_that_cannot_be_handed_in_costs_the_others_nothing(worker: SpeechWorker) -> None:
    version = fetched(humming)
    odd = version.steps.create(
        kind=Step.Kind.TRANSCRIBE, part="0:0", run_after=version.created_at, hinted_at=version.created_at
    )
    worker.work(odd.pk)
    assert (now(odd).status, now(odd).attempts) == ("queued", 1)
    assert now(odd).error.startswith("Unexpected error: KeyError")
    assert (now(prepare(version)).status, now(prepare(version)).attempts) == ("done", 1)


def test_a_result_that_cannot_be_kept_is_tried_again_and_costs_the_others_nothing(worker: SpeechWorker) -> None:
    broken, whole = fetched(humming), fetched(humming)
    for version in (broken, whole):
        end(version, Step.Kind.PREPARE, "0", result=survey())
    in_the_way = Path(audio_storage().path(f"mixed/{broken.transcript_id}"))
    in_the_way.parent.mkdir(exist_ok=True)
    in_the_way.write_text("a file where there should be a folder")
    worker.work(step_of(broken, Step.Kind.MIX).pk)
    failed, mixed = (step_of(version, Step.Kind.MIX) for version in (broken, whole))
    assert (failed.status, failed.attempts) == ("queued", 1)
    assert failed.error == "The result could not be stored: File exists."
    assert (mixed.status, mixed.attempts) == ("done", 1)


def test_a_worker_that_is_interrupted_leaves_the_engine_free_for_the_next(
    engine: EngineProcess, worker: SpeechWorker
) -> None:
    version = fetched(quiet_for_long)

    def interrupt() -> None:
        os.kill(engine.pid or 0, signal.SIGSTOP)
        os.kill(os.getpid(), signal.SIGALRM)

    before = signal.signal(signal.SIGALRM, _interrupted)
    try:
        with pytest.raises(TimeoutException), as_soon_as(lambda: bool(engine.jobs), interrupt):
            worker.work(prepare(version).pk)
    finally:
        signal.signal(signal.SIGALRM, before)
    connection.close()  # as the end of the process does; it may have been cut off in the middle of a query
    os.kill(engine.pid or 0, signal.SIGCONT)
    (given_up,) = wait_for_all(engine)
    assert isinstance(given_up, Failed)
    assert now(prepare(version)).status == "running"


def wait_for_all(engine: EngineProcess) -> list[Event]:
    """How the jobs of the engine ended."""
    ended: list[Event] = []
    given_up_at = time.monotonic() + 20
    while engine.jobs and time.monotonic() < given_up_at:
        ended += engine.poll(0.1)
    return [event for event in ended if not isinstance(event, Progressed)]


def _interrupted(number: int, frame: FrameType | None) -> None:
    raise TimeoutException


def test_audio_that_has_moved_stays_where_it_is_when_its_result_is_written_down_later() -> None:
    mixing = a_version_at_work().steps.create(
        kind=Step.Kind.MIX, run_after=datetime.now(UTC), hinted_at=datetime.now(UTC)
    )
    mixing_file(mixing.pk, mixing.fence).write_bytes(b"sound")
    answer = result_of(mixing, {"duration_ms": 1_000, "warnings": []}, alive=lambda: None)
    assert result_of(mixing, answer, alive=lambda: None) == answer
    assert audio_storage().size(answer["audio_name"]) == len(b"sound")


def test_audio_that_was_mixed_for_work_that_is_cancelled_by_then_does_not_stay(worker: SpeechWorker) -> None:
    version = a_version_at_work()
    mixing = version.steps.create(kind=Step.Kind.MIX, run_after=datetime.now(UTC), hinted_at=datetime.now(UTC))
    held = claimed(mixing, owner="here:1")
    mixing.refresh_from_db()
    mixing_file(mixing.pk, mixing.fence).write_bytes(b"sound")
    assert pipeline.cancel(version.transcript)
    mixed = Finished(1, {"duration_ms": 1_000, "warnings": []})
    assert not worker._end(speech_worker._Task(held, mixing, Beat(held)), mixed)
    assert audio_storage().listdir(f"mixed/{version.transcript_id}") == ([], [])


def test_audio_that_was_mixed_stays_when_only_the_answer_of_the_database_was_lost() -> None:
    version = a_version_at_work()
    name = f"mixed/{version.transcript_id}/1-1.mp3"
    audio_storage().save(name, ContentFile(b"sound"))
    mixing = a_step(version, "mix", status="done", result=MIXED | {"audio_name": name})
    forget_refused(mixing, result(mixing))
    assert audio_storage().exists(name)
