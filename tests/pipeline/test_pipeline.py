"""From a matched recording to a ready transcript: what begins, what follows, what a reader sees."""

import pytest
from django.db import transaction
from django_q.models import OrmQ

from recordings.models import Recording
from recordings.signals import recording_matched
from reflector_site.queue import Queue
from tests.builders import a_recording, a_step, a_transcript
from tests.pipeline.working import (
    ASSEMBLED,
    MIXED,
    PEOPLE,
    a_version_at_work,
    claimed,
    end,
    heard,
    hints,
    let_lease_run_out,
    lose,
    make_ready,
    now,
    prepare_all,
    prepare_rest,
    statuses,
    step_of,
    survey,
    work_off,
)
from transcripts import pipeline
from transcripts.making.pieces import hotwords_of
from transcripts.models import Segment, Step, Transcript, Version
from transcripts.pipeline import LONG_JOB, QUICK_JOB

Kind, Status = Step.Kind, Transcript.Status
pytestmark = pytest.mark.django_db


def said(version: Version) -> list[str]:
    return list(version.segments.order_by("position").values_list("text", flat=True))


class TestBeginning:
    def test_a_matched_recording_gets_transcript_version_steps_and_hints(self) -> None:
        recording = a_recording(track_keys=["a/1-x-cam-audio-1", "a/1-y-cam-audio-1"])
        recording_matched.send(sender=Recording, recording=recording)
        transcript = Transcript.objects.get(recording=recording)
        version = transcript.versions.get()
        assert (transcript.status, transcript.meeting, transcript.recorded_at) == (
            "queued",
            recording.meeting,
            recording.recorded_at,
        )
        assert transcript.room == recording.meeting.room  # type: ignore[union-attr]
        assert (version.number, version.model) == (1, "base")
        assert statuses(version) == {"participants": "queued", "fetch 0": "queued", "fetch 1": "queued"}
        begun = [
            (LONG_JOB if kind == Step.Kind.FETCH else QUICK_JOB, pk)
            for kind, pk in version.steps.order_by("pk").values_list("kind", "pk")
        ]
        assert hints() == hints(Queue.QUICK) == begun

    def test_what_is_rolled_back_leaves_nothing_not_even_a_hint(self) -> None:
        recording = a_recording()
        with transaction.atomic():
            pipeline.begin(recording)
            transaction.set_rollback(True)
        assert not Transcript.objects.exists()
        assert not Step.objects.exists()
        assert not OrmQ.objects.exists()

    def test_what_takes_the_processor_goes_to_the_speech_queue(self) -> None:
        version = a_version_at_work()
        OrmQ.objects.all().delete()
        end(version, Kind.FETCH, "0", result={"size": 1})
        assert hints(Queue.SPEECH) == [("transcripts.jobs.run_speech", step_of(version, Kind.PREPARE, "0").pk)]


