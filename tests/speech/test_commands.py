"""The command line: files and folders to transcripts on standard output, without a database."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from reflector_site.settings import DATA_DIR
from tests.speech.sounds import FIXTURES, LAUNCH, silence, tone, track
from transcripts.management.commands.transcribe import sources_of
from transcripts.speech.engine_process import PROJECT_ROOT

VOICES = FIXTURES / "voices"


def manage(*arguments: object) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, with a database it could not open."""
    environment = {**os.environ, "DATA_DIR": str(DATA_DIR), "DATABASE_URL": "sqlite:////nonexistent/database.sqlite3"}
    return subprocess.run(
        [sys.executable, "manage.py", *map(str, arguments)],
        cwd=PROJECT_ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def transcribe(*arguments: object) -> subprocess.CompletedProcess[str]:
    return manage("transcribe", *arguments)


def test_a_silent_file_gives_the_header_alone(tmp_path: Path) -> None:
    done = transcribe(track(tmp_path / "silent.webm", [(0, silence(2))]))
    assert (done.returncode, done.stdout) == (0, "WEBVTT\n")


def test_progress_goes_to_standard_error(tmp_path: Path) -> None:
    done = transcribe(track(tmp_path / "silent.webm", [(0, silence(2))]))
    assert "Reading 100%" in done.stderr


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b"hello", "is not audio of a kind that is read here"),
        (b"\x1a\x45\xdf\xa3", "is damaged or cut off"),
    ],
)
def test_bad_input_ends_with_exit_code_1_and_a_sentence(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "bad.webm"
    path.write_bytes(content)
    done = transcribe(path)
    assert (done.returncode, done.stdout) == (1, "")
    assert reason in done.stderr
    assert "Traceback" not in done.stderr


def test_a_path_that_is_not_there_ends_with_a_sentence(tmp_path: Path) -> None:
    done = transcribe(tmp_path / "missing.webm")
    assert done.returncode == 1
    assert done.stderr.strip().endswith("missing.webm does not exist.")


def test_a_folder_without_tracks_ends_with_a_sentence(tmp_path: Path) -> None:
    track(tmp_path / "song.webm", [(0, tone(1))])
    done = transcribe(tmp_path)
    assert done.returncode == 1
    assert "holds no raw audio tracks" in done.stderr


def test_tracks_of_several_recordings_are_not_mixed() -> None:
    done = transcribe(FIXTURES / "verified_example")
    assert done.returncode == 1
    assert "These are tracks of 3 recordings" in done.stderr
    assert "1768018885102-*" in done.stderr


@pytest.mark.model
def test_a_folder_of_raw_tracks_gives_one_document_with_a_speaker_for_each() -> None:
    done = transcribe(LAUNCH, "--format", "json")
    found = json.loads(done.stdout)
    assert found["language"] == "en"
    assert [(p["speaker"], p["name"], p["id"][:8]) for p in found["participants"]] == [
        (0, "Speaker 0", "6513270e"),
        (1, "Speaker 1", "d23f0824"),
        (2, "Speaker 2", "9531985d"),
    ]
    first = found["segments"][0]
    assert first["text"].startswith("Good morning")
    assert "".join(word["text"] for word in first["words"]).strip() == first["text"]
    assert abs(first["start"] - 4.732) < 0.25
    assert abs(found["duration"] - 185.2) < 0.2
    assert set(found["stats"]) == {"audio_seconds", "speech_seconds", "wall_seconds", "peak_rss_mb"}
    assert 120 < found["stats"]["speech_seconds"] < found["stats"]["audio_seconds"] < 180
    assert 0 < found["stats"]["peak_rss_mb"] < 1_500


@pytest.mark.model
def test_single_files_go_by_their_names_in_every_format() -> None:
    path = VOICES / "en-days.webm"
    as_vtt, as_srt, as_text = (transcribe(path, "--format", form).stdout for form in ("vtt", "srt", "txt"))
    assert as_vtt.startswith("WEBVTT\n\n00:00:01.")
    assert "<v en-days>Monday" in as_vtt
    assert as_srt.startswith("1\n00:00:01,")
    assert as_text.startswith("[00:01] en-days: Monday")


@pytest.mark.model
def test_words_of_the_glossary_are_listened_for() -> None:
    path = next(LAUNCH.glob("acme/*/*6513270e*"))
    given = ("--glossary", "Mina, landlord", "--glossary", "Kenji", "--language", "en", "--format", "txt")
    assert "Mina fixes" in transcribe(path, *given).stdout


@pytest.mark.model
def test_a_broken_track_among_good_ones_is_named_and_the_rest_transcribed(tmp_path: Path) -> None:
    (tmp_path / "broken.webm").touch()
    done = transcribe(tmp_path / "broken.webm", VOICES / "en-days.webm", "--language", "en", "--format", "txt")
    assert done.returncode == 0
    assert "broken.webm is empty." in done.stderr
    assert "Monday" in done.stdout


def test_a_language_that_is_none_is_refused_before_anything_is_read() -> None:
    done = transcribe(VOICES / "en-days.webm", "--language", "english")
    assert (done.returncode, done.stdout) == (1, "")
    assert (
        done.stderr.strip() == "CommandError: There is no language 'english' here: write a code such as en, de or haw."
    )


def test_a_file_whose_name_is_no_text_goes_by_what_can_be_read_of_it(tmp_path: Path) -> None:
    path = track(tmp_path / os.fsdecode(b"silent \xff.webm"), [(0, silence(2))])
    (source,) = sources_of([path])
    assert (source.path, source.person.name) == (path, "silent \ufffd")
    assert source.name.participant_id.endswith("silent \ufffd.webm")


@pytest.mark.model
@pytest.mark.slow
def test_the_benchmark_puts_both_pipelines_beside_this_engine() -> None:
    done = manage("benchmark_transcription", LAUNCH, "--language", "en")
    rows = [
        [cell.strip() for cell in line.split("|")[1:-1]] for line in done.stdout.splitlines() if line.startswith("| ")
    ]
    assert [row[0] for row in rows] == ["engine", "reflector", "faster-whisper plain", "faster-whisper batched"]
    ours, plain, batched = rows[1:]
    assert float(ours[6]) <= 4.5
    assert float(ours[5].rstrip("%")) >= 80
    assert min(float(plain[7]), float(batched[7])) > 10_000  # both close the holes that muting leaves
