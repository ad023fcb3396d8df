"""One run of the demo, as a newcomer does it, and what it left."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from script.demo import DATA_DIR
from tests.settings import ROOT

LAUNCH = "3e5b7a90-1c2d-4e6f-8a9b-0c1d2e3f4a5b"
SILENT = "f4a50f94-053c-4f9d-bda6-78ad051fbc36"
BOTH = "b0fa94da-73b5-4f95-9239-5216a682a505"
ONE = "05edf519-9048-4b49-9a75-73e9826fd950"
TRANSCRIPTS = """
    SELECT r.id AS recording, t.status, t.title, t.webvtt, t.participants, t.warnings, t.current_id, r.track_keys,
           r.first_seen_at, r.mtg_session_id, t.language, t.audio_name, t.long_summary
    FROM recordings_recording r LEFT JOIN transcripts_transcript t ON t.recording_id = r.id
"""


@dataclass(frozen=True, slots=True)
class Demo:
    """What it printed and what it left, having ended well."""

    printed: str
    rows: dict[str, dict[str, Any]]
    words: dict[str, list[tuple[int, int, int, str]]]
    """Speaker, start and end in milliseconds, and text of each word, by recording."""
    events: list[tuple[str, str]]
    folder: Path
    files: frozenset[str]
    """The paths in `folder` of all that it left there."""


def the_demo(place: Path) -> Demo:
    """What `script/demo --once` leaves, in a folder of the tests' own below `place`.

    DEMO_LOG names a file with what it printed where it has just been run in this project; else it is run in a copy.
    """
    log = os.environ.get("DEMO_LOG")
    if log is None:
        return _read(*_run(place / "project"))
    folder = place / "demo"
    shutil.copytree(DATA_DIR, folder, ignore=shutil.ignore_patterns("models"), symlinks=True)
    return _read(folder, Path(log).read_text())


def _run(copy: Path) -> tuple[Path, str]:
    """Run it in a clean copy of the project, which shares the speech model alone: its folder, and what it printed."""
    left_out = shutil.ignore_patterns(".git", ".venv", "var", "*_cache", "__pycache__")
    shutil.copytree(ROOT, copy, ignore=left_out, symlinks=True)
    folder = copy / DATA_DIR.relative_to(ROOT)
    folder.mkdir(parents=True)
    (folder / "models").symlink_to(ROOT / "var" / "models")
    ran = subprocess.run(
        [sys.executable, "-m", "script.demo", "--once"],
        cwd=copy,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    if ran.returncode:
        pytest.fail(f"the demo ended with {ran.returncode}:\n{ran.stdout}\n{ran.stderr}")
    return folder, ran.stdout + ran.stderr


def _read(folder: Path, printed: str) -> Demo:
    files = frozenset(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    database = sqlite3.connect(folder / "reflector.sqlite3")
    database.row_factory = sqlite3.Row
    rows = {row["recording"]: dict(row) for row in database.execute(TRANSCRIPTS)}
    words = {recording: _words(database, row["current_id"]) for recording, row in rows.items()}
    events = [tuple(row) for row in database.execute("SELECT type, status FROM recordings_webhookevent")]
    database.close()
    return Demo(printed, rows, words, events, folder, files)


def _words(database: sqlite3.Connection, version: int | None) -> list[tuple[int, int, int, str]]:
    segments = database.execute(
        "SELECT speaker, words FROM transcripts_segment WHERE version_id = ? ORDER BY position", [version]
    )
    return [
        (speaker, start_ms, end_ms, text)
        for speaker, words in segments
        for start_ms, end_ms, text, _ in json.loads(words)
    ]