class TestGoingOn:
    def test_each_step_that_ends_begins_what_follows(self) -> None:
        version = a_version_at_work()
        prepare_all(version)
        assert statuses(version) == {
            "participants": "done",
            "fetch 0": "done",
            "prepare 0": "done",
            "transcribe 0:0": "queued",
            "mix": "queued",
        }
        end(version, Kind.TRANSCRIBE, "0:0", result=heard("Hello there."))
        assert statuses(version)["assemble"] == "queued"

    def test_the_status_follows_the_work(self) -> None:
        version = a_version_at_work()
        seen = [now(version).status]
        prepare_all(version)
        seen.append(now(version).status)
        end(version, Kind.TRANSCRIBE, "0:0", result=heard("Hello there."))
        work_off(Queue.QUICK)
        seen.append(now(version).status)
        end(version, Kind.MIX, result=MIXED)
        seen.append(now(version).status)
        assert seen == ["queued", "transcribing", "summarising", "ready"]

    def test_a_ready_transcript_has_everything_a_reader_sees(self) -> None:
        version = a_version_at_work()
        make_ready(version.transcript, "Hello there.")
        transcript = now(version)
        assert said(version) == ["Hello there."]
        assert (transcript.current, transcript.language, transcript.duration_ms) == (version, "en", 80_000)
        assert transcript.webvtt == "WEBVTT\n\n00:00:01.000 --> 00:00:01.550\n<v Speaker0>Hello there.\n"
        assert [participant["name"] for participant in transcript.participants] == ["Speaker 0"]
        assert transcript.audio_name == "mixed/1.mp3"
        assert transcript.warnings == []
        assert Version.objects.get(pk=version.pk).finished_at is not None

    def test_the_words_can_be_read_before_the_audio_is_mixed(self) -> None:
        version = a_version_at_work()
        prepare_all(version)
        end(version, Kind.TRANSCRIBE, "0:0", result=heard("Hello there."))
        work_off(Queue.QUICK)
        assert now(version).status == "summarising"
        assert now(version).current == version
        assert "Hello there." in now(version).webvtt

    def test_a_recording_without_a_word_is_ready_with_an_empty_transcript(self) -> None:
        version = a_version_at_work()
        prepare_all(version, voice=())
        end(version, Kind.MIX, result={"duration_ms": 0, "warnings": []})
        work_off(Queue.QUICK)
        transcript = now(version)
        assert (transcript.status, transcript.webvtt, transcript.title, transcript.warnings) == (
            "ready",
            "WEBVTT\n",
            "",
            [],
        )
        assert not version.segments.exists()
        assert not version.steps.filter(kind=Kind.TRANSCRIBE).exists()

    def test_a_room_s_language_is_spoken_on_all_its_tracks(self) -> None:
        version = a_version_at_work(tracks=2)
        room = version.transcript.room
        assert room is not None
        room.language = "de"
        room.save()
        prepare_all(version)
        assert {step.input["language"] for step in version.steps.filter(kind=Kind.TRANSCRIBE)} == {"de"}
        version.refresh_from_db()
        assert version.language == "de"

    def test_the_language_is_chosen_once_from_all_tracks(self) -> None:
        version = a_version_at_work(tracks=2)
        end(version, Kind.PARTICIPANTS, result=PEOPLE)
        for part, voice_ms, languages in (("0", 60_000, {"en": 0.97}), ("1", 9_000, {"ja": 0.52, "en": 0.4})):
            end(version, Kind.FETCH, part, result={"size": 1})
            end(version, Kind.PREPARE, part, result=survey((0, voice_ms)) | {"languages": languages})
        assert {step.input["language"] for step in version.steps.filter(kind=Kind.TRANSCRIBE)} == {"en"}

    def test_the_model_listens_for_the_names_of_those_who_were_there(self) -> None:
        version = a_version_at_work()
        people = {"a": {"name": "Ada", "user_id": None}, "b": {"name": None, "user_id": None}}
        end(version, Kind.PARTICIPANTS, result={"people": people, "mtg_session_id": None})
        end(version, Kind.FETCH, "0", result={"size": 1})
        end(version, Kind.PREPARE, "0", result=survey((0, 2_000)))
        assert step_of(version, Kind.TRANSCRIBE, "0:0").input["hotwords"] == "Ada"

    def test_the_model_does_not_listen_for_names_of_accounts(self) -> None:
        version = a_version_at_work()
        found = {"a": "test", "b": "Zoë Park", "c": "Ann2", "d": "山田太郎", "e": None}
        people = {key: {"name": name, "user_id": None} for key, name in found.items()}
        end(version, Kind.PARTICIPANTS, result={"people": people, "mtg_session_id": None})
        assert hotwords_of(version) == "Zoë Park, 山田太郎"

    def test_a_hint_given_twice_does_nothing_twice(self) -> None:
        version = a_version_at_work()
        make_ready(version.transcript)
        for step in version.steps.all():
            pipeline._hint(step.pk, step.kind)
        attempts = dict(version.steps.values_list("pk", "attempts"))
        work_off(Queue.QUICK)
        assert dict(version.steps.values_list("pk", "attempts")) == attempts
        assert said(version) == ["Hello there."]

    def test_one_whose_step_was_taken_over_ends_nothing(self) -> None:
        version = a_version_at_work()
        frozen = claimed(step_of(version, Kind.FETCH, "0"))
        let_lease_run_out(step_of(version, Kind.FETCH, "0"))
        claimed(step_of(version, Kind.FETCH, "0"), owner="there:2")
        assert not pipeline.finished(frozen, {"size": 1})
        assert not pipeline.failed(frozen, "It broke.", passing=False)
        assert statuses(version) == {"participants": "queued", "fetch 0": "running"}


