import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.platforms.base import NotUnderstood
from meetings.platforms.daily.events import event_key, is_probe, parse_event
from meetings.platforms.daily.recordings import recording_from_api
from meetings.platforms.events import (
    LONGEST_KEY,
    MeetingEnded,
    MeetingStarted,
    ParticipantJoined,
    ParticipantLeft,
    Probe,
    RecordingFailed,
    RecordingReady,
    RecordingStarted,
    read_body,
)
from tests.daily.build import ANN, LEFT_OUT, ROOM, SESSION, START_S, a_recording, an_event
from tests.daily.test_recordings import json_values
from tests.standins.daily import ready_to_download

START = datetime(2026, 1, 10, 4, 21, 36, tzinfo=UTC)
SENT = datetime(2026, 1, 10, 4, 23, 19, 500_000, tzinfo=UTC)
KINDS = [
    "recording.ready-to-download",
    "recording.started",
    "recording.error",
    "participant.joined",
    "participant.left",
    "meeting.started",
    "meeting.ended",
]


def a_stay(**changes: Any) -> dict[str, Any]:
    stay = {"room": ROOM, "session_id": ANN, "user_id": "user-1", "user_name": "Ann", "joined_at": START_S + 0.25}
    return {name: value for name, value in (stay | changes).items() if value is not LEFT_OUT}


def test_a_finished_recording_is_announced_as_the_list_gives_it() -> None:
    raw = a_recording(mtgSessionId=None)
    assert parse_event(ready_to_download(raw)) == RecordingReady(recording_from_api(raw))


def test_a_started_recording_ties_its_id_to_the_instance() -> None:
    event = an_event("recording.started", recording_id="r1", instance_id="i1", start_ts=START_S, action="x", layout={})
    assert parse_event(event) == RecordingStarted("r1", "i1", START, None)


@pytest.mark.parametrize("action", ["clourd-recording-err", "cloud-recording-error", LEFT_OUT])
def test_edge_16_a_failed_recording_is_known_by_room_and_instance_whatever_its_action(action: object) -> None:
    event = an_event("recording.error", room_name=ROOM, instance_id="i1", error_msg="disk full", timestamp=START_S)
    event["payload"]["action"] = action
    assert parse_event(event) == RecordingFailed(ROOM, "i1", "disk full", START)


def test_edge_16_a_failure_without_its_time_has_the_time_of_the_message() -> None:
    event = an_event("recording.error", room_name=ROOM, error_msg="disk full")
    assert parse_event(event) == RecordingFailed(ROOM, None, "disk full", SENT)


def test_someone_joins() -> None:
    expected = ParticipantJoined(ROOM, ANN, "user-1", "Ann", START + timedelta(milliseconds=250))
    assert parse_event(an_event("participant.joined", **a_stay())) == expected
    assert parse_event(an_event("participant.joined", **a_stay(room=LEFT_OUT, room_name=ROOM))) == expected


def test_someone_leaves_after_their_stay() -> None:
    joined = START + timedelta(milliseconds=250)
    expected = ParticipantLeft(ROOM, ANN, "user-1", "Ann", joined, joined + timedelta(milliseconds=61_500))
    assert parse_event(an_event("participant.left", **a_stay(duration=61.5))) == expected


def test_edge_34_leaving_tells_enough_to_be_stored_before_the_joining() -> None:
    left = parse_event(an_event("participant.left", **a_stay(duration=61.5)))
    joined = parse_event(an_event("participant.joined", **a_stay()))
    assert isinstance(left, ParticipantLeft)
    assert isinstance(joined, ParticipantJoined)
    assert (left.session_id, left.joined_at, left.user_name) == (joined.session_id, joined.joined_at, joined.user_name)


@pytest.mark.parametrize("duration", [None, LEFT_OUT, "long", -3, 1e14])
def test_edge_34_someone_whose_stay_has_no_length_left_when_we_were_told(duration: object) -> None:
    left = parse_event(an_event("participant.left", **a_stay(duration=duration)))
    assert isinstance(left, ParticipantLeft)
    assert left.left_at == SENT


def test_edge_05_whole_seconds_and_fractions_are_both_times() -> None:
    whole = parse_event(an_event("participant.joined", **a_stay(joined_at=START_S)))
    fraction = parse_event(an_event("participant.joined", **a_stay(joined_at=float(START_S))))
    assert whole == fraction


@pytest.mark.parametrize("name", [None, "", "  ", LEFT_OUT])
def test_edge_19_people_without_a_name_have_none(name: object) -> None:
    joined = parse_event(an_event("participant.joined", **a_stay(user_name=name)))
    assert isinstance(joined, ParticipantJoined)
    assert joined.user_name is None


@pytest.mark.parametrize("user_id", [None, "", "hipaa", "4q47OTmqa/w=", ANN])
def test_edge_19_ids_that_daily_invents_are_no_user_ids(user_id: object) -> None:
    joined = parse_event(an_event("participant.joined", **a_stay(user_id=user_id)))
    assert isinstance(joined, ParticipantJoined)
    assert joined.user_id is None


