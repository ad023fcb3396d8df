"""What is done for each kind of webhook event. Handling an event twice changes nothing the second time."""

import logging
from dataclasses import dataclass

from django.db import transaction

from meetings import presence
from meetings.connection import client_of, configured
from meetings.instance_ids import cloud_instance_id, raw_tracks_instance_id
from meetings.matching import get_by_room_name_and_time
from meetings.models import Meeting
from meetings.platforms import events
from meetings.platforms.base import NotUnderstood, PlatformError
from meetings.platforms.registry import platform
from recordings.ingest import ingest
from recordings.models import RecordingError, RecordingStart, WebhookEvent

logger = logging.getLogger(__name__)

NO_MEETING_YET = "No meeting of this platform room is known yet."


@dataclass(frozen=True, slots=True)
class Verdict:
    """How the handling of an event ended."""

    status: WebhookEvent.Status
    reason: str = ""
    room_name: str = ""


DONE = Verdict(WebhookEvent.Status.DONE)


def handle(event: WebhookEvent) -> Verdict:
    """React to a stored event and note how it ended."""
    try:
        body = events.read_body(event.body.encode())
        verdict = _react(event, platform(event.platform).parse_event(body))
    except NotUnderstood as error:
        verdict = Verdict(WebhookEvent.Status.NOT_UNDERSTOOD, str(error))
    WebhookEvent.objects.filter(pk=event.pk).update(
        status=verdict.status, reason=verdict.reason, room_name=verdict.room_name[:128]
    )
    return verdict


def _react(event: WebhookEvent, what: events.Event) -> Verdict:
    match what:
        case events.RecordingReady():
            return _recording_ready(what)
        case events.RecordingStarted():
            return _recording_started(what)
        case events.RecordingFailed():
            return _recording_failed(event, what)
        case events.ParticipantJoined():
            return _held_unless(presence.participant_joined(what), what.room_name)
        case events.ParticipantLeft():
            return _held_unless(presence.participant_left(what), what.room_name)
        case events.MeetingStarted():
            presence.session_started(what)
        case events.MeetingEnded():
            presence.session_ended(what)
        case events.Probe() | events.Unused():
            pass
    return DONE


def _held_unless(done: bool, room_name: str) -> Verdict:  # noqa: FBT001 - reads as the sentence it is
    return DONE if done else Verdict(WebhookEvent.Status.HELD, NO_MEETING_YET, room_name)


def _recording_ready(event: events.RecordingReady) -> Verdict:
    """Store it as reported, then ask the platform for what the event lacks; the poll asks again if that fails."""
    ingest(event.found)
    if configured(event.found.platform):
        try:
            told = client_of(event.found.platform).recording(event.found.id)
        except PlatformError as error:
            logger.warning("recording %s: the platform could not be asked: %s", event.found.id, error)
        else:
            if told is not None:
                ingest(told)
    return DONE


def _recording_started(event: events.RecordingStarted) -> Verdict:
    if event.instance_id:
        RecordingStart.objects.get_or_create(
            pk=event.recording_id, defaults={"instance_id": event.instance_id, "started_at": event.start_date}
        )
    return DONE


def _recording_failed(event: WebhookEvent, failed: events.RecordingFailed) -> Verdict:
    happened_at = failed.at or event.received_at
    meeting = _meeting_of_instance(failed.room_name, failed.instance_id or "")
    meeting = meeting or get_by_room_name_and_time(failed.room_name, happened_at)
    with transaction.atomic():
        RecordingError.objects.update_or_create(
            event=event,
            defaults={
                "meeting": meeting,
                "room_name": failed.room_name[:128],
                "instance_id": (failed.instance_id or "")[:64],
                "message": failed.message or "Daily gave no reason.",
                "happened_at": happened_at,
            },
        )
    return _held_unless(meeting is not None, failed.room_name)


def _meeting_of_instance(room_name: str, instance_id: str) -> Meeting | None:
    for meeting in Meeting.objects.filter(room_name=room_name):
        if instance_id in {str(cloud_instance_id(meeting.pk)), str(raw_tracks_instance_id(meeting.pk))}:
            return meeting
    return None
