import contextlib
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given

from meetings.platforms.base import NotUnderstood
from meetings.platforms.events import (
    LONGEST_KEY,
    MeetingEnded,
    MeetingStarted,
    ParticipantJoined,
    ParticipantLeft,
    RecordingReady,
    Unused,
)
from meetings.platforms.whereby.events import event_key, parse_event
from tests.daily.test_recordings import json_values
from tests.whereby.reports import FILE, RECORDING, ROOM, an_event, finished

SENT = datetime(2026, 1, 15, 12, 30, tzinfo=UTC)


def test_a_finished_recording_is_one_file_that_began_when_its_name_says() -> None:
    event = parse_event(finished())
    assert isinstance(event, RecordingReady)
    found = event.found
    assert (found.platform, found.id, found.room_name, found.object_key) == ("whereby", RECORDING, ROOM, FILE)
    assert (found.start_date, found.type, found.tracks) == (datetime(2026, 1, 15, 12, 1, 2, tzinfo=UTC), "cloud", None)
    assert found.finished


def test_a_recording_whose_name_tells_no_start_is_not_lost() -> None:
    event = parse_event(finished(filename="recording.mp4"))
    assert isinstance(event, RecordingReady)
    assert (event.found.start_date, event.found.room_name) == (SENT, ROOM)


@pytest.mark.parametrize("missing", ["filename", "recordingId"])
def test_a_recording_without_a_file_or_an_id_is_not_understood(missing: str) -> None:
    with pytest.raises(NotUnderstood, match=f"{missing} is missing"):
        parse_event(finished(**{missing: None}))


def test_a_recording_whose_id_could_not_stand_in_an_address_is_not_understood() -> None:
    with pytest.raises(NotUnderstood, match="recordingId is no id"):
        parse_event(finished(recordingId="a/b"))


def test_a_recording_that_was_not_completed_is_not_understood() -> None:
    with pytest.raises(NotUnderstood, match="status failed"):
        parse_event(finished(status="failed"))


def test_people_come_and_go() -> None:
    person = {"participantId": "p1", "displayName": "José", "externalId": "user-1", "roleName": "visitor"}
    assert parse_event(an_event("room.client.joined", **person)) == ParticipantJoined(
        ROOM, "p1", "user-1", "José", SENT
    )
    assert parse_event(an_event("room.client.left", **person)) == ParticipantLeft(
        ROOM, "p1", "user-1", "José", None, SENT
    )


@pytest.mark.parametrize("role", ["recorder", "streamer", "captioner"])
@pytest.mark.parametrize("kind", ["room.client.joined", "room.client.left"])
def test_edge_32_machines_are_no_people(kind: str, role: str) -> None:
    assert parse_event(an_event(kind, participantId="p9", roleName=role)) == Unused()


def test_a_session_begins_and_ends() -> None:
    started = parse_event(an_event("room.session.started", roomSessionId="s1"))
    assert started == MeetingStarted(ROOM, "s1", SENT)
    assert parse_event(an_event("room.session.ended", roomSessionId="s1")) == MeetingEnded(ROOM, "s1", None, SENT)


@pytest.mark.parametrize("kind", ["room.client.knocked", "transcription.finished", "assistant.requested", "new.kind"])
def test_edge_32_other_kinds_are_not_used_and_need_no_meeting(kind: str) -> None:
    assert parse_event({"id": "1", "type": kind, "createdAt": "2026-01-15T12:30:00Z", "data": {}}) == Unused()


@pytest.mark.parametrize("body", [None, [], {"type": 1}, {"type": "recording.finished"}, {"data": {}}])
def test_what_is_no_event_says_why(body: Any) -> None:
    with pytest.raises(NotUnderstood):
        parse_event(body)


@given(json_values)
def test_whatever_is_sent_is_an_event_or_not_understood(value: Any) -> None:
    for body in (value, an_event("room.client.joined", participantId=value), finished(filename=value)):
        with contextlib.suppress(NotUnderstood):
            assert parse_event(body) is not None


def test_an_event_goes_by_its_own_id_and_else_by_all_it_says() -> None:
    assert event_key({"id": "abc", "type": "x"}) == "abc"
    assert event_key({"type": "x"}) == event_key({"type": "x"}) != event_key({"type": "y"})
    assert len(event_key({"id": "x" * 500})) <= LONGEST_KEY
