"""The demo, run as a newcomer does, and what it leaves in its database."""

import json
import re
from typing import Any

import pytest

from tests.demo.left import BOTH, LAUNCH, ONE, SILENT, Demo
from tests.settings import ROOT
from transcripts.speech.scoring import score
from transcripts.text.words import Word

# With those in a browser, so that all of them are of one demo.
pytestmark = [pytest.mark.slow, pytest.mark.model, pytest.mark.browser]


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
    audio = {name.removeprefix("audio/") for name in demo.files if name.startswith("audio/") and name.endswith(".mp3")}
    assert {row["audio_name"] for row in demo.rows.values()} - {""} == audio
    assert launch["audio_name"] in audio


def test_one_recording_came_by_the_webhook_and_the_others_by_the_poll(demo: Demo) -> None:
    assert demo.events == [("recording.ready-to-download", "done")]
    seen = {recording: row["first_seen_at"] for recording, row in demo.rows.items()}
    assert min(seen, key=lambda recording: seen[recording]) == LAUNCH


def test_it_leaves_no_temporary_files_and_no_copies_of_tracks(demo: Demo) -> None:
    assert [name for name in demo.files if name.startswith(("tmp/", "audio/tracks/", "cache/"))] == []