class TestLosses:
    def test_a_track_that_cannot_be_fetched_leaves_the_others_words_and_a_warning(self) -> None:
        version = a_version_at_work(tracks=2)
        lose(version, Kind.FETCH, "0", error="The file a is not in the bucket b.")
        prepare_rest(version, "1")
        assert now(version).status == "ready"
        assert said(version) == ["Hello there."]
        assert now(version).warnings == ["A track is missing: The file a is not in the bucket b."]

    def test_a_track_that_cannot_be_read_leaves_the_others_words_and_a_warning(self) -> None:
        version = a_version_at_work(tracks=2)
        end(version, Kind.FETCH, "0", result={"size": 1})
        lose(version, Kind.PREPARE, "0", error="It is no audio.")
        prepare_rest(version, "1")
        assert said(version) == ["Hello there."]
        assert now(version).warnings == ["A track could not be read: It is no audio."]

    def test_a_lost_piece_leaves_the_others_and_a_warning(self) -> None:
        version = a_version_at_work(tracks=2)
        prepare_all(version)
        lose(version, Kind.TRANSCRIBE, "0:0", error="The engine was killed.")
        end(version, Kind.TRANSCRIBE, "1:0", result=heard("Hello there."))
        end(version, Kind.MIX, result=MIXED)
        work_off(Queue.QUICK)
        assert now(version).status == "ready"
        assert said(version) == ["Hello there."]
        assert now(version).warnings == ["A stretch of a track could not be transcribed: The engine was killed."]

    def test_without_names_and_audio_there_is_still_a_transcript_that_says_so(self) -> None:
        version = a_version_at_work()
        lose(version, Kind.PARTICIPANTS, error="Daily refused the key.")
        end(version, Kind.FETCH, "0", result={"size": 1})
        end(version, Kind.PREPARE, "0", result=survey((0, 2_000)))
        end(version, Kind.TRANSCRIBE, "0:0", result=heard("Hello there."))
        lose(version, Kind.MIX, error="The disk is full.")
        work_off(Queue.QUICK)
        transcript = now(version)
        assert transcript.status == "ready"
        assert transcript.audio_name == ""
        assert transcript.warnings == [
            "The participants' names could not be asked: Daily refused the key.",
            "There is no audio to play: The disk is full.",
        ]

    def test_without_a_summary_there_is_still_a_transcript_that_says_so(self) -> None:
        version = a_version_at_work()
        prepare_all(version)
        end(version, Kind.TRANSCRIBE, "0:0", result=heard("Hello there."))
        end(version, Kind.MIX, result=MIXED)
        end(version, Kind.ASSEMBLE, result=ASSEMBLED)
        lose(version, Kind.SUMMARISE, error="No answer.")
        assert (now(version).status, now(version).title) == ("ready", "")
        assert now(version).warnings == ["There is no summary: No answer."]

    def test_what_looked_wrong_in_a_track_is_told_with_its_number(self) -> None:
        version = a_version_at_work()
        end(version, Kind.PARTICIPANTS, result=PEOPLE)
        end(version, Kind.FETCH, "0", result={"size": 1})
        end(version, Kind.PREPARE, "0", result=survey(warnings=["It ends in the middle."]))
        end(version, Kind.MIX, result=MIXED | {"warnings": ["One track is missing."]})
        work_off(Queue.QUICK)
        assert now(version).warnings == ["Track 1: It ends in the middle.", "One track is missing."]

    def test_a_track_that_stands_wrong_is_told_with_its_number_also_beside_one_that_is_missing(self) -> None:
        version = a_version_at_work(tracks=2)
        lose(version, Kind.FETCH, "0", error="It is not there.")
        end(version, Kind.PARTICIPANTS, result=PEOPLE)
        end(version, Kind.FETCH, "1", result={"size": 1})
        end(version, Kind.PREPARE, "1", result=survey() | {"first_packet_ms": 20_000})
        work_off(Queue.QUICK)
        missing, misplaced = now(version).warnings
        assert missing == "A track is missing: It is not there."
        assert misplaced.startswith("Track 2 begins at 20.0 s by its packets but at 0.5 s by its file name")

    def test_tracks_reported_without_a_key_are_told_of(self) -> None:
        version = a_version_at_work(unreadable_tracks=2)
        make_ready(version.transcript)
        assert now(version).warnings == ["2 tracks were reported without a name and could not be fetched."]

    @pytest.mark.parametrize("kind", [Kind.FETCH, Kind.PREPARE, Kind.TRANSCRIBE, Kind.ASSEMBLE])
    def test_a_transcript_fails_with_the_reason_when_nothing_is_left(self, kind: Step.Kind) -> None:
        version = fail_at(kind)
        assert (now(version).status, now(version).error) == ("failed", "It broke.")
        assert now(version).current is None

    def test_each_reason_is_told_once(self) -> None:
        version = a_version_at_work(tracks=3)
        for part, error in (("0", "Denied."), ("1", "It is not there."), ("2", "Denied.")):
            lose(version, Kind.FETCH, part, error=error)
        assert now(version).error == "Denied. It is not there."

    def test_a_failure_that_may_pass_fails_nothing_yet(self) -> None:
        version = a_version_at_work()
        assert pipeline.failed(claimed(step_of(version, Kind.FETCH, "0")), "No answer.", passing=True)
        assert now(version).status == "queued"
        assert statuses(version)["fetch 0"] == "queued"

    def test_a_step_that_ends_after_the_failure_changes_nothing(self) -> None:
        version = a_version_at_work()
        lose(version, Kind.FETCH, "0")
        end(version, Kind.PARTICIPANTS, result=PEOPLE)
        assert (now(version).status, now(version).error) == ("failed", "It broke.")