def test_edge_19_names_are_of_every_script() -> None:
    joined = parse_event(
        read_body(json.dumps(an_event("participant.joined", **a_stay(user_name="José 渡辺"))).encode())
    )
    assert isinstance(joined, ParticipantJoined)
    assert joined.user_name == "José 渡辺"


def test_edge_01_a_meeting_that_starts_and_ends_gives_the_session_of_the_room() -> None:
    started = an_event("meeting.started", meeting_id=SESSION, room=ROOM, start_ts=START_S)
    ended = an_event("meeting.ended", meeting_id=SESSION, room=ROOM, start_ts=START_S, end_ts=START_S + 80.0)
    assert parse_event(started) == MeetingStarted(ROOM, SESSION, START)
    assert parse_event(ended) == MeetingEnded(ROOM, SESSION, START, START + timedelta(seconds=80))


def test_edge_10_the_probe_is_known_and_nothing_like_it() -> None:
    assert is_probe({"test": "test"})
    assert parse_event({"test": "test"}) == Probe()
    assert not is_probe({"test": "test", "type": "recording.started"})
    assert not is_probe({"test": True})


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (None, "not a JSON object"),
        ([], "not a JSON object"),
        ({}, "type is missing"),
        ({"type": "recording.started"}, "the payload is not a JSON object"),
        (an_event("waiting-participant.joined"), "waiting-participant.joined are not used"),
        (an_event("recording.started"), "recording_id is missing"),
        (an_event("recording.ready-to-download"), "recording_id is missing"),
        (an_event("recording.error", error_msg="x"), "room_name is missing"),
        (an_event("participant.joined", room=ROOM), "session_id is missing"),
        (an_event("participant.joined", event_ts=None, **a_stay(joined_at="now")), "joined_at is missing"),
        (an_event("participant.left", event_ts=None, **a_stay()), "joined_at or duration is missing"),
        (an_event("meeting.started", room=ROOM), "meeting_id is missing"),
        (an_event("meeting.ended", meeting_id=SESSION, room=ROOM, event_ts=None), "end_ts is missing"),
    ],
)
def test_edge_09_what_is_not_understood_says_why(body: object, reason: str) -> None:
    with pytest.raises(NotUnderstood, match=reason):
        parse_event(body)


def test_edge_09_extra_fields_and_another_version_change_nothing() -> None:
    event = an_event("meeting.started", meeting_id=SESSION, room=ROOM, start_ts=START_S)
    later = an_event("meeting.started", meeting_id=SESSION, room=ROOM, start_ts=START_S, mood="good")
    assert parse_event(later | {"version": "9.0.0", "extra": 1}) == parse_event(event)


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff\xfe", b"[" * 100_000])
def test_edge_09_a_body_that_is_not_json_says_so(raw: bytes) -> None:
    with pytest.raises(NotUnderstood, match="not JSON"):
        read_body(raw)


def test_an_event_is_known_by_daily_s_own_id() -> None:
    assert event_key(an_event("meeting.started", event_id="rec-1")) == "rec-1"


def test_edge_09_without_an_id_an_event_is_known_by_what_it_is_about() -> None:
    def key(kind: str, **payload: Any) -> str:
        return event_key(an_event(kind, event_id=LEFT_OUT, **payload))

    assert key("recording.started", recording_id="r1") == "recording.started:r1:"
    assert key("recording.started", recording_id="r1") != key("recording.started", recording_id="r2")
    assert key("participant.joined", **a_stay()) == f"participant.joined:{ANN}:{START_S * 1000 + 250}"
    assert key("participant.joined", **a_stay()) != key("participant.left", **a_stay())


def test_edge_15_an_event_sent_again_later_keeps_its_key() -> None:
    first = an_event("recording.error", event_id=LEFT_OUT, event_ts=1, room_name=ROOM, error_msg="x", timestamp=5)
    again = an_event("recording.error", event_id=LEFT_OUT, event_ts=2, room_name=ROOM, error_msg="x", timestamp=5)
    other = an_event("recording.error", event_id=LEFT_OUT, event_ts=2, room_name=ROOM, error_msg="x", timestamp=6)
    assert event_key(first) == event_key(again)
    assert event_key(first) != event_key(other)


@given(json_values, json_values, st.sampled_from(KINDS))
def test_any_json_has_a_key_that_can_be_stored(body: object, given_id: object, kind: str) -> None:
    for value in (body, an_event(kind, event_id=given_id, room=body)):
        key = event_key(value)
        assert 0 < len(key) <= LONGEST_KEY
        assert "\0" not in key


@given(st.sampled_from(KINDS), st.dictionaries(st.sampled_from([*a_stay(), "duration", "recording_id"]), json_values))
def test_no_json_whatsoever_breaks_the_reading(kind: str, payload: dict[str, Any]) -> None:
    try:
        event = parse_event(an_event(kind, **payload))
    except NotUnderstood:
        return
    assert event == parse_event(an_event(kind, **payload))
