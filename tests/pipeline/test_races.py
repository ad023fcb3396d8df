"""What several processes do at once, each on a connection of its own."""

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, TimeoutError
from functools import partial
from threading import Barrier

import pytest
from django.db import connection, transaction
from django.utils import timezone

from meetings.models import Meeting
from meetings.moving import move_meeting
from recordings.ingest import ingest, match_again, take_one_file
from recordings.models import Recording
from tests.builders import START, a_meeting, a_recording, a_room
from tests.pipeline.working import (
    MIXED,
    PEOPLE,
    a_version_at_work,
    claimed,
    end,
    heard,
    hints,
    make_ready,
    now,
    step_of,
    survey,
)
from tests.recordings.reports import ROOM, a_report, its_meeting
from transcripts import pipeline
from transcripts.models import Step, Transcript, Version
from transcripts.steps import Claim

Kind = Step.Kind
pytestmark = pytest.mark.django_db(transaction=True)


def kinds(version: Version) -> Counter[str]:
    return Counter(version.steps.values_list("kind", flat=True))


def fetched(version: Version) -> None:
    end(version, Kind.PARTICIPANTS, result=PEOPLE)
    for part in ("0", "1"):
        end(version, Kind.FETCH, part, result={"size": 1})


def together(*works: Callable[[], int]) -> list[int]:
    """What each gives, all begun at once."""
    ready = Barrier(len(works))
    with ThreadPoolExecutor(len(works)) as pool:
        return [run.result() for run in [pool.submit(_on_a_connection_of_its_own, work, ready) for work in works]]


def _on_a_connection_of_its_own(work: Callable[[], int], ready: Barrier | None = None) -> int:
    try:
        if ready:
            ready.wait()
        return work()
    finally:
        connection.close()


def test_a_step_that_ends_waits_for_the_one_that_ends_before_it_and_sees_what_it_did() -> None:
    version = a_version_at_work(tracks=2)
    fetched(version)
    first, last = (claimed(step_of(version, Kind.PREPARE, part)) for part in ("0", "1"))
    with ThreadPoolExecutor(1) as elsewhere:
        with transaction.atomic():
            pipeline.finished(first, survey((1_000, 3_000)))
            ending = elsewhere.submit(_on_a_connection_of_its_own, lambda: pipeline.finished(last, survey((0, 2_000))))
            with pytest.raises(TimeoutError):
                ending.result(timeout=0.3)
        assert ending.result() is True
    assert kinds(version)[Kind.TRANSCRIBE] == 2


@pytest.mark.parametrize("attempt", range(5))
def test_two_steps_that_end_at_once_begin_what_follows_once(attempt: int) -> None:
    version = a_version_at_work(tracks=2)
    fetched(version)
    held = [claimed(step_of(version, Kind.PREPARE, part)) for part in ("0", "1")]
    together(*(partial(pipeline.finished, claim, survey((1_000, 3_000))) for claim in held))
    assert kinds(version) == {"participants": 1, "fetch": 2, "prepare": 2, "transcribe": 2, "mix": 1}


@pytest.mark.parametrize("attempt", range(5))
def test_an_end_and_a_failure_at_once_are_both_seen(attempt: int) -> None:
    version = a_version_at_work(tracks=2)
    fetched(version)
    end(version, Kind.PREPARE, "0", result=survey((1_000, 3_000)))
    end(version, Kind.PREPARE, "1", result=survey((1_000, 3_000)))
    end(version, Kind.MIX, result=MIXED)
    done, lost = (claimed(step_of(version, Kind.TRANSCRIBE, part)) for part in ("0:0", "1:0"))
    together(
        lambda: pipeline.finished(done, heard("Hello there.")),
        lambda: pipeline.failed(lost, "The engine was killed.", passing=False),
    )
    assert kinds(version)[Kind.ASSEMBLE] == 1


@pytest.mark.parametrize("attempt", range(3))
def test_two_sweeps_at_once_begin_a_missing_transcript_once(attempt: int) -> None:
    recordings = [a_recording() for _ in range(3)]
    begun = together(pipeline.sweep, pipeline.sweep)
    assert sum(begun) == 3
    assert Transcript.objects.count() == len(recordings)
    assert Step.objects.count() == len(hints()) == 2 * len(recordings)


@pytest.mark.parametrize("attempt", range(3))
def test_of_two_people_who_start_a_transcript_again_one_does(attempt: int) -> None:
    version = a_version_at_work()
    pipeline.failed(claimed(step_of(version, Kind.FETCH, "0")), "It is not there.", passing=False)
    transcript = Transcript.objects.get(pk=version.transcript_id)
    started = together(*[lambda: pipeline.start_again(transcript)] * 2)
    assert sorted(started) == [False, True]
    assert step_of(version, Kind.FETCH, "0").status == "queued"


