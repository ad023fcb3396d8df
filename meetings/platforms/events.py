"""The events that platforms send by webhook, as types of our own. They may come in any order, and more than once."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from meetings.platforms.base import FoundRecording, NotUnderstood

LONGEST_KEY = 200
"""The most characters of an event's key, which tells it from all others."""


@dataclass(frozen=True, slots=True)
class Probe:
    """The platform tries the address while a webhook is set up; it asks for a 200 and nothing else."""


@dataclass(frozen=True, slots=True)
class RecordingReady:
    """A recording is finished. Daily does not tell its mtgSessionId in the event."""

    found: FoundRecording


@dataclass(frozen=True, slots=True)
class RecordingStarted:
    """A recording began: the only event with both its id and the instanceId we sent. The room is usually not named."""

    recording_id: str
    instance_id: str | None
    start_date: datetime | None
    room_name: str | None


@dataclass(frozen=True, slots=True)
class RecordingFailed:
    """A recording went wrong, before or after it began. Its id is not in the event."""

    room_name: str
    instance_id: str | None
    message: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class ParticipantJoined:
    """A participant joined. `user_id` is None for people without a token of ours; `session_id` is the stay's own."""

    room_name: str
    session_id: str
    user_id: str | None
    user_name: str | None
    joined_at: datetime


@dataclass(frozen=True, slots=True)
class ParticipantLeft:
    """A participant left; may arrive before, or without, the event of the joining."""

    room_name: str
    session_id: str
    user_id: str | None
    user_name: str | None
    joined_at: datetime | None
    left_at: datetime


@dataclass(frozen=True, slots=True)
class MeetingStarted:
    """A session of a platform room began."""

    room_name: str
    mtg_session_id: str
    start_date: datetime


@dataclass(frozen=True, slots=True)
class MeetingEnded:
    """A session of a platform room ended."""

    room_name: str
    mtg_session_id: str
    start_date: datetime | None
    end_date: datetime


@dataclass(frozen=True, slots=True)
class Unused:
    """A kind of event, or of participant, that we make no use of."""


Event = (
    Probe
    | RecordingReady
    | RecordingStarted
    | RecordingFailed
    | ParticipantJoined
    | ParticipantLeft
    | MeetingStarted
    | MeetingEnded
    | Unused
)


def read_body(raw_body: bytes) -> object:
    """The JSON value of a webhook's body. Raises NotUnderstood."""
    try:
        body: object = json.loads(raw_body)
    except (ValueError, RecursionError) as error:
        raise NotUnderstood("the body is not JSON") from error
    return body


def hashed_key(body: object) -> str:
    """A key for an event that has no id of its own: a hash of its JSON, whatever the order of the fields."""
    canonical = json.dumps(body, sort_keys=True, separators=(",", ":"))
    return f"sha256:{hashlib.sha256(canonical.encode()).hexdigest()}"
