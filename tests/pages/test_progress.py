from transcripts.pages.progress import Progress, StepFact, progress_of


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