@pytest.mark.parametrize("attempt", range(3))
def test_starting_again_while_a_step_of_the_failed_version_ends_loses_neither(attempt: int) -> None:
    version = a_version_at_work()
    asking = claimed(step_of(version, Kind.PARTICIPANTS))
    pipeline.failed(claimed(step_of(version, Kind.FETCH, "0")), "It is not there.", passing=False)
    transcript = Transcript.objects.get(pk=version.transcript_id)
    together(lambda: pipeline.start_again(transcript), lambda: pipeline.finished(asking, PEOPLE))
    assert step_of(version, Kind.PARTICIPANTS).status == "done"
    assert step_of(version, Kind.FETCH, "0").status == "queued"
    assert Transcript.objects.get(pk=version.transcript_id).status in {"queued", "transcribing"}


@pytest.mark.parametrize("attempt", range(3))
def test_cancelling_while_a_step_ends_is_no_ring_of_locks(attempt: int) -> None:
    version = a_version_at_work()
    held = claimed(step_of(version, Kind.PARTICIPANTS))
    transcript = Transcript.objects.get(pk=version.transcript_id)
    cancelled, _ = together(lambda: pipeline.cancel(transcript), lambda: _end_slowly(held))
    assert cancelled


@pytest.mark.parametrize("attempt", range(3))
def test_making_anew_while_a_late_summary_ends_is_no_ring_of_locks(attempt: int) -> None:
    version = make_ready(a_version_at_work().transcript)
    late = version.steps.create(kind=Kind.RETELL, run_after=version.created_at, hinted_at=version.created_at)
    held = claimed(late)
    transcript = Transcript.objects.get(pk=version.transcript_id)
    begun, _ = together(lambda: pipeline.start_again(transcript), lambda: _end_slowly(held))
    assert begun


def test_a_recording_stored_while_its_meeting_is_given_another_room_is_of_that_room() -> None:
    meeting, other = its_meeting(room=a_room()), a_room()
    with ThreadPoolExecutor(1) as elsewhere:
        with transaction.atomic():
            meeting.room = other
            move_meeting(meeting)
            storing = elsewhere.submit(_on_a_connection_of_its_own, lambda: bool(ingest(a_report())))
            with pytest.raises(TimeoutError):
                storing.result(timeout=0.3)
        assert storing.result()
    assert Recording.objects.get().room == Transcript.objects.get().room == other


@pytest.mark.parametrize("road", ["taken by hand", "tracks that turn up", "begun by the sweep"])
def test_beginning_a_transcript_while_the_meeting_is_given_another_room_is_no_ring_of_locks(road: str) -> None:
    meeting, other = its_meeting(room=a_room()), a_room()
    roads: dict[str, Callable[[], object]] = {
        "taken by hand": lambda: take_one_file(Recording.objects.get()),
        "tracks that turn up": lambda: ingest(a_report()),
        "begun by the sweep": pipeline.sweep,
    }
    ingest(a_report(tracks=None if road == "taken by hand" else (), type="cloud" if road == "taken by hand" else None))
    if road == "begun by the sweep":
        Recording.objects.update(outcome="matched", track_keys=["a"])
    with ThreadPoolExecutor(1) as elsewhere:
        with transaction.atomic():
            Meeting.objects.select_for_update().get(pk=meeting.pk)
            beginning = elsewhere.submit(_on_a_connection_of_its_own, lambda: bool(roads[road]()))
            with pytest.raises(TimeoutError):
                beginning.result(timeout=0.3)
            meeting.room = other
            move_meeting(meeting)
        beginning.result()
    assert Recording.objects.get().room == Transcript.objects.get().room == other


def test_a_meeting_found_by_a_report_and_by_the_poll_at_once_is_no_ring_of_locks() -> None:
    ingest(a_report())
    meeting = a_meeting(a_room(), start_date=START)
    Meeting.objects.update(room_name=ROOM)
    with ThreadPoolExecutor(1) as elsewhere:
        with transaction.atomic():
            Meeting.objects.select_for_update().get(pk=meeting.pk)
            reporting = elsewhere.submit(_on_a_connection_of_its_own, lambda: bool(ingest(a_report())))
            with pytest.raises(TimeoutError):
                reporting.result(timeout=0.3)
            assert match_again() == 1
        assert reporting.result()
    assert Transcript.objects.get().meeting == meeting


def test_moving_a_meeting_while_its_transcript_is_made_again_is_no_ring_of_locks() -> None:
    older, other = make_ready(a_version_at_work().transcript), a_room()
    transcript = now(older)
    pipeline.start_again(transcript)
    meeting = Meeting.objects.get()

    def move() -> int:
        meeting.room = other
        move_meeting(meeting)
        return 1

    with ThreadPoolExecutor(1) as elsewhere:
        with transaction.atomic():  # whoever ends a step of the new version locks it, and then the transcript
            transcript.versions.select_for_update().get(number=2)
            moving = elsewhere.submit(_on_a_connection_of_its_own, move)
            with pytest.raises(TimeoutError):
                moving.result(timeout=0.3)
            Transcript.objects.select_for_update().get(pk=transcript.pk)
        assert moving.result()
    assert now(older).room == other


def _end_slowly(held: Claim) -> bool:
    """The worker is still writing down what follows from its result when somebody comes."""
    with transaction.atomic():
        ended = pipeline.finished(held, {})
        time.sleep(0.2)
        Transcript.objects.filter(versions__steps=held.step_id).update(changed_at=timezone.now())
    return ended
