"""What the sweeper takes up: lost hints, dead workers, recordings without a transcript, work that stands still."""

import pytest
from django_q.models import OrmQ

from tests.builders import a_recording, a_transcript
from tests.pipeline.working import (
    PEOPLE,
    a_version_at_work,
    claimed,
    hints,
    let_lease_run_out,
    let_pause_pass,
    now,
    prepare_rest,
    statuses,
    step_of,
)
from transcripts import pipeline, steps
from transcripts.models import Step, Transcript

Kind, Status = Step.Kind, Transcript.Status
pytestmark = pytest.mark.django_db


class TestSweeping:
    def test_a_matched_recording_without_a_transcript_gets_one(self) -> None:
        recording = a_recording()
        assert pipeline.sweep() == 1
        assert Transcript.objects.get(recording=recording).status == "queued"
        assert pipeline.sweep() == 0

    def test_lost_hints_are_given_again(self) -> None:
        version = a_version_at_work()
        OrmQ.objects.all().delete()
        assert pipeline.sweep() == 0
        for step in version.steps.all():
            let_pause_pass(step)
        assert pipeline.sweep() == 2
        assert [pk for _, pk in hints()] == list(version.steps.order_by("pk").values_list("pk", flat=True))
        assert pipeline.sweep() == 0

    def test_what_a_dead_worker_was_at_is_hinted_at_again(self) -> None:
        version = a_version_at_work()
        claimed(step_of(version, Kind.FETCH, "0"))
        OrmQ.objects.all().delete()
        let_lease_run_out(step_of(version, Kind.FETCH, "0"))
        assert pipeline.sweep() == 1
        assert hints() == [("transcripts.quick_jobs.run_long", step_of(version, Kind.FETCH, "0").pk)]

    def test_a_step_that_kills_its_worker_every_time_fails_and_the_others_go_on(self) -> None:
        version = a_version_at_work(tracks=2)
        for _ in range(steps.MOST_ATTEMPTS):
            claimed(step_of(version, Kind.FETCH, "0"))
            let_lease_run_out(step_of(version, Kind.FETCH, "0"))
        pipeline.sweep()
        prepare_rest(version, "1")
        assert now(version).warnings == ["A track is missing: The worker died 6 times while at it."]

    def test_the_last_step_of_all_to_be_given_up_ends_the_transcript(self) -> None:
        version = a_version_at_work()
        for _ in range(steps.MOST_ATTEMPTS):
            claimed(step_of(version, Kind.FETCH, "0"))
            let_lease_run_out(step_of(version, Kind.FETCH, "0"))
        pipeline.sweep()
        assert (now(version).status, now(version).error) == ("failed", "The worker died 6 times while at it.")

    def test_a_version_whose_last_step_ended_without_a_successor_goes_on(self) -> None:
        version = a_version_at_work()
        version.steps.update(status="done", result=PEOPLE)
        assert pipeline.sweep() == 1
        assert statuses(version)["prepare 0"] == "queued"

    def test_what_is_ready_failed_or_cancelled_is_left_alone(self) -> None:
        for status in ("ready", "failed", "cancelled"):
            a_transcript(status=status, error="It broke." if status == "failed" else "")
        assert pipeline.sweep() == 0
        assert not OrmQ.objects.exists()
