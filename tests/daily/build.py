"""Plain builders of Daily's JSON: each makes a valid one, and the test names only what it is about."""

from typing import Any

ANN = "890c0eae-e186-4534-a7bd-7c794b7d6d7f"
BEN = "9660e8e9-4297-4f17-951d-0b2bf2401803"
SESSION = "4cdae3c0-86cb-4578-8a6d-3a228bb48345"
ROOM = "standup-20260110042117"
START_S = 1768018896
START_MS = 1768018896877
LEFT_OUT = object()


def a_key(participant: str = ANN, media: str = "cam-audio", *, start_ms: int = 1768018914565, room: str = ROOM) -> str:
    return f"acme/{room}/{START_MS}-{participant}-{media}-{start_ms}"


def a_track(key: str | None = None, **changes: Any) -> dict[str, Any]:
    return _changed({"type": "audio", "size": 17652, "s3Key": key or a_key()}, changes)


def a_recording(recording_id: str = "b0fa94da-73b5-4f95-9239-5216a682a505", **changes: Any) -> dict[str, Any]:
    raw = {
        "id": recording_id,
        "room_name": ROOM,
        "start_ts": START_S,
        "status": "finished",
        "max_participants": 2,
        "duration": 80,
        "share_token": "abc",
        "s3key": f"acme/{ROOM}/{START_MS}",
        "mtgSessionId": SESSION,
        "tracks": [a_track(), a_track(a_key(BEN, start_ms=1768018899286))],
    }
    return _changed(raw, changes)


def many_recordings(count: int) -> list[dict[str, Any]]:
    """Recordings `r0`, `r1`, … of one room, each a minute older than the one before."""
    return [a_recording(f"r{index}", start_ts=START_S - 60 * index) for index in range(count)]


def an_event(
    kind: str, *, event_id: object = "event-1", event_ts: object = 1768018999.5, **payload: Any
) -> dict[str, Any]:
    body = {"version": "1.0.0", "type": kind, "id": event_id, "payload": payload, "event_ts": event_ts}
    return _changed(body, {})


def a_participant(participant_id: str = ANN, **changes: Any) -> dict[str, Any]:
    raw = {
        "user_id": "907f2cc1-eaab-435f-8ee2-09185f416b22",
        "participant_id": participant_id,
        "user_name": "Ann",
        "join_time": START_S,
        "duration": 66,
    }
    return _changed(raw, changes)


def many_participants(count: int) -> list[dict[str, Any]]:
    """People `p0`, `p1`, … who came a second after each other."""
    return [a_participant(f"p{index}", join_time=START_S + index) for index in range(count)]


def a_session(session_id: str = SESSION, **changes: Any) -> dict[str, Any]:
    raw = {
        "id": session_id,
        "room": ROOM,
        "start_time": START_S - 3,
        "duration": 84,
        "ongoing": False,
        "max_participants": 2,
    }
    return _changed(raw, changes)


def _changed(raw: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in (raw | changes).items() if value is not LEFT_OUT}