class TestStartingAgain:
    def test_only_the_steps_that_failed_run_again(self) -> None:
        version = a_version_at_work(tracks=2)
        prepare_all(version)
        for part in ("0:0", "1:0"):
            lose(version, Kind.TRANSCRIBE, part, error="The engine was killed.")
        end(version, Kind.MIX, result=MIXED)
        OrmQ.objects.all().delete()
        assert pipeline.start_again(now(version))
        assert now(version).status == "transcribing"
        waiting = version.steps.filter(status="queued")
        assert sorted(waiting.values_list("kind", "part", "attempts", "error")) == [
            ("transcribe", "0:0", 0, ""),
            ("transcribe", "1:0", 0, ""),
        ]
        assert sorted(hints(Queue.SPEECH)) == sorted(
            ("transcripts.jobs.run_speech", pk) for pk in waiting.values_list("pk", flat=True)
        )
        for part in ("0:0", "1:0"):
            end(version, Kind.TRANSCRIBE, part, result=heard("Hello there."))
        work_off(Queue.QUICK)
        assert now(version).status == "ready"

    @pytest.mark.parametrize("kind", [Kind.FETCH, Kind.PREPARE, Kind.TRANSCRIBE, Kind.ASSEMBLE])
    def test_a_transcript_that_failed_anywhere_becomes_ready_in_the_end(self, kind: Step.Kind) -> None:
        version = fail_at(kind)
        assert pipeline.start_again(now(version))
        finish_all(version)
        assert (now(version).status, now(version).error, now(version).warnings) == ("ready", "", [])
        assert now(version).versions.count() == 1

    def test_words_are_not_put_together_before_the_lost_names_and_pieces_were_tried_again(self) -> None:
        version = a_version_at_work(tracks=2)
        lose(version, Kind.PARTICIPANTS)
        for part in ("0", "1"):
            end(version, Kind.FETCH, part, result={"size": 1})
            end(version, Kind.PREPARE, part, result=survey((0, 2_000)))
        end(version, Kind.TRANSCRIBE, "0:0", result=heard("Hello there."))
        lose(version, Kind.TRANSCRIBE, "1:0")
        lose(version, Kind.ASSEMBLE)
        assert pipeline.start_again(now(version))
        assert "assemble" not in statuses(version)
        end(version, Kind.PARTICIPANTS, result=PEOPLE)
        end(version, Kind.TRANSCRIBE, "1:0", result=heard("Good morning.", at_ms=5_000))
        assert statuses(version)["assemble"] == "queued"
        finish_all(version)
        assert said(version) == ["Hello there.", "Good morning."]

    def test_a_track_lost_before_the_pieces_were_cut_stays_lost_and_said_to_be(self) -> None:
        version = a_version_at_work(tracks=2)
        end(version, Kind.PARTICIPANTS, result=PEOPLE)
        lose(version, Kind.FETCH, "0", error="It is not there.")
        end(version, Kind.FETCH, "1", result={"size": 1})
        end(version, Kind.PREPARE, "1", result=survey((0, 2_000)))
        lose(version, Kind.TRANSCRIBE, "1:0")
        assert pipeline.start_again(now(version))
        finish_all(version)
        assert now(version).warnings == ["A track is missing: It is not there."]

    def test_a_ready_transcript_is_made_anew_beside_what_is_read(self) -> None:
        old = make_ready(a_version_at_work().transcript, "Hello there.")
        assert pipeline.start_again(now(old))
        new = now(old).versions.latest("number")
        assert (new.number, now(old).status, now(old).current) == (2, "queued", old)
        prepare_all(new)
        end(new, Kind.TRANSCRIBE, "0:0", result=heard("Good morning."))
        work_off(Queue.QUICK)
        assert now(old).status == "summarising"
        assert (now(old).current, "Hello there." in now(old).webvtt) == (old, True)
        end(new, Kind.MIX, result=MIXED)
        assert (now(old).status, now(old).current) == ("ready", new)
        assert "Good morning." in now(old).webvtt
        assert said(old) == ["Hello there."]

    def test_a_failure_while_making_it_anew_leaves_the_old_words(self) -> None:
        old = make_ready(a_version_at_work().transcript, "Hello there.")
        pipeline.start_again(now(old))
        new = now(old).versions.latest("number")
        lose(new, Kind.FETCH, "0", error="It is not there any more.")
        transcript = now(old)
        assert (transcript.status, transcript.error) == ("failed", "It is not there any more.")
        assert transcript.current == old
        assert "Hello there." in transcript.webvtt

    @pytest.mark.parametrize("status", ["queued", "transcribing", "summarising"])
    def test_what_is_being_worked_on_is_not_begun_again(self, status: str) -> None:
        transcript = a_transcript(status=status)
        assert not pipeline.start_again(transcript)
        assert transcript.versions.count() == 1

    def test_a_late_result_of_an_older_version_does_not_touch_the_newer(self) -> None:
        old = make_ready(a_version_at_work().transcript)
        late = claimed(a_step(old, Kind.TRANSCRIBE, part="9:9"))
        pipeline.start_again(now(old))
        pipeline.finished(late, heard("Too late."))
        assert (now(old).status, now(old).current) == ("queued", old)


