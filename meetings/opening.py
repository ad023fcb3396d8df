"""Opening a meeting: its room at the platform first, then our row, then the recording."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from meetings.connection import client_of
from meetings.instance_ids import raw_tracks_instance_id
from meetings.models import Meeting
from meetings.platforms.base import OpenedRoom, PlatformClient, RoomTaken
from meetings.platforms.room_names import platform_room_name
from meetings.signals import meeting_stored
from rooms.models import Room

# Two meetings of a room opened in the same second would get the same name: so the next seconds are tried in turn.
TRIES = 5
# After this nobody can join any more, so that forgotten platform rooms do not stay open for ever.
LIFETIME = timedelta(hours=24)


def open_meeting(room: Room, *, now: datetime | None = None) -> Meeting:
    """Create the platform room `{name}-YYYYMMDDHHMMSS` and store the meeting with the link to join.

    The platform comes first: a row without a platform room could never be joined, while a platform room without a row
    merely expires. Raises PlatformError.
    """
    moment = (now or timezone.now()).replace(microsecond=0)
    moment, opened = _open_first_free(client_of(room.platform, someone_waits=True), room, moment)
    return store_meeting(
        Meeting(
            room=room,
            room_name=opened.room_name,
            room_url=opened.room_url,
            platform=room.platform,
            start_date=moment,
        )
    )


def store_meeting(meeting: Meeting) -> Meeting:
    """Save a new meeting and send `meeting_stored` to the apps above."""
    with transaction.atomic():
        meeting.save(force_insert=True)
        meeting_stored.send(sender=Meeting, meeting=meeting)
    return meeting


def start_recording(meeting: Meeting) -> None:
    """Have the platform record each participant's track. Already recording is fine. Raises PlatformError."""
    client = client_of(meeting.platform, someone_waits=True)
    client.start_recording(meeting.room_name, "raw-tracks", raw_tracks_instance_id(meeting.pk))


def stop_recording(meeting: Meeting) -> None:
    """Stop what `start_recording` started. Not recording is fine. Raises PlatformError."""
    client = client_of(meeting.platform, someone_waits=True)
    client.stop_recording(meeting.room_name, "raw-tracks", raw_tracks_instance_id(meeting.pk))


def _open_first_free(client: PlatformClient, room: Room, moment: datetime) -> tuple[datetime, OpenedRoom]:
    for later in range(TRIES):
        start = moment + timedelta(seconds=later)
        name = platform_room_name(room.name, start)
        try:
            return start, client.open_room(name, expires_at=start + LIFETIME)
        except RoomTaken:
            if later == TRIES - 1:
                raise
    raise AssertionError("unreachable")
