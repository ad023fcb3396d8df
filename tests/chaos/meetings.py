"""Meetings with recordings to transcribe, brought in the way a platform's report is."""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from uuid import uuid4

from meetings.models import Meeting
from meetings.platforms.base import FoundRecording, FoundTrack
from meetings.platforms.room_names import platform_room_name
from recordings.ingest import ingest
from rooms.models import Room
from tests.standins.daily import DailyStandIn, Entry
from transcripts.models import Transcript
from transcripts.querysets import TranscriptQuerySet

SECONDS = 30
WORDS = 5  # what the stand-in for the engine hears in a track of that length
START = datetime(2026, 1, 10, 9, tzinfo=UTC)

_numbers = count()


@dataclass(frozen=True, slots=True)
class Load:
    """Recordings under way, each with so many tracks that each hold WORDS words."""

    recordings: tuple[str, ...]
    tracks: int

    def __add__(self, other: "Load") -> "Load":
        return Load(self.recordings + other.recordings, self.tracks)


def bring_in(recordings: int, *, tracks: int, pace_s: float = 0.3, does: Sequence[str] = ()) -> Load:
    """Recordings whose tracks take `pace_s` each to transcribe; the first ones misbehave as `does` says."""
    whole = {"seconds": SECONDS, "pace_s": pace_s}
    contents = [json.dumps(whole | {"does": trouble}) for trouble in does]
    contents += [json.dumps(whole)] * (tracks - len(does))
    return bring_in_files(recordings, [content.encode() for content in contents])


def bring_in_files(recordings: int, contents: Sequence[bytes]) -> Load:
    """Recordings with a track for each of these files."""
    room, _ = Room.objects.get_or_create(name="chaos", defaults={"language": "en"})
    made = tuple(_report(room, contents) for _ in range(recordings))
    return Load(made, len(contents))


def reported_by(daily: DailyStandIn, recordings: int, *, tracks: int, pace_s: float = 0.3) -> Load:
    """Recordings that nobody has told of yet, in the list that the platform gives when it is asked."""
    room, _ = Room.objects.get_or_create(name="chaos", defaults={"language": "en"})
    content = json.dumps({"seconds": SECONDS, "pace_s": pace_s}).encode()
    entries = [_entry(_found(room, [content] * tracks)) for _ in range(recordings)]
    daily.recordings += entries
    return Load(tuple(entry["id"] for entry in entries), tracks)


def _entry(found: FoundRecording) -> Entry:
    """The recording in Daily's JSON."""
    return {
        "id": found.id,
        "room_name": found.room_name,
        "start_ts": round(found.start_date.timestamp()),
        "status": "finished",
        "duration": found.duration_s,
        "mtgSessionId": found.mtg_session_id,
        "tracks": [{"size": track.size, "type": track.kind, "s3Key": track.key} for track in found.tracks or ()],
    }


def transcripts_of(load: Load) -> TranscriptQuerySet:
    return Transcript.objects.filter(recording__in=load.recordings)


def a_meeting(room: Room | None = None) -> Meeting:
    """A meeting an hour after the one before it."""
    room = room or Room.objects.get_or_create(name="chaos", defaults={"language": "en"})[0]
    start = START + timedelta(hours=next(_numbers))
    return Meeting.objects.create(room=room, room_name=platform_room_name(room.name, start), start_date=start)


def _report(room: Room, contents: Sequence[bytes]) -> str:
    found = _found(room, contents)
    ingest(found)
    return found.id


def _found(room: Room, contents: Sequence[bytes]) -> FoundRecording:
    meeting = a_meeting(room)
    recorded_at = meeting.start_date + timedelta(seconds=20)
    began_ms = round(recorded_at.timestamp() * 1000)
    tracks = tuple(_track(meeting, began_ms, content) for content in contents)
    return FoundRecording(
        platform="daily",
        id=str(uuid4()),
        room_name=meeting.room_name,
        start_date=recorded_at,
        status="finished",
        duration_s=SECONDS,
        tracks=tracks,
        mtg_session_id=str(uuid4()),
    )


def _track(meeting: Meeting, began_ms: int, content: bytes) -> FoundTrack:
    key = f"acme/{meeting.room_name}/{began_ms}-{uuid4()}-cam-audio-{began_ms + 100}"
    path = Path(os.environ["RECORDINGS_DIR"]) / key
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return FoundTrack(key, "audio", len(content))
