"""A site with as many transcripts as one likes: what lists are measured among."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from django.contrib.auth.models import User
from django.db import connection, transaction

from meetings.models import DailyParticipantSession, Meeting
from meetings.platforms.room_names import platform_room_name
from recordings.models import Recording
from rooms.models import Room
from transcripts.models import ActionItem, Step, Transcript, Version
from transcripts.text.speakers import Participant

_NAMES = UUID("0a3c3f57-3f4b-4d0f-8e0e-0d5c0a1c7f11")
_BEGAN = datetime(2020, 1, 1, tzinfo=UTC)
_APART = timedelta(minutes=20)
_BATCH = 2_000
ROOMS = 20
OWNED = 12
"""How many rooms the reader who owns several has."""
KEPT = 60
"""Transcripts, older than all others, in each of three rooms: the quiet one, which never gets more, the one of the
reader who owns a single room, and one of the reader who owns several.
"""
RARE = 20
"""How many transcripts failed, recordings have no meeting, and so on; always the oldest ones.

The only open action items are one in each of these transcripts and in those that are kept.
"""
RARELY_NAMED = "Zoë"
"""Who owns every other open action item, and nothing else."""
_SUMMARY = "Ada: The launch moves to March. " * 10
_WORDS = "WEBVTT\n\n00:00:00.000 --> 00:00:02.000\n<v Speaker0>Hello.\n" * 20


@dataclass(frozen=True, slots=True)
class Readers:
    """Users: one who may see everything, one who owns OWNED of the rooms, one who owns a single room, and one who owns
    only the quiet room.
    """

    staff: User
    owner: User
    single: User
    newcomer: User


class Crowd:
    """Rooms whose transcripts grow in number, newest last; every page of a list is full from the first 100 on."""

    def __init__(self, *, rooms: int = ROOMS, owned: int = OWNED) -> None:
        """With so many rooms besides the quiet one, of which the owner of some has `owned`."""
        self.readers = Readers(
            User.objects.create_superuser("staff"),
            User.objects.create_user("owner"),
            User.objects.create_user("single"),
            User.objects.create_user("new"),
        )
        owners = [self.readers.owner] * owned + [self.readers.staff] * (rooms - owned - 1) + [self.readers.single]
        self.rooms = [Room.objects.create(name=f"room-{number}", owner=owner) for number, owner in enumerate(owners)]
        self.quiet = Room.objects.create(name="quiet", owner=self.readers.newcomer)
        self.size = 0

    def grow(self, size: int) -> None:
        """Add transcripts until there are `size` in the rooms, besides those that the first call keeps for readers of
        one room.
        """
        if self.size == 0:
            kept = (self.quiet, self.rooms[0], self.rooms[-1]) * KEPT
            self._add([(-1 - number, room) for number, room in enumerate(kept)])
            Recording.objects.bulk_create(_stray(number) for number in range(RARE))
        for begin in range(self.size, size, _BATCH):
            numbers = range(begin, min(begin + _BATCH, size))
            self._add([(number, self.rooms[number % len(self.rooms)]) for number in numbers])
        self.size = size
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")  # as it does by itself after a while; SQLite does nothing of the kind

    def middle(self) -> datetime:
        """When the meeting began that has as many after it as before."""
        return _BEGAN + self.size // 2 * _APART

    @transaction.atomic
    def _add(self, numbered: list[tuple[int, Room]]) -> None:
        meetings = [_meeting(number, room) for number, room in numbered]
        recordings = [_recording(number, meeting) for (number, _), meeting in zip(numbered, meetings, strict=True)]
        transcripts = [_transcript(number, its) for (number, _), its in zip(numbered, recordings, strict=True)]
        Meeting.objects.bulk_create(meetings)
        DailyParticipantSession.objects.bulk_create(stay for meeting in meetings for stay in _stays(meeting))
        Recording.objects.bulk_create(recordings)
        Transcript.objects.bulk_create(transcripts)
        Version.objects.bulk_create(
            Version(pk=transcript.current_id, transcript=transcript, number=1) for transcript in transcripts
        )
        Step.objects.bulk_create(
            step
            for (number, _), transcript in zip(numbered, transcripts, strict=True)
            for step in _steps(number, transcript)
        )
        ActionItem.objects.bulk_create(
            item
            for (number, _), transcript in zip(numbered, transcripts, strict=True)
            for item in _items(number, transcript)
        )


def _meeting(number: int, room: Room) -> Meeting:
    start = _BEGAN + number * _APART
    return Meeting(
        id=uuid5(_NAMES, f"meeting {number}"),
        room=room,
        room_name=platform_room_name(room.name, start),
        start_date=start,
        end_date=start + _APART,
    )


def _stays(meeting: Meeting) -> Iterator[DailyParticipantSession]:
    for name in ("Ada", "Bob"):
        key = DailyParticipantSession.key(meeting.pk, name, meeting.start_date)
        yield DailyParticipantSession(
            id=key, meeting=meeting, session_id=key, user_id=name, user_name=name, joined_at=meeting.start_date
        )


def _recording(number: int, meeting: Meeting) -> Recording:
    key = f"domain/{meeting.room_name}/1-{uuid5(_NAMES, 'Ada')}-cam-audio-2"
    return Recording(
        id=f"recording-{number}",
        meeting=meeting,
        room=meeting.room,
        room_name=meeting.room_name,
        outcome=Recording.Outcome.MATCHED,
        type=Recording.Type.RAW_TRACKS,
        recorded_at=meeting.start_date,
        duration=600,
        track_keys=[key, key],
    )


def _stray(number: int) -> Recording:
    return Recording(
        id=f"stray-{number}",
        room_name=f"room-{number % ROOMS}-20191231235959",
        outcome=Recording.Outcome.NO_MEETING,
        type=Recording.Type.RAW_TRACKS,
        recorded_at=_BEGAN - _APART,
        track_keys=[],
    )


def _transcript(number: int, recording: Recording) -> Transcript:
    """Of the first in the rooms RARE failed, and as many are being worked on."""
    failed, working = 0 <= number < RARE, RARE <= number < 2 * RARE
    return Transcript(
        id=uuid5(_NAMES, f"transcript {number}"),
        recording=recording,
        meeting=recording.meeting,
        room=recording.meeting.room if recording.meeting else None,
        status="failed" if failed else "transcribing" if working else "ready",
        error="The bucket did not answer." if failed else "",
        current_id=_version_key(number),
        title=f"Launch plan {number}",
        short_summary=_SUMMARY,
        long_summary=_SUMMARY * 3,
        webvtt=_WORDS,
        participants=[
            Participant(id=name, speaker=speaker, name=name, user_id=name)
            for speaker, name in enumerate(("Ada", "Bob"))
        ],
        language="en",
        duration_ms=600_000,
        recorded_at=recording.recorded_at,
    )


def _version_key(number: int) -> int:
    """Known beforehand, as transcripts and their versions name each other; out of the way of keys that are counted."""
    return 1_000_000 + number


def _steps(number: int, transcript: Transcript) -> Iterator[Step]:
    status = {"failed": "failed", "transcribing": "queued"}.get(transcript.status, "done")
    for kind in (Step.Kind.ASSEMBLE, Step.Kind.SUMMARISE):
        yield Step(
            version_id=_version_key(number),
            kind=kind,
            status=status,
            error=transcript.error,
            run_after=transcript.recorded_at,
            hinted_at=transcript.recorded_at,
        )


def _items(number: int, transcript: Transcript) -> Iterator[ActionItem]:
    """One that may be open, with a day, and one that is done, without."""
    still_open = number < RARE
    yield ActionItem.of(
        transcript,
        text=f"Open point of plan {number}.",
        told=f"Open point of plan {number}.",
        owner_name=RARELY_NAMED if still_open and number % 2 else "Ada",
        due=transcript.recorded_at.date(),
        done_at=None if still_open else transcript.recorded_at,
    )
    yield ActionItem.of(
        transcript,
        text=f"Point of plan {number}.",
        told=f"Point of plan {number}.",
        owner_name="Bob",
        start_ms=60_000,
        done_at=transcript.recorded_at,
    )
