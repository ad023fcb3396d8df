"""Memory does not grow with the length of a meeting or the number of its tracks.

The short form of `python -m tests.speech.long_meeting FOLDER --hours 3 --tracks 10 --measure`.
"""

import json
from pathlib import Path

import pytest

from tests.speech.long_meeting import make, measure


@pytest.mark.model
@pytest.mark.slow
def test_three_tracks_of_half_an_hour_stay_within_one_and_a_half_gigabytes(tmp_path: Path) -> None:
    tracks = make(tmp_path / "meeting", hours=0.5, tracks=3)
    assert measure(tmp_path / "meeting") < 1_500
    found = json.loads((tmp_path / "meeting.json").read_text())
    assert len(found["participants"]) == len(tracks) == 3
    assert all(any(segment["speaker"] == number for segment in found["segments"]) for number in range(3))
