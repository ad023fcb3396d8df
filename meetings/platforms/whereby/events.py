"""Whereby's webhook bodies, read into typed events.

https://docs.whereby.com/monitoring-usage/webhooks. Events may come twice and in any order, and those of recordings do
not name the meeting. A session begins with the second person, so someone alone makes none.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from meetings.platforms.base import NotUnderstood
from meetings.platforms.events import (
    LONGEST_KEY,
    Event,
    MeetingEnded,
    MeetingStarted,
    ParticipantJoined,
    ParticipantLeft,
    RecordingReady,
    Unused,
    hashed_key,
)
from meetings.platforms.fields import iso_moment, json_object, required_text, text
from meetings.platforms.whereby.names import bare
from meetings.platforms.whereby.people import is_machine
from meetings.platforms.whereby.recordings import recording_from_event


def parse_event(body: object) -> Event:
    """The event of a webhook's JSON body. Raises NotUnderstood with the reason."""
    envelope = json_object(body, "the body")
    reader = _READERS.get(required_text(envelope, "type"))
    if reader is None:
        return Unused()
    return reader(json_object(envelope.get("data"), "the data"), iso_moment(envelope, "createdAt"))


def event_key(body: object) -> str:
    """Whereby's own id of the event, else a hash of all of it; at most LONGEST_KEY characters."""
    given = text(body, "id") if isinstance(body, Mapping) else None
    return given if given and len(given) <= LONGEST_KEY else hashed_key(body)


def _recording_finished(data: Mapping[str, object], created_at: datetime | None) -> Event:
    return RecordingReady(recording_from_event(data, created_at))


def _joined(data: Mapping[str, object], created_at: datetime | None) -> Event:
    if is_machine(data):
        return Unused()
    return ParticipantJoined(
        room_name=_room_name(data),
        session_id=required_text(data, "participantId"),
        user_id=text(data, "externalId"),
        user_name=text(data, "displayName"),
        joined_at=_known(created_at),
    )


def _left(data: Mapping[str, object], created_at: datetime | None) -> Event:
    if is_machine(data):
        return Unused()
    return ParticipantLeft(
        room_name=_room_name(data),
        session_id=required_text(data, "participantId"),
        user_id=text(data, "externalId"),
        user_name=text(data, "displayName"),
        joined_at=None,
        left_at=_known(created_at),
    )


def _session_started(data: Mapping[str, object], created_at: datetime | None) -> Event:
    return MeetingStarted(_room_name(data), required_text(data, "roomSessionId"), _known(created_at))


def _session_ended(data: Mapping[str, object], created_at: datetime | None) -> Event:
    return MeetingEnded(_room_name(data), required_text(data, "roomSessionId"), None, _known(created_at))


def _room_name(data: Mapping[str, object]) -> str:
    return bare(required_text(data, "roomName"))


def _known(created_at: datetime | None) -> datetime:
    if created_at is None:
        raise NotUnderstood("createdAt is missing or not a time")
    return created_at


_READERS: Mapping[str, Callable[[Mapping[str, object], datetime | None], Event]] = {
    "recording.finished": _recording_finished,
    "room.client.joined": _joined,
    "room.client.left": _left,
    "room.session.started": _session_started,
    "room.session.ended": _session_ended,
}
