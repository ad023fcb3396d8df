from datetime import UTC, datetime

from transcripts.pages.progress import Progress, progress_of
from transcripts.pages.time_left import StepFact


def test_nothing_has_begun() -> None:
    assert progress_of([]) == Progress(0, "waiting for a worker")
    assert progress_of([StepFact("fetch", "queued")]).text == "waiting for a worker"


def test_the_pieces_are_counted_while_transcribing() -> None:
    before = [StepFact(kind, "done", 1.0) for kind in ("participants", "fetch", "prepare")]
    pieces = [StepFact("transcribe", "done", 1.0), StepFact("transcribe", "running", 0.5)]
    assert progress_of([*before, *pieces]) == Progress(67, "transcribing, 1 of 2 done")


def test_a_step_that_failed_is_over_too() -> None:
    tracks = [StepFact("fetch", "failed"), StepFact("fetch", "done", 1.0), StepFact("fetch", "running", 0.0)]
    assert progress_of(tracks).text == "fetching the tracks, 2 of 3 done"


def test_work_that_goes_on_is_never_at_a_hundred() -> None:
    kinds = ("participants", "fetch", "prepare", "transcribe", "assemble", "mix", "summarise")
    assert progress_of(StepFact(kind, "done", 1.0) for kind in kinds).percent == 99


def test_what_waits_behind_others_says_how_many() -> None:
    assert progress_of([StepFact("fetch", "queued")], before=3).text == "waiting for a worker, 3 before it"


def test_what_waits_for_another_attempt_says_which_and_when() -> None:
    soon, later = datetime(2026, 1, 10, 14, 5, tzinfo=UTC), datetime(2026, 1, 10, 14, 9, tzinfo=UTC)
    waiting = [
        StepFact("fetch", "queued", attempts=3, again_at=later),
        StepFact("fetch", "queued", attempts=1, again_at=soon),
    ]
    assert progress_of(waiting, most_attempts=6) == Progress(0, "attempt 2 of 6 begins at", at=soon)
    due = StepFact("participants", "queued")
    assert progress_of([*waiting, due], before=1).text == "waiting for a worker, 1 before it"


def test_the_time_left_is_told_once_it_is_known() -> None:
    pieces = [StepFact("transcribe", "done", 1.0, took_s=60), StepFact("transcribe", "running", 0.0)]
    assert progress_of(pieces).left.startswith("about")
    assert progress_of([StepFact("prepare", "running", 0.5, took_s=60)]).left == ""
