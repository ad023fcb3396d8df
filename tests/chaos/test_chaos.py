"""The short form of `script/chaos`: real clusters are killed, frozen and flooded, and nothing is lost."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.chaos.__main__ import SHORT
from tests.machine import postgresql_programs
from tests.settings import ROOT

pytestmark = pytest.mark.slow

LONGEST_S = 600


def test_nothing_is_lost_and_nothing_is_done_twice() -> None:
    databases = [name for name in SHORT if name != "postgresql" or postgresql_programs() is not None]
    # Beside one another: most of the time both wait for leases to run out.
    with ThreadPoolExecutor(len(databases)) as pool:
        for database, tried in zip(databases, pool.map(_short_form, databases), strict=True):
            assert tried.returncode == 0, tried.stdout + tried.stderr
            assert tried.stdout.count("| ok ") == len(SHORT[database])


def _short_form(database: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.chaos", "--short", "--database", database]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=LONGEST_S, check=False)
