"""Single rows of the REST API, field by field."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.builders import (
    PARTICIPANTS,
    START,
    a_meeting,
    a_recording,
    a_room,
    a_stay,
    a_step,
    a_topic,
    a_transcript,
    a_user,
    an_unmatched_recording,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader() -> Client:
    """A client that may see everything."""
    client = Client()
    client.force_login(a_user(is_superuser=True))
    return client


def test_a_room(reader: Client) -> None:
    room = a_room(name="standup", language="en", owner=a_user("grace"))
    found = reader.get(f"/v1/rooms/{room.pk}/").json()
    assert found.pop("created_at").endswith("Z")
    assert found == {
        "id": str(room.pk),
        "name": "standup",
        "platform": "daily",
        "language": "en",
        "glossary": "",
        "summary_language": "",
        "summary_instructions": "",
        "owner": "grace",
    }


def test_a_meeting_tells_who_was_there_when(reader: Client) -> None:
    meeting = a_meeting(a_room(name="standup"), start_date=START, room_url="https://example.daily.co/standup")
    a_stay(meeting, "Ada", session_id="890c0eae", user_id="user-ada", left_at=None)
    assert reader.get(f"/v1/meetings/{meeting.pk}/").json() == {
        "id": str(meeting.pk),
        "room": str(meeting.room_id),
        "room_name": "standup-20260110042117",
        "room_url": "https://example.daily.co/standup",
        "platform": "daily",
        "start_date": "2026-01-10T04:21:17Z",
        "end_date": None,
        "participant_sessions": [
            {
                "session_id": "890c0eae",
                "user_id": "user-ada",
                "user_name": "Ada",
                "joined_at": "2026-01-10T04:21:17Z",
                "left_at": None,
            }
        ],
    }


def test_a_recording_names_its_meeting_and_its_transcript(reader: Client) -> None:
    recording = a_recording(a_meeting(start_date=START), mtg_session_id=None)
    transcript = a_transcript(recording)
    found = reader.get(f"/v1/recordings/{recording.pk}/").json()
    assert found.pop("first_seen_at").endswith("Z")
    assert found == {
        "id": recording.pk,
        "platform": "daily",
        "room_name": recording.room_name,
        "meeting": str(recording.meeting_id),
        "transcript": str(transcript.pk),
        "type": "raw-tracks",
        "recorded_at": "2026-01-10T04:21:36Z",
        "duration": 80,
        "bucket_name": "",
        "object_key": "",
        "track_keys": recording.track_keys,
        "is_multitrack": True,
        "mtg_session_id": None,
        "outcome": "matched",
    }


@pytest.mark.parametrize(("track_keys", "is_multitrack"), [(None, False), ([], False), (["a-cam-audio-1"], True)])
def test_the_three_meanings_of_track_keys_come_through(
    reader: Client, track_keys: list[str] | None, is_multitrack: bool
) -> None:
    recording = an_unmatched_recording(track_keys=track_keys)
    found = reader.get(f"/v1/recordings/{recording.pk}/").json()
    assert (found["track_keys"], found["is_multitrack"]) == (track_keys, is_multitrack)
    assert found["meeting"] is found["transcript"] is None


def test_a_recording_is_found_by_an_id_with_dots_in_it(reader: Client) -> None:
    recording = an_unmatched_recording(id="standup-2026-01-10T04:21:17.000Z.mkv")
    assert reader.get(f"/v1/recordings/{recording.pk}/").json()["id"] == recording.pk


def test_a_transcript_has_what_a_reader_reads_about_it(reader: Client) -> None:
    recording = a_recording(a_meeting(start_date=START))
    told: dict[str, Any] = {
        "title": "A talk",
        "short_summary": "They greet each other.",
        "long_summary": "Ada greets Bob, who greets back.",
        "webvtt": "WEBVTT\n\n00:00:00.000 --> 00:00:02.000\n<v Speaker0>Hello.\n",
        "language": "en",
        "language_probability": 0.98,
        "warnings": ["The track of Carl could not be read."],
        "participants": PARTICIPANTS,
    }
    transcript = a_transcript(recording, duration_ms=80_040, **told)
    found = reader.get(f"/v1/transcripts/{transcript.pk}/").json()
    assert found.pop("created_at").endswith("Z")
    assert found.pop("changed_at").endswith("Z")
    assert found.pop("segments")
    assert found == {
        **told,
        "id": str(transcript.pk),
        "recording": recording.pk,
        "meeting": str(recording.meeting_id),
        "room": str(transcript.room_id),
        "room_name": recording.room_name,
        "status": "ready",
        "error": "",
        "duration": 80.04,
        "audio_url": None,
        "recorded_at": "2026-01-10T04:21:36Z",
        "topics": [],
        "words_left_out": {"no_voice": 0, "loop": 0, "bleed": 0},
        "version": 1,
        "revision": 0,
    }


def test_a_transcript_has_segments_with_words_and_topics_in_seconds(reader: Client) -> None:
    transcript = a_transcript(said=("Hello.", "Good morning."))
    assert transcript.current is not None
    a_topic(transcript.current, "Greetings", start_ms=1, end_ms=4501, summary="Hellos")
    found = reader.get(f"/v1/transcripts/{transcript.pk}/").json()
    assert found["topics"] == [{"start": 0.001, "end": 4.501, "title": "Greetings", "summary": "Hellos"}]
    assert found["segments"] == [
        {
            "position": 0,
            "speaker": 0,
            "start": 0.0,
            "end": 2.0,
            "text": "Hello.",
            "probability": 0.9,
            "words": [{"text": " Hello.", "start": 0.0, "end": 2.0, "probability": 0.9}],
        },
        {
            "position": 1,
            "speaker": 1,
            "start": 2.5,
            "end": 4.5,
            "text": "Good morning.",
            "probability": 0.9,
            "words": [{"text": " Good morning.", "start": 2.5, "end": 4.5, "probability": 0.9}],
        },
    ]


def test_a_transcript_tells_how_many_words_were_left_out(reader: Client) -> None:
    transcript = a_transcript()
    assert transcript.current is not None
    dropped = {"no_voice": 3, "loop": 0, "bleed": 12}
    a_step(transcript.current, "assemble", status="done", result={"dropped": dropped})
    assert reader.get(f"/v1/transcripts/{transcript.pk}/").json()["words_left_out"] == dropped


def test_a_transcript_without_a_version_has_no_segments(reader: Client) -> None:
    transcript = a_transcript(status="queued")
    type(transcript).objects.update(current=None, duration_ms=None)
    found = reader.get(f"/v1/transcripts/{transcript.pk}/").json()
    assert (found["segments"], found["topics"], found["duration"]) == ([], [], None)
    assert found["words_left_out"] == {"no_voice": 0, "loop": 0, "bleed": 0}


def test_the_audio_is_linked_once_it_is_there(reader: Client) -> None:
    transcript = a_transcript(audio_name="audio/1.mp3")
    found = reader.get(f"/v1/transcripts/{transcript.pk}/").json()
    assert found["audio_url"] == "http://testserver" + reverse("transcript-audio", args=[transcript.pk])


@pytest.mark.parametrize("segments", [1, 5])
def test_a_transcript_costs_the_same_however_long(reader: Client, segments: int) -> None:
    transcript = a_transcript(said=("Hello.",) * segments)
    with CaptureQueriesContext(connection) as queries:
        assert len(reader.get(f"/v1/transcripts/{transcript.pk}/").json()["segments"]) == segments
    assert len(queries) == 6  # session, user, transcript, segments, topics, what was left out


@pytest.mark.parametrize("kind", ["rooms", "meetings", "recordings", "transcripts"])
def test_a_row_that_the_reader_may_not_see_is_as_absent_as_one_that_is_not(client: Client, kind: str) -> None:
    transcript = a_transcript(a_recording(a_meeting(a_room(owner=a_user()))))
    keys = {
        "rooms": transcript.room_id,
        "meetings": transcript.meeting_id,
        "recordings": transcript.recording_id,
        "transcripts": transcript.pk,
    }
    client.force_login(a_user())
    hidden, absent = (client.get(f"/v1/{kind}/{key}/") for key in (keys[kind], uuid4()))
    assert hidden.status_code == absent.status_code == 404
    assert hidden.json().keys() == absent.json().keys()


@pytest.mark.parametrize("kind", ["rooms", "meetings", "recordings", "transcripts"])
@pytest.mark.parametrize("key", ["nonsense", "%00", "1'--"])
def test_a_key_that_nothing_can_have_is_not_found(reader: Client, kind: str, key: str) -> None:
    assert reader.get(f"/v1/{kind}/{key}/").status_code == 404
