"""The demo, run as a newcomer does, and what it leaves in its database."""

import json
import re
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.settings import ROOT
from transcripts.speech.scoring import score
from transcripts.text.words import Word

pytestmark = [pytest.mark.slow, pytest.mark.model]

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


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """`script/demo --once` in a clean copy of the project, which shares the speech model alone."""
    copy = tmp_path_factory.mktemp("demo") / "project"
    left_out = shutil.ignore_patterns(".git", ".venv", "var", "*_cache", "__pycache__")
    shutil.copytree(ROOT, copy, ignore=left_out, symlinks=True)
    folder = copy / "var" / "demo"
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
    database = sqlite3.connect(folder / "reflector.sqlite3")
    database.row_factory = sqlite3.Row
    rows = {row["recording"]: dict(row) for row in database.execute(TRANSCRIPTS)}
    words = {recording: _words(database, row["current_id"]) for recording, row in rows.items()}
    events = [tuple(row) for row in database.execute("SELECT type, status FROM recordings_webhookevent")]
    database.close()
    return Demo(ran.stdout + ran.stderr, rows, words, events, folder)


def _words(database: sqlite3.Connection, version: int | None) -> list[tuple[int, int, int, str]]:
    segments = database.execute(
        "SELECT speaker, words FROM transcripts_segment WHERE version_id = ? ORDER BY position", [version]
    )
    return [
        (speaker, start_ms, end_ms, text)
        for speaker, words in segments
        for start_ms, end_ms, text, _ in json.loads(words)
    ]


def first_word_ms(demo: Demo, recording: str, speaker: int) -> int:
    return min(start for its_speaker, start, _, _ in demo.words[recording] if its_speaker == speaker)


def participants(demo: Demo, recording: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(demo.rows[recording]["participants"])
    return found


def test_it_ends_with_four_ready_transcripts(demo: Demo) -> None:
    assert {recording: row["status"] for recording, row in demo.rows.items()} == dict.fromkeys(
        (LAUNCH, SILENT, BOTH, ONE), "ready"
    )
    assert len(re.findall(r"^[0-9a-f]{8}  ready ", demo.printed, re.MULTILINE)) == 4, demo.printed


def test_nothing_looked_wrong(demo: Demo) -> None:
    assert {row["warnings"] for row in demo.rows.values()} == {"[]"}
    assert "Traceback" not in demo.printed


def test_who_was_there_is_told_as_in_the_data_model(demo: Demo) -> None:
    user_id = "907f2cc1-eaab-435f-8ee2-09185f416b22"
    ada = {"id": "890c0eae-e186-4534-a7bd-7c794b7d6d7f", "speaker": 0, "name": "test2", "user_id": user_id}
    bob = {"id": "9660e8e9-4297-4f17-951d-0b2bf2401803", "speaker": 1, "name": "test", "user_id": user_id}
    assert participants(demo, BOTH) == [ada, bob]
    assert participants(demo, ONE) == [ada]
    assert [person["name"] for person in participants(demo, SILENT)] == ["test"]


def test_the_words_stand_where_they_were_spoken(demo: Demo) -> None:
    assert first_word_ms(demo, BOTH, speaker=1) == pytest.approx(3_109, abs=500)
    assert first_word_ms(demo, BOTH, speaker=0) == pytest.approx(19_829, abs=500)
    assert first_word_ms(demo, ONE, speaker=0) == pytest.approx(2_029, abs=500)


def test_all_that_was_said_was_test(demo: Demo) -> None:
    for recording in (BOTH, ONE):
        assert {re.sub(r"\W", "", text).lower() for *_, text in demo.words[recording]} == {"test"}


def test_a_silent_recording_has_the_header_alone_and_no_title(demo: Demo) -> None:
    silent = demo.rows[SILENT]
    assert (silent["webvtt"].strip(), silent["title"], demo.words[SILENT]) == ("WEBVTT", "", [])


def test_pictures_are_no_tracks(demo: Demo) -> None:
    keys = {recording: json.loads(row["track_keys"]) for recording, row in demo.rows.items()}
    assert {recording: len(found) for recording, found in keys.items()} == {LAUNCH: 3, SILENT: 1, BOTH: 2, ONE: 1}
    assert not any("video" in key for found in keys.values() for key in found)


def test_the_launch_meeting_has_its_three_people_by_name(demo: Demo) -> None:
    people = participants(demo, LAUNCH)
    assert [person["speaker"] for person in people] == [0, 1, 2]
    assert {person["name"] for person in people} == {"Joe Alvarez", "Mina Park", "Kenji Mori"}


def test_the_launch_meeting_has_the_right_words_at_the_right_times(demo: Demo) -> None:
    truth = json.loads((ROOT / "tests/fixtures/meetings/launch/truth.json").read_text())
    order = [person["participant_id"] for person in truth["participants"]]
    voices = {person["speaker"]: order.index(person["id"]) for person in participants(demo, LAUNCH)}
    words: dict[int, list[Word]] = {}
    for speaker, start_ms, end_ms, text in demo.words[LAUNCH]:
        words.setdefault(voices[speaker], []).append(Word(start_ms, end_ms, text))
    found = score(truth, words)
    assert found.error_rate <= 0.06, found
    assert found.share_within(500) >= 0.95, found


def test_each_meeting_that_was_talked_in_has_title_summary_language_and_audio(demo: Demo) -> None:
    launch = demo.rows[LAUNCH]
    assert launch["title"]
    assert launch["long_summary"]
    assert launch["language"] == "en"
    audio = {path.relative_to(demo.folder / "audio").as_posix() for path in (demo.folder / "audio").rglob("*.mp3")}
    assert {row["audio_name"] for row in demo.rows.values()} - {""} == audio
    assert launch["audio_name"] in audio


def test_one_recording_came_by_the_webhook_and_the_others_by_the_poll(demo: Demo) -> None:
    assert demo.events == [("recording.ready-to-download", "done")]
    seen = {recording: row["first_seen_at"] for recording, row in demo.rows.items()}
    assert min(seen, key=lambda recording: seen[recording]) == LAUNCH


def test_it_leaves_no_temporary_files_and_no_copies_of_tracks(demo: Demo) -> None:
    left = [path for name in ("tmp", "audio/tracks", "cache") for path in (demo.folder / name).rglob("*")]
    assert [path for path in left if path.is_file()] == []
