"""Whereby's reports of recordings, by REST and by webhook, read into one form: each is one mixed file.

https://docs.whereby.com/reference/whereby-rest-api-reference/recordings. The list does not name the room, so the file
name has to.
"""

from collections.abc import Mapping
from datetime import datetime

from meetings.platforms.base import FoundRecording, NotUnderstood
from meetings.platforms.fields import iso_moment, json_object, required_id, required_text, text
from meetings.platforms.whereby.names import bare, parse_recording_name

PLATFORM = "whereby"


def recording_from_api(raw: object) -> FoundRecording:
    """An entry of `GET /recordings`, or the answer of `GET /recordings/:id`. Raises NotUnderstood."""
    entry = json_object(raw, "the recording")
    end_date = iso_moment(entry, "endDate")
    return _recording(
        entry,
        start_date=iso_moment(entry, "startDate"),
        end_date=end_date,
        status="finished" if end_date else "in-progress",
    )


def recording_from_event(data: object, created_at: datetime | None) -> FoundRecording:
    """The data of `recording.finished`; the event's own time stands in for a start that its file name does not tell.

    That is late by the length of the recording, which does no harm: each meeting has a platform room of its own.
    Raises NotUnderstood.
    """
    entry = json_object(data, "the data")
    found = _recording(entry, start_date=None, end_date=None, status="finished", otherwise=created_at)
    status = text(entry, "status") or "completed"
    if status != "completed":
        raise NotUnderstood(f"a recording with the status {status} has no file")
    return found


def _recording(
    entry: Mapping[str, object],
    *,
    start_date: datetime | None,
    end_date: datetime | None,
    status: str,
    otherwise: datetime | None = None,
) -> FoundRecording:
    filename = required_text(entry, "filename")
    name = parse_recording_name(filename)
    start_date = start_date or (name.start_date if name else otherwise)
    if start_date is None:
        raise NotUnderstood("neither startDate nor the file name tells when the recording began")
    duration_s = round((end_date - start_date).total_seconds()) if end_date else None
    return FoundRecording(
        platform=PLATFORM,
        id=required_id(entry, "recordingId"),
        room_name=bare(text(entry, "roomName") or (name.room_name if name else "")),
        start_date=start_date,
        status=status,
        duration_s=duration_s if duration_s is not None and duration_s >= 0 else None,
        type="cloud",
        object_key=filename,
        mtg_session_id=text(entry, "roomSessionId"),
    )
