"""The short form of `script/chaos`: real clusters are killed, frozen and flooded, and nothing is lost."""

import subprocess
import sys

import pytest

from tests.chaos.__main__ import SHORT
from tests.machine import postgresql_programs
from tests.settings import ROOT

pytestmark = pytest.mark.slow

LONGEST_S = 600


@pytest.mark.parametrize("database", sorted(SHORT))
def test_nothing_is_lost_and_nothing_is_done_twice(database: str) -> None:
    if database == "postgresql" and postgresql_programs() is None:
        pytest.skip("PostgreSQL is not installed")
    command = [sys.executable, "-m", "tests.chaos", "--short", "--database", database]
    tried = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=LONGEST_S, check=False)
    assert tried.returncode == 0, tried.stdout + tried.stderr
    assert tried.stdout.count("| ok ") == len(SHORT[database])
