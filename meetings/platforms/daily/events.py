"""Daily's webhook bodies, read into typed events.

https://docs.daily.co/reference/rest-api/webhooks. Events may come in any order and more than once. The envelope's
`event_ts` is the time of sending, not of the event.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from meetings.platforms.base import NotUnderstood
from meetings.platforms.daily.participants import own_user_id
from meetings.platforms.daily.recordings import recording_from_event
from meetings.platforms.events import (
    LONGEST_KEY,
    Event,
    MeetingEnded,
    MeetingStarted,
    ParticipantJoined,
    ParticipantLeft,
    Probe,
    RecordingFailed,
    RecordingReady,
    RecordingStarted,
    hashed_key,
)
from meetings.platforms.fields import json_object, moment, number, required_text, seconds_after, text


def is_probe(body: object) -> bool:
    """Whether this is exactly the body with which Daily tries an address, and which it may send unsigned."""
    return body == {"test": "test"}


def parse_event(body: object) -> Event:
    """The event of a webhook's JSON body. Raises NotUnderstood with the reason, also for types we make no use of."""
    if is_probe(body):
        return Probe()
    envelope = json_object(body, "the body")
    kind = required_text(envelope, "type")
    reader = _READERS.get(kind)
    if reader is None:
        raise NotUnderstood(f"events of type {kind} are not used")
    return reader(json_object(envelope.get("payload"), "the payload"), moment(envelope, "event_ts"))


def event_key(body: object) -> str:
    """What is the same each time an event is delivered, and differs between events; at most LONGEST_KEY characters.

    Daily's own id; where that is missing, what the event is about; else a hash of all but the time of sending.
    """
    if not isinstance(body, Mapping):
        return hashed_key(body)
    key = _named_key(body)
    if key is not None and len(key) <= LONGEST_KEY:
        return key
    return hashed_key({name: value for name, value in body.items() if name != "event_ts"})


def _named_key(body: Mapping[str, object]) -> str | None:
    kind, payload = text(body, "type"), body.get("payload")
    if given := text(body, "id"):
        return given
    if kind is None or not isinstance(payload, Mapping):
        return None
    subject = text(payload, "recording_id", "session_id")
    joined_at = number(payload, "joined_at")
    return f"{kind}:{subject}:{'' if joined_at is None else round(joined_at * 1000)}" if subject else None


def _recording_ready(payload: Mapping[str, object], sent_at: datetime | None) -> RecordingReady:
    return RecordingReady(recording_from_event(payload))


def _recording_started(payload: Mapping[str, object], sent_at: datetime | None) -> RecordingStarted:
    return RecordingStarted(
        recording_id=required_text(payload, "recording_id"),
        instance_id=text(payload, "instance_id", "instanceId"),
        start_date=moment(payload, "start_ts"),
        room_name=text(payload, "room_name", "room"),
    )


def _recording_failed(payload: Mapping[str, object], sent_at: datetime | None) -> RecordingFailed:
    return RecordingFailed(
        room_name=required_text(payload, "room_name", "room"),
        instance_id=text(payload, "instance_id", "instanceId"),
        message=text(payload, "error_msg", "error") or "",
        at=moment(payload, "timestamp") or sent_at,
    )


def _participant_joined(payload: Mapping[str, object], sent_at: datetime | None) -> ParticipantJoined:
    session_id = required_text(payload, "session_id")
    return ParticipantJoined(
        room_name=required_text(payload, "room", "room_name"),
        session_id=session_id,
        user_id=own_user_id(text(payload, "user_id"), session_id),
        user_name=text(payload, "user_name"),
        joined_at=_known(moment(payload, "joined_at") or sent_at, "joined_at"),
    )


def _participant_left(payload: Mapping[str, object], sent_at: datetime | None) -> ParticipantLeft:
    session_id = required_text(payload, "session_id")
    joined_at = moment(payload, "joined_at")
    return ParticipantLeft(
        room_name=required_text(payload, "room", "room_name"),
        session_id=session_id,
        user_id=own_user_id(text(payload, "user_id"), session_id),
        user_name=text(payload, "user_name"),
        joined_at=joined_at,
        left_at=_known(seconds_after(joined_at, number(payload, "duration")) or sent_at, "joined_at or duration"),
    )


def _meeting_started(payload: Mapping[str, object], sent_at: datetime | None) -> MeetingStarted:
    return MeetingStarted(
        room_name=required_text(payload, "room", "room_name"),
        mtg_session_id=required_text(payload, "meeting_id"),
        start_date=_known(moment(payload, "start_ts") or sent_at, "start_ts"),
    )


def _meeting_ended(payload: Mapping[str, object], sent_at: datetime | None) -> MeetingEnded:
    return MeetingEnded(
        room_name=required_text(payload, "room", "room_name"),
        mtg_session_id=required_text(payload, "meeting_id"),
        start_date=moment(payload, "start_ts"),
        end_date=_known(moment(payload, "end_ts") or sent_at, "end_ts"),
    )


def _known(moment_: datetime | None, name: str) -> datetime:
    if moment_ is None:
        raise NotUnderstood(f"{name} is missing or not a time")
    return moment_


_READERS: Mapping[str, Callable[[Mapping[str, object], datetime | None], Event]] = {
    "recording.ready-to-download": _recording_ready,
    "recording.started": _recording_started,
    "recording.error": _recording_failed,
    "participant.joined": _participant_joined,
    "participant.left": _participant_left,
    "meeting.started": _meeting_started,
    "meeting.ended": _meeting_ended,
}