class TestCancelling:
    def test_cancelled_work_ends_also_where_a_worker_is_at_it(self) -> None:
        version = a_version_at_work()
        held = claimed(step_of(version, Kind.FETCH, "0"))
        assert pipeline.cancel(now(version))
        assert not pipeline.finished(held, {"size": 1})
        assert now(version).status == "cancelled"
        assert statuses(version) == {"participants": "cancelled", "fetch 0": "cancelled"}

    def test_cancelled_work_goes_on_where_it_stood(self) -> None:
        version = a_version_at_work(tracks=2)
        prepare_all(version)
        end(version, Kind.TRANSCRIBE, "0:0", result=heard("Hello there."))
        pipeline.cancel(now(version))
        assert pipeline.start_again(now(version))
        assert statuses(version)["transcribe 0:0"] == "done"
        finish_all(version)
        assert now(version).status == "ready"

    def test_what_has_ended_cannot_be_cancelled(self) -> None:
        assert not pipeline.cancel(a_transcript(status="ready"))


def fail_at(kind: Step.Kind) -> Version:
    """A version of two tracks all of whose steps of this kind failed, and none before."""
    version = a_version_at_work(tracks=2)
    end(version, Kind.PARTICIPANTS, result=PEOPLE)
    results = {Kind.FETCH: {"size": 1}, Kind.PREPARE: survey((1_000, 3_000)), Kind.TRANSCRIBE: heard("Hello there.")}
    for reached, result in [*results.items(), (Kind.ASSEMBLE, ASSEMBLED)]:
        for part in list(version.steps.filter(kind=reached).values_list("part", flat=True)):
            if reached == kind:
                lose(version, reached, part)
            else:
                end(version, reached, part, result=result)
        if reached == kind:
            break
    return version


RESULTS = {
    Kind.PARTICIPANTS: PEOPLE,
    Kind.FETCH: {"size": 1},
    Kind.PREPARE: survey((1_000, 3_000)),
    Kind.TRANSCRIBE: heard("Hello there."),
    Kind.MIX: MIXED,
}


def finish_all(version: Version) -> None:
    """Do what waits, until nothing does; the words are put together and summed up by the real jobs."""
    OrmQ.objects.all().delete()
    while waiting := version.steps.filter(status="queued", kind__in=RESULTS).order_by("pk").first():
        end(version, waiting.kind, waiting.part, result=RESULTS[Kind(waiting.kind)])
    for step in version.steps.filter(status="queued"):
        pipeline._hint(step.pk, step.kind)
    work_off(Queue.QUICK)


def test_nothing_is_stored_twice_when_the_words_are_put_together_again() -> None:
    version = a_version_at_work()
    prepare_all(version)
    end(version, Kind.TRANSCRIBE, "0:0", result=heard("Hello there."))
    work_off(Queue.QUICK)
    step = step_of(version, Kind.ASSEMBLE)
    Step.objects.filter(pk=step.pk).update(status="queued")
    pipeline._hint(step.pk, step.kind)
    work_off(Queue.QUICK)
    assert Segment.objects.filter(version=version).count() == 1
