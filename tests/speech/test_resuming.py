"""Real workers and the real model, killed in the middle of a meeting.

The short form of `python -m tests.speech.killed_half_way --hours 3 --tracks 10`.
"""

import subprocess
import sys

import pytest

from tests.settings import ROOT

LONGEST_S = 600


@pytest.mark.model
@pytest.mark.slow
def test_a_meeting_killed_half_way_is_finished_without_doing_again_what_was_done() -> None:
    meeting = ["--hours", "0.08", "--tracks", "4", "--settings", "tests.speech.impatient"]
    command = [sys.executable, "-m", "tests.speech.killed_half_way", *meeting]
    killed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=LONGEST_S, check=False)
    assert killed.returncode == 0, killed.stdout + killed.stderr
    assert "| of these begun again | | 0 |" in killed.stdout
