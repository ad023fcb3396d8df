"""People and sessions as `GET /meetings` and `GET /meetings/:id/participants` give them."""

import re

from meetings.platforms.base import FoundParticipant, FoundSession, NotUnderstood
from meetings.platforms.fields import json_object, moment, required_text, text, whole

# What Daily invents for people without a token: 8 bytes in base64, as `4q47OTmqa/w=`.
_GUEST_ID = re.compile(r"[A-Za-z0-9+/]{11}=")
# What it says instead of an id on domains with HIPAA rules.
_HIDDEN_ID = "hipaa"


def own_user_id(user_id: str | None, participant_id: str | None) -> str | None:
    """The user id if our own token gave it; None for the ones Daily invents for guests and bots, and for hidden ones.

    Only such an id tells that two stays are one person's.
    """
    if user_id is None or user_id in {participant_id, _HIDDEN_ID} or _GUEST_ID.fullmatch(user_id):
        return None
    return user_id


def participant_from_api(raw: object) -> FoundParticipant:
    """An entry of `GET /meetings/:id/participants`. Raises NotUnderstood."""
    entry = json_object(raw, "the participant")
    participant_id = required_text(entry, "participant_id")
    return FoundParticipant(
        participant_id=participant_id,
        user_id=own_user_id(text(entry, "user_id"), participant_id),
        user_name=text(entry, "user_name"),
        joined_at=moment(entry, "join_time"),
        duration_s=whole(entry, "duration"),
    )


def session_from_api(raw: object) -> FoundSession:
    """An entry of `GET /meetings`. Raises NotUnderstood."""
    entry = json_object(raw, "the session")
    start_date = moment(entry, "start_time")
    if start_date is None:
        raise NotUnderstood("start_time is missing or not a time")
    return FoundSession(
        mtg_session_id=required_text(entry, "id"),
        room_name=text(entry, "room") or "",
        start_date=start_date,
        duration_s=whole(entry, "duration"),
        ongoing=entry.get("ongoing") is True,
    )
