"""How long the work will still take: from how long its own steps took, and nothing where that is a guess."""

import pytest

from transcripts.pages.progress import WEIGHTS
from transcripts.pages.time_left import StepFact, say_left, time_left_s

MIXED = StepFact("mix", "done", 1.0, took_s=9)
AFTER = [StepFact("assemble", "done", 1.0, took_s=1), StepFact("summarise", "done", 1.0, took_s=1)]


def pieces(*, done: int = 0, running: int = 0, queued: int = 0, progress: float = 0.0) -> list[StepFact]:
    """Pieces that take ten seconds each; those running have run for as long as their progress says."""
    at_work = StepFact("transcribe", "running", progress, took_s=10 * progress)
    over = StepFact("transcribe", "done", 1.0, took_s=10)
    return [over] * done + [at_work] * running + [StepFact("transcribe", "queued")] * queued


def left_s(*facts: StepFact) -> float | None:
    return time_left_s([MIXED, *AFTER, StepFact("prepare", "done", 1.0, took_s=5), *facts], WEIGHTS)


def test_nothing_is_told_before_anything_was_transcribed() -> None:
    assert time_left_s([], WEIGHTS) is None
    assert (
        time_left_s([StepFact("fetch", "done", 1.0, took_s=40), StepFact("prepare", "running", 0.5, 9)], WEIGHTS)
        is None
    )
    assert left_s(*pieces(running=2, queued=4, progress=0.05)) is None


def test_the_pieces_left_take_as_long_as_those_that_are_done() -> None:
    assert left_s(*pieces(done=2, running=1, queued=3)) == pytest.approx(40)


def test_a_piece_at_work_counts_as_far_as_it_is() -> None:
    assert left_s(*pieces(running=1, queued=1, progress=0.5)) == pytest.approx(15)


def test_pieces_at_work_at_once_take_a_part_of_the_time() -> None:
    assert left_s(*pieces(done=2, running=2, queued=2, progress=0.5)) == pytest.approx(15)


def test_what_has_not_begun_is_reckoned_from_what_it_usually_takes() -> None:
    transcribed = pieces(done=13)
    with_all = time_left_s([*transcribed, MIXED, StepFact("prepare", "done", 1.0, took_s=5)], WEIGHTS)
    assert with_all == pytest.approx(130 / WEIGHTS["transcribe"] * (WEIGHTS["assemble"] + WEIGHTS["summarise"]))


def test_a_step_that_does_not_tell_how_far_it_is_has_what_is_left_of_its_usual_time() -> None:
    mixing = [*pieces(done=13), *AFTER, StepFact("prepare", "done", 1.0, took_s=5)]
    usual = 130 / WEIGHTS["transcribe"] * WEIGHTS["mix"]
    assert time_left_s([*mixing, StepFact("mix", "running", 0.0, took_s=8)], WEIGHTS) == pytest.approx(usual - 8)
    assert time_left_s([*mixing, StepFact("mix", "running", 0.0, took_s=800)], WEIGHTS) == 0


def test_a_step_that_failed_takes_no_more_time() -> None:
    assert left_s(*pieces(done=2), StepFact("transcribe", "failed", 0.3, took_s=99)) == 0


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (None, ""),
        (0, "less than a minute left"),
        (44, "less than a minute left"),
        (50, "about 1 min left"),
        (239, "about 4 min left"),
        (3_560, "about 59 min left"),
        (3_590, "about 1 h left"),
        (4_500, "about 1 h 20 min left"),
        (7_200, "about 2 h left"),
    ],
)
def test_it_is_said_no_more_exactly_than_it_is_known(seconds: float | None, said: str) -> None:
    assert say_left(seconds) == said
