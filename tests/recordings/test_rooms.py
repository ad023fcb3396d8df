"""A recording is in the room of its meeting, from wherever it got the meeting and wherever the meeting goes."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.test import Client
from django.urls import reverse

from meetings.models import Meeting
from meetings.moving import move_meeting
from recordings.ingest import ingest, link
from recordings.models import Recording
from rooms.models import Room
from tests.builders import a_meeting, a_recording, a_room, a_staff_member, a_transcript, an_unmatched_recording
from tests.recordings.reports import ROOM, a_report, its_meeting
from transcripts.models import Transcript

pytestmark = pytest.mark.django_db


def room_of(recording: Recording) -> Room | None:
    recording.refresh_from_db()
    return recording.room


def test_one_that_is_linked_by_hand() -> None:
    meeting, recording = a_meeting(), an_unmatched_recording()
    assert room_of(recording) is None
    link(recording, meeting)
    assert room_of(recording) == meeting.room


def test_one_whose_meeting_was_given_another_room_just_before_it_is_linked() -> None:
    meeting, recording, other = a_meeting(), an_unmatched_recording(), a_room()
    seen = Meeting.objects.get(pk=meeting.pk)
    meeting.room = other
    move_meeting(meeting)
    link(recording, seen)
    assert room_of(recording) == other
    assert Transcript.objects.get(recording=recording).room == other


def test_one_whose_meeting_is_stored_later() -> None:
    ingest(a_report())
    meeting = its_meeting(room=a_room())
    Recording.objects.update(room_name="elsewhere")
    recording = Recording.objects.get()
    assert room_of(recording) is None
    Recording.objects.update(room_name=ROOM)
    ingest(a_report())
    assert room_of(recording) == meeting.room


def test_one_whose_meeting_staff_give_another_room(client: Client) -> None:
    client.force_login(a_staff_member())
    recording = a_recording()
    transcript = a_transcript(recording)
    apart, other = a_recording(), a_room()
    assert recording.meeting
    form = {
        "room": str(other.pk),
        "room_url": "",
        "start_date_0": "2026-01-10",
        "start_date_1": "04:21:17",
        "participant_sessions-TOTAL_FORMS": "0",
        "participant_sessions-INITIAL_FORMS": "0",
    }
    page = reverse("admin:meetings_meeting_change", args=[recording.meeting.pk])
    assert client.post(page, form).status_code == 302
    assert room_of(recording) == other
    transcript.refresh_from_db()
    assert transcript.room == other
    assert apart.room
    assert room_of(apart) == apart.room


def test_those_that_were_there_before_rooms_were_noted() -> None:
    recording, stray = a_recording(), an_unmatched_recording()
    Recording.objects.update(room=None)
    fill_in = import_module("recordings.migrations.0005_rooms_of_recordings").fill_in
    fill_in(apps, BaseDatabaseSchemaEditor(connection))
    assert recording.meeting
    assert room_of(recording) == recording.meeting.room
    assert room_of(stray) is None


def test_transcripts_that_stayed_behind_before_they_moved_along() -> None:
    moved, roomless, kept = a_transcript(), a_transcript(), a_transcript()
    room, other = kept.room, a_room()
    Meeting.objects.filter(transcripts=moved).update(room=other)
    Meeting.objects.filter(transcripts=roomless).update(room=None)
    move_along = import_module("transcripts.migrations.0011_rooms_of_transcripts").move_along
    move_along(apps, BaseDatabaseSchemaEditor(connection))
    for transcript in (moved, roomless, kept):
        transcript.refresh_from_db()
    assert [moved.room, roomless.room, kept.room] == [other, None, room]
