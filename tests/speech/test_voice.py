"""Voice is found where it is, and nowhere else."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tests.speech.sounds import LAUNCH
from transcripts.speech.decode import Block, Track
from transcripts.speech.voice import VoiceRule, judge, voiced_windows

RULE = VoiceRule()


def windows(*runs: tuple[float, int]) -> NDArray[np.float32]:
    return np.concatenate([np.full(count, probability, np.float32) for probability, count in runs])


def test_a_run_of_likely_windows_is_a_voice() -> None:
    assert voiced_windows(windows((0.1, 10), (0.9, 20), (0.1, 10)), RULE) == [(10, 30)]


def test_a_voice_is_kept_up_by_windows_that_would_not_begin_one() -> None:
    assert voiced_windows(windows((0.9, 5), (0.4, 20), (0.1, 10)), RULE) == [(0, 25)]


def test_a_short_pause_does_not_end_a_voice_and_a_longer_one_does() -> None:
    assert voiced_windows(windows((0.9, 10), (0.1, 3), (0.9, 10)), RULE) == [(0, 23)]
    assert voiced_windows(windows((0.9, 10), (0.1, 8), (0.9, 10)), RULE) == [(0, 10), (18, 28)]


def test_a_click_is_no_voice() -> None:
    assert voiced_windows(windows((0.1, 10), (0.99, 2), (0.1, 10)), RULE) == []


def test_a_voice_to_the_very_end_ends_with_the_sound() -> None:
    assert voiced_windows(windows((0.1, 4), (0.8, 6)), RULE) == [(4, 10)]


def test_an_endless_voice_is_cut_at_its_weakest_place() -> None:
    probabilities = windows((0.9, 1_500))
    probabilities[700] = 0.6
    found = voiced_windows(probabilities, RULE)
    assert found[0] == (0, 700)
    assert all(before[1] == after[0] for before, after in pairwise(found))
    assert all(last - first <= 875 for first, last in found)


def test_every_utterance_of_a_meeting_is_found_within_a_twentieth_of_a_second() -> None:
    with Track(next(LAUNCH.glob("acme/*/*6513270e*"))) as track:
        voice = [span for island in judge(track.blocks()) for span in island.voice(RULE)]
    assert abs(voice[0].start_ms - 4_732) <= 50
    assert all(earlier.end_ms < later.start_ms for earlier, later in pairwise(voice))


def test_the_same_sound_in_blocks_of_any_size_gives_the_same_voice() -> None:
    with Track(next(LAUNCH.glob("acme/*/*9531985d*"))) as track:
        first, *_ = judged = list(judge(track.blocks()))
    with Track(next(LAUNCH.glob("acme/*/*9531985d*"))) as track:
        small = [
            Block(block.start + begin, block.samples[begin : begin + 777])
            for block in track.blocks()
            for begin in range(0, len(block.samples), 777)
        ]
    again = list(judge(small))
    assert len(again) == len(judged)
    assert np.allclose(again[0].probabilities, first.probabilities, atol=1e-3)
