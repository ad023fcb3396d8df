"""A transcript that is made once more takes the place of the old one as a whole, and never says less than that did."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.core.files.base import ContentFile

from reflector_site.queue import Queue
from tests.pipeline.working import (
    MIXED,
    a_version_at_work,
    end,
    heard,
    lose,
    make_ready,
    now,
    prepare_all,
    prepare_rest,
    statuses,
    work_off,
)
from transcripts import pipeline
from transcripts.making.publishing import publish
from transcripts.making.track_files import audio_storage
from transcripts.models import Step, Transcript, Version

Kind = Step.Kind
pytestmark = pytest.mark.django_db


def made_anew(old: Version) -> Version:
    """The version begun beside one that is read."""
    assert pipeline.start_again(now(old))
    return now(old).versions.latest("number")


def cancelled_with_a_lost_piece(version: Version) -> Version:
    """Its words are put together without one of two pieces, and its work was cancelled before it had a summary."""
    prepare_all(version)
    end(version, Kind.TRANSCRIBE, "0:0", result=heard("Hello there."))
    lose(version, Kind.TRANSCRIBE, "1:0", error="The engine was killed.")
    work_off(Queue.QUICK)  # it has no mixed audio yet, so it is not ready
    assert statuses(version)["assemble"] == "done"
    assert pipeline.cancel(now(version))
    return version


class TestTryingAgainAfterACancel:
    def test_words_that_nobody_reads_yet_are_put_together_again_with_the_lost_piece(self) -> None:
        version = cancelled_with_a_lost_piece(made_anew(make_ready(a_version_at_work(tracks=2).transcript)))
        assert pipeline.start_again(now(version))
        assert "assemble" not in statuses(version)
        end(version, Kind.TRANSCRIBE, "1:0", result=heard("Good morning.", at_ms=5_000))
        end(version, Kind.MIX, result=MIXED)
        work_off(Queue.QUICK)
        assert (now(version).current, now(version).warnings) == (version, [])
        assert "Good morning." in now(version).webvtt

    def test_words_that_are_read_already_are_made_anew_beside_them(self) -> None:
        version = cancelled_with_a_lost_piece(a_version_at_work(tracks=2))
        anew = made_anew(version)
        assert anew != version
        assert now(version).current == version
        make_ready(now(version), "Good morning.")
        assert (now(version).current, now(version).warnings) == (anew, [])

    def test_without_a_loss_only_what_was_cancelled_is_done(self) -> None:
        version = a_version_at_work()
        prepare_all(version)
        end(version, Kind.TRANSCRIBE, "0:0", result=heard("Hello there."))
        work_off(Queue.QUICK)
        assert pipeline.cancel(now(version))
        assert pipeline.start_again(now(version))
        assert (statuses(version)["assemble"], statuses(version)["mix"]) == ("done", "queued")
        end(version, Kind.MIX, result=MIXED)
        work_off(Queue.QUICK)
        assert (now(version).status, now(version).versions.count()) == ("ready", 1)


class TestLosses:
    def test_a_version_without_a_track_that_is_read_does_not_take_its_place(self) -> None:
        old = make_ready(a_version_at_work(tracks=2).transcript)
        new = made_anew(old)
        lose(new, Kind.FETCH, "0", error="It is not there any more.")
        prepare_rest(new, "1")
        transcript = now(old)
        assert (transcript.status, transcript.current) == ("failed", old)
        assert transcript.error == (
            "What was made before stays, since this would lack something of it: It is not there any more."
        )

    def test_one_that_lacks_only_what_was_lacking_before_does(self) -> None:
        old = a_version_at_work(tracks=2)
        lose(old, Kind.FETCH, "0", error="It is not there.")
        prepare_rest(old, "1")
        new = made_anew(old)
        lose(new, Kind.FETCH, "0", error="It is not there.")
        prepare_rest(new, "1")
        assert (now(old).status, now(old).current) == ("ready", new)

    def test_what_failed_for_such_a_version_can_be_tried_again(self) -> None:
        old = make_ready(a_version_at_work(tracks=2).transcript)
        new = made_anew(old)
        prepare_all(new)
        end(new, Kind.TRANSCRIBE, "0:0", result=heard("Hello there."))
        lose(new, Kind.TRANSCRIBE, "1:0", error="The engine was killed.")
        end(new, Kind.MIX, result=MIXED)
        work_off(Queue.QUICK)
        assert now(old).status == "failed"
        assert pipeline.start_again(now(old))
        end(new, Kind.TRANSCRIBE, "1:0", result=heard("Good morning.", at_ms=5_000))
        work_off(Queue.QUICK)
        assert (now(old).status, now(old).current) == ("ready", new)

    def test_audio_mixed_before_is_played_on_when_it_cannot_be_mixed_again(self) -> None:
        old = make_ready(a_version_at_work().transcript)
        new = made_anew(old)
        prepare_all(new)
        end(new, Kind.TRANSCRIBE, "0:0", result=heard("Hello there."))
        lose(new, Kind.MIX, error="The disk is full.")
        work_off(Queue.QUICK)
        transcript = now(old)
        assert (transcript.status, transcript.current, transcript.audio_name) == ("ready", new, MIXED["audio_name"])
        assert transcript.warnings == [
            "The audio could not be mixed again, so what is played was mixed before: The disk is full."
        ]

    def test_audio_of_a_version_that_is_never_shown_goes_when_the_next_one_begins(
        self, django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[list[object]]]
    ) -> None:
        names = [f"mixed/{number}.mp3" for number in range(2)]
        for name in names:
            audio_storage().save(name, ContentFile(b"sound"))
        old = make_ready(a_version_at_work(tracks=2).transcript)
        Transcript.objects.update(audio_name=names[0])
        new = made_anew(old)
        lose(new, Kind.FETCH, "0", error="It is not there any more.")
        prepare_rest(new, "1")
        new.steps.filter(kind=Kind.MIX).update(result=MIXED | {"audio_name": names[1]})
        with django_capture_on_commit_callbacks(execute=True):
            assert made_anew(old).number == 3
        assert [audio_storage().exists(name) for name in names] == [True, False]


class TestWhoIsLate:
    def test_an_older_version_never_takes_the_place_of_a_newer_one(self) -> None:
        old = make_ready(a_version_at_work().transcript, "Hello there.")
        new = made_anew(old)
        make_ready(now(old), "Good morning.")
        publish(old)
        assert now(old).current == new
        assert "Good morning." in now(old).webvtt

    def test_a_summary_of_words_that_are_not_shown_any_more_cannot_be_chosen(self) -> None:
        old = make_ready(a_version_at_work().transcript)
        telling = old.tellings.get()
        new = made_anew(old)
        make_ready(now(old))
        assert not pipeline.show_telling(telling, by=1)
        assert now(old).current == new


class TestSweeping:
    def test_a_transcript_that_was_being_mended_goes_on_though_its_worker_died_between_two_steps(self) -> None:
        version = a_version_at_work()
        prepare_all(version)
        end(version, Kind.TRANSCRIBE, "0:0", result=heard("Hello there."))
        lose(version, Kind.MIX)
        work_off(Queue.QUICK)
        assert pipeline.mend(now(version))
        version.steps.filter(kind=Kind.MIX).update(status="done", result=MIXED)  # and nothing followed
        assert pipeline.sweep() == 1
        assert (now(version).status, now(version).audio_name) == ("ready", MIXED["audio_name"])

    def test_an_older_version_is_not_taken_for_work_that_stands_still(self) -> None:
        version = a_version_at_work()
        Version.objects.create(transcript=version.transcript, number=0, model="base")
        assert pipeline.sweep() == 0

    def test_trouble_with_one_transcript_leaves_the_others(self) -> None:
        odd, other = (a_version_at_work() for _ in range(2))
        for version in (odd, other):
            prepare_all(version)
            version.steps.filter(kind=Kind.TRANSCRIBE).update(status="done", result=heard("Hello there."))
            version.steps.filter(kind=Kind.MIX).update(status="done", result=MIXED)
        odd.steps.filter(kind=Kind.ASSEMBLE).delete()
        odd.steps.create(
            kind=Kind.ASSEMBLE, status="done", result={}, run_after=odd.created_at, hinted_at=odd.created_at
        )  # an answer that no code can read
        assert pipeline.sweep() == 1
        assert statuses(other)["assemble"] == "queued"
