"""Plain builders of valid rows: a test names only what it is about."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import Permission, User

from meetings.models import DailyParticipantSession, Meeting
from meetings.platforms.room_names import platform_room_name
from recordings.models import Recording, RecordingError, WebhookEvent
from rooms.models import Room
from transcripts.models import ActionItem, Correction, Segment, Step, Telling, Topic, Transcript, Version
from transcripts.searching.passages import folded_segment, index_transcript
from transcripts.summary.outline import Summary
from transcripts.tellings import Told, choose, keep

START = datetime(2026, 1, 10, 4, 21, 17, tzinfo=UTC)

SAID = ("Hello.",)
PARTICIPANTS = [
    {"id": "890c0eae-e186-4534-a7bd-7c794b7d6d7f", "speaker": 0, "name": "Ada", "user_id": "user-ada"},
    {"id": "9660e8e9-4297-4f17-951d-0b2bf2401803", "speaker": 1, "name": "Bob", "user_id": None},
]

_numbers = count(1)


def a_user(username: str = "", *, permissions: tuple[str, ...] = (), **fields: Any) -> User:
    """Someone who may sign in; `permissions` as `app.codename`."""
    user = User.objects.create_user(username or f"user{next(_numbers)}", password="Tr4nscript!", **fields)
    for permission in permissions:
        app, codename = permission.split(".")
        user.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    return user


def a_staff_member(*permissions: str) -> User:
    """Staff with these permissions, as `app.codename`; a superuser without any."""
    return a_user(is_staff=True, is_superuser=not permissions, permissions=permissions)


def a_room(**fields: Any) -> Room:
    return Room.objects.create(**{"name": f"room-{next(_numbers)}", **fields})


def a_meeting(room: Room | None = None, **fields: Any) -> Meeting:
    """A meeting; of a new room unless `room` is given, or `room_name` says that there is none."""
    if room is None and "room_name" not in fields:
        room = a_room()
    start = fields.setdefault("start_date", START + timedelta(hours=next(_numbers)))
    name = platform_room_name(room.name, start) if room else fields["room_name"]
    return Meeting.objects.create(**{"room": room, "room_name": name, **fields})


def a_stay(meeting: Meeting, user_name: str = "Ada", **fields: Any) -> DailyParticipantSession:
    """One stay of one participant."""
    session_id = fields.setdefault("session_id", str(uuid4()))
    joined_at = fields.setdefault("joined_at", meeting.start_date)
    key = DailyParticipantSession.key(meeting.pk, fields.get("user_id") or session_id, joined_at)
    return DailyParticipantSession.objects.create(id=key, meeting=meeting, user_name=user_name, **fields)


def a_recording(meeting: Meeting | None = None, **fields: Any) -> Recording:
    """A raw-tracks recording with one track, of a new meeting unless one is given; see `an_unmatched_recording`."""
    meeting = meeting or a_meeting()
    return _recording(**{"meeting": meeting, "outcome": "matched", "room_name": meeting.room_name, **fields})


def an_unmatched_recording(**fields: Any) -> Recording:
    return _recording(**{"meeting": None, "outcome": "no_meeting", "room_name": "elsewhere-20260110042117", **fields})


def _recording(meeting: Meeting | None, room_name: str, **fields: Any) -> Recording:
    recorded_at = fields.pop("recorded_at", (meeting.start_date if meeting else START) + timedelta(seconds=19))
    began = round(recorded_at.timestamp() * 1000)
    key = f"domain/{room_name}/{began}-{uuid4()}-cam-audio-{began + 500}"
    made = {
        "id": str(uuid4()),
        "type": "raw-tracks",
        "duration": 80,
        "track_keys": [key],
        "mtg_session_id": str(uuid4()),
    }
    return Recording.objects.create(
        **{
            **made,
            "meeting": meeting,
            "room": meeting and meeting.room,
            "room_name": room_name,
            "recorded_at": recorded_at,
            **fields,
        }
    )


def a_transcript(
    recording: Recording | None = None, *, said: tuple[str, ...] = ("Hello.",), **fields: Any
) -> Transcript:
    """A ready transcript, each text of `said` a segment of Ada and Bob in turn, two seconds long."""
    recording = recording or a_recording()
    meeting = recording.meeting
    transcript = Transcript.objects.create(
        recording=recording,
        meeting=meeting,
        room=meeting.room if meeting else None,
        recorded_at=recording.recorded_at,
        **{
            "title": "A talk",
            "language": "en",
            "duration_ms": 80_040,
            "participants": PARTICIPANTS,
            **_unready(fields),
        },
    )
    version = a_version(transcript, said=said)
    Transcript.objects.filter(pk=transcript.pk).update(current=version, status=fields.get("status", "ready"))
    transcript.refresh_from_db()
    index_transcript(transcript.pk)
    return transcript


def a_version(transcript: Transcript, *, said: tuple[str, ...] = SAID, number: int = 1) -> Version:
    version = Version.objects.create(transcript=transcript, number=number, model="base", language=transcript.language)
    Segment.objects.bulk_create(_segment(version, position, text) for position, text in enumerate(said))
    return version


def a_topic(version: Version, title: str = "Greetings", **fields: Any) -> Topic:
    return Topic.objects.create(
        version=version, title=title, **{"position": 0, "start_ms": 0, "end_ms": 2000, **fields}
    )


def a_telling(version: Version, summary: Summary | None = None, *, chosen: bool = True, **fields: Any) -> Telling:
    """A summary of the version, an embedded one unless `fields` say otherwise; the one it shows if `chosen`."""
    told = Told(summary=summary or Summary(title="A talk"), language="en", took_ms=400)
    telling = keep(version, told)
    for name, value in fields.items():
        setattr(telling, name, value)
    telling.save()
    if chosen:
        choose(version, telling)
    return telling


def an_action_item(transcript: Transcript, text: str = "Fix the cart.", **fields: Any) -> ActionItem:
    """An item that a summary named."""
    item = ActionItem.of(transcript, text=text, **{"told": text, **fields})
    item.save()
    return item


def a_correction(transcript: Transcript, **fields: Any) -> Correction:
    """The title was put right, as the history tells it."""
    before, after = ({"title": {"value": title, "own": own}} for title, own in (("A talk", False), ("The talk", True)))
    made = {"kind": "title", "before": before, "after": after, "made_by_name": "Ada", "version": transcript.current}
    return Correction.objects.create(transcript=transcript, **{**made, **fields})


def a_step(version: Version, kind: str = "fetch", **fields: Any) -> Step:
    return Step.objects.create(version=version, kind=kind, **{"run_after": START, "hinted_at": START, **fields})


def a_webhook_event(**fields: Any) -> WebhookEvent:
    key = f"event-{next(_numbers)}"
    made = {"platform": "daily", "key": key, "type": "participant.joined", "body": '{"type": "participant.joined"}'}
    return WebhookEvent.objects.create(**{**made, **fields})


def a_recording_error(meeting: Meeting, message: str = "No bucket.") -> RecordingError:
    """A recording of the meeting that the platform could not make."""
    return RecordingError.objects.create(event=a_webhook_event(), meeting=meeting, message=message, happened_at=START)


def a_failed_transcript(
    recording: Recording | None = None, *, error: str = "No bucket.", failed_steps: int = 1
) -> Transcript:
    """A transcript with a second version in the making, whose tracks could not be fetched."""
    transcript = a_transcript(recording, status="failed", error=error)
    version = a_version(transcript, number=2)
    for track in range(failed_steps):
        a_step(version, part=str(track), status="failed", error=error)
    return transcript


def _unready(fields: dict[str, Any]) -> dict[str, Any]:
    """Ready needs a version, which needs the transcript: the status is set at the end."""
    status = fields.get("status", "ready")
    return {**fields, "status": "queued" if status == "ready" else status}


def _segment(version: Version, position: int, text: str) -> Segment:
    start_ms, end_ms = position * 2500, position * 2500 + 2000
    words = [[start_ms, end_ms, f" {text}", 0.9]]
    return Segment(
        version=version,
        position=position,
        start_ms=start_ms,
        end_ms=end_ms,
        speaker=position % 2,
        text=text,
        words=words,
        folded=folded_segment(text, version),
    )
