"""One row of each kind that staff see, tied together as the jobs tie them."""

from uuid import uuid4

from django.apps import apps
from django.contrib.admin import site
from django.contrib.admin.utils import quote
from django.db.models import Model
from django.urls import reverse
from django_q.models import Failure, OrmQ, Schedule, Success

from meetings.models import DailyMeetingSession, DailyParticipantSession, Meeting
from recordings.models import PlatformPoll, Recording, RecordingError, RecordingStart, WebhookEvent
from rooms.models import Platform, Room
from tests.builders import (
    START,
    a_correction,
    a_meeting,
    a_recording,
    a_room,
    a_stay,
    a_step,
    a_telling,
    a_topic,
    a_transcript,
    a_user,
    a_webhook_event,
    an_action_item,
)
from transcripts.models import (
    ActionItem,
    Correction,
    Heartbeat,
    Passage,
    Segment,
    Step,
    Telling,
    Topic,
    Transcript,
    Version,
)

APPS = ("rooms", "meetings", "recordings", "transcripts")

BY_HAND: tuple[type[Model], ...] = (Room, Meeting)
"""What staff make and change."""

BY_JOBS: tuple[type[Model], ...] = (
    DailyMeetingSession,
    DailyParticipantSession,
    Recording,
    RecordingStart,
    RecordingError,
    WebhookEvent,
    PlatformPoll,
    Transcript,
    Version,
    Segment,
    Topic,
    Telling,
    ActionItem,
    Passage,
    Step,
    Correction,
    Heartbeat,
    Success,
    Failure,
    OrmQ,
    Schedule,
)
"""What nobody makes or throws away by hand."""

KINDS = (*BY_HAND, *BY_JOBS)

ONLY_ONE = (PlatformPoll,)
"""There are only so many platforms and queues."""


def one_of_everything() -> None:
    """One more row of each kind, but of those there are `ONLY_ONE` of."""
    meeting = a_meeting(a_room(owner=a_user()))
    a_stay(meeting)
    recording = a_recording(meeting)
    transcript = a_transcript(recording)
    assert transcript.current is not None
    a_telling(transcript.current)
    a_topic(transcript.current)
    an_action_item(transcript, start_ms=1000)
    a_correction(transcript)
    transcript.passages.exclude(kind=Passage.Kind.TITLE).delete()  # of each kind of row one
    a_step(transcript.current, status="failed", error="The bucket refused the key.")
    DailyMeetingSession.objects.create(
        mtg_session_id=recording.mtg_session_id or str(uuid4()), room_name=meeting.room_name, started_at=START
    )
    RecordingStart.objects.create(recording_id=recording.pk, instance_id=str(uuid4()), started_at=START)
    RecordingError.objects.create(event=a_webhook_event(), meeting=meeting, message="It broke.", happened_at=START)
    PlatformPoll.objects.get_or_create(platform=Platform.DAILY)
    Heartbeat.objects.create(queue="quick", host=uuid4().hex)
    _one_of_the_queue()


def _one_of_the_queue() -> None:
    for model, success in ((Success, True), (Failure, False)):
        model.objects.create(
            id=uuid4().hex, name="a task", func="recordings.jobs.sweep", started=START, stopped=START, success=success
        )
    OrmQ.objects.create(key="quick", payload="not signed by us", lock=START)
    Schedule.objects.create(
        name="made by hand", func="recordings.jobs.sweep", schedule_type=Schedule.MINUTES, minutes=1
    )


def list_page(model: type[Model]) -> str:
    return reverse(f"admin:{_name(model)}_changelist")


def page_of(row: Model) -> str:
    return reverse(f"admin:{_name(type(row))}_change", args=[quote(row.pk)])


def add_page(model: type[Model]) -> str:
    return reverse(f"admin:{_name(model)}_add")


def delete_page(row: Model) -> str:
    return reverse(f"admin:{_name(type(row))}_delete", args=[quote(row.pk)])


def registered() -> set[type[Model]]:
    """What the admin shows of the product and its queue."""
    return {model for model in site._registry if model._meta.app_label in {*APPS, "django_q"}}


def models_of_the_product() -> set[type[Model]]:
    return {model for app in APPS for model in apps.get_app_config(app).get_models()}


def _name(model: type[Model]) -> str:
    return f"{model._meta.app_label}_{model._meta.model_name}"
