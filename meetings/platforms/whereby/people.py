"""People and sessions as Whereby's insights give them; recorders, streamers and captioners are no people.

https://docs.whereby.com/reference/whereby-rest-api-reference/insights.
"""

from collections.abc import Mapping
from datetime import datetime

from meetings.platforms.base import FoundParticipant, FoundSession, NotUnderstood
from meetings.platforms.fields import iso_moment, json_object, required_text, text
from meetings.platforms.whereby.names import bare

_MACHINES = frozenset({"recorder", "streamer", "captioner"})


def is_machine(entry: Mapping[str, object]) -> bool:
    """Whether what joined is one of Whereby's own programs."""
    return text(entry, "roleName") in _MACHINES


def participant_from_api(raw: object) -> FoundParticipant | None:
    """An entry of `GET /insights/participants`, None for a machine. Raises NotUnderstood."""
    entry = json_object(raw, "the participant")
    if is_machine(entry):
        return None
    joined_at, left_at = iso_moment(entry, "joinedAt"), iso_moment(entry, "leftAt")
    name = text(entry, "displayName")
    participant_id = text(entry, "participantId", "userId", "externalId") or name
    if participant_id is None:
        raise NotUnderstood("the participant has neither an id nor a name")
    return FoundParticipant(
        participant_id=participant_id,
        user_id=text(entry, "externalId"),
        user_name=name,
        joined_at=joined_at,
        duration_s=_seconds(joined_at, left_at),
    )


def session_from_api(raw: object) -> FoundSession:
    """An entry of `GET /insights/room-sessions`. Raises NotUnderstood."""
    entry = json_object(raw, "the session")
    start_date, end_date = iso_moment(entry, "startedAt"), iso_moment(entry, "endedAt")
    if start_date is None:
        raise NotUnderstood("startedAt is missing or not a time")
    return FoundSession(
        mtg_session_id=required_text(entry, "roomSessionId"),
        room_name=bare(text(entry, "roomName") or ""),
        start_date=start_date,
        duration_s=_seconds(start_date, end_date),
        ongoing=end_date is None,
    )


def _seconds(start: datetime | None, end: datetime | None) -> int | None:
    return max(0, round((end - start).total_seconds())) if start and end else None
