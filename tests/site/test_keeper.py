"""The keeper ends all that a command started, together with the command or with whoever started the keeper."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from tests.settings import ROOT

Kept: TypeAlias = tuple[subprocess.Popen[bytes], int, int]

# A command that starts a child which would outlive it, and tells the ids of both.
COMMAND = """
import os, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
open(sys.argv[1], "w").write(f"{os.getpid()} {child.pid}")
time.sleep(60)
"""


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    """The keeper, its command's process, and that one's child."""
    told = tmp_path / "pids"
    keeper = subprocess.Popen(
        [sys.executable, "-m", "reflector_site.keeper", sys.executable, "-c", COMMAND, str(told)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        start_new_session=True,
    )
    until(lambda: told.exists() and len(told.read_text().split()) == 2)
    command, child = map(int, told.read_text().split())
    return keeper, command, child


def until(condition: Callable[[], bool], *, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def is_gone(pid: int) -> bool:
    """Ended, though perhaps not buried."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_all_ends_when_the_command_is_killed(kept: Kept) -> None:
    keeper, command, child = kept
    os.kill(command, signal.SIGKILL)
    assert keeper.wait(10) == -signal.SIGKILL
    until(lambda: is_gone(child))


def test_all_ends_when_whoever_started_the_keeper_is_gone(kept: Kept) -> None:
    keeper, command, child = kept
    assert keeper.stdin is not None
    keeper.stdin.close()
    keeper.wait(10)
    until(lambda: is_gone(command) and is_gone(child))


def test_a_request_to_end_is_passed_on(kept: Kept) -> None:
    keeper, command, child = kept
    keeper.terminate()
    keeper.wait(10)
    until(lambda: is_gone(command) and is_gone(child))
