"""A meeting that staff give another room takes its transcripts along: to read, in the lists and in search."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from meetings.models import Meeting
from meetings.moving import move_meeting
from rooms.models import Room
from tests.admin.everything import page_of
from tests.builders import (
    a_meeting,
    a_recording,
    a_room,
    a_staff_member,
    a_transcript,
    a_user,
    a_version,
    an_action_item,
)
from tests.pipeline.working import a_version_at_work, end, heard, make_ready, prepare_all
from transcripts import changing_items
from transcripts.changing_items import Wording
from transcripts.making.assembling import assemble, store_segments
from transcripts.models import Step, Transcript, Version
from transcripts.searching.finding import Filters, find
from transcripts.searching.rebuilding import refold
from transcripts.text.query import parse

pytestmark = pytest.mark.django_db

FORM = {
    "room_url": "",
    "start_date_0": "2026-01-10",
    "start_date_1": "04:21:17",
    "end_date_0": "",
    "end_date_1": "",
    "participant_sessions-TOTAL_FORMS": "0",
    "participant_sessions-INITIAL_FORMS": "0",
}


@pytest.fixture
def transcript() -> Transcript:
    """Of a room of Ada's, with an older version beside the one shown."""
    recording = a_recording(a_meeting(a_room(owner=a_user("ada"))))
    made = a_transcript(recording, said=("The heron is here.", ""), title="About herons")
    a_version(made, said=("A heron.",), number=2)
    return made


def found_by(user: User) -> set[str]:
    return {hit.kind for hit in find(user, parse("heron"), Filters()).rows}


def folded_rightly(transcript: Transcript) -> bool:
    told = refold(Transcript.objects.select_related("current").get(pk=transcript.pk), write=False)
    return told.wrong_segments == 0 and told.passages_were_right


def given_another_room(meeting: Meeting | None, room: Room | None) -> None:
    assert meeting
    meeting.room = room
    move_meeting(meeting)


def test_what_was_said_is_the_new_owners_to_read_and_to_find(client: Client, transcript: Transcript) -> None:
    ada, bob = User.objects.get(username="ada"), a_user("bob")
    assert transcript.meeting
    assert (found_by(ada), found_by(bob)) == ({"segment", "title"}, set())
    client.force_login(a_staff_member())
    answer = client.post(page_of(transcript.meeting), {**FORM, "room": str(a_room(owner=bob).pk)})
    assert answer.status_code == 302
    assert (found_by(ada), found_by(bob)) == (set(), {"segment", "title"})
    for user, status in ((ada, 404), (bob, 200)):
        client.force_login(user)
        assert client.get(transcript.get_absolute_url()).status_code == status
    assert folded_rightly(transcript)


def test_a_meeting_may_leave_its_room_for_none_and_come_back(transcript: Transcript) -> None:
    room = transcript.room
    for where in (None, room):
        given_another_room(transcript.meeting, where)
        transcript.refresh_from_db()
        assert transcript.room == where
        assert folded_rightly(transcript)


def items_seen_by(user: User) -> set[str]:
    client = Client()
    client.force_login(user)
    answers = client.get("/action-items/", {"state": "all"}), client.get("/v1/action-items/")
    on_page, over_api = answers[0].context["page"].rows, answers[1].json()["results"]
    assert [item.pk for item in on_page] == [item["id"] for item in over_api]
    return {item.text for item in on_page}


def test_what_is_to_be_done_goes_along(transcript: Transcript) -> None:
    ada, bob = User.objects.get(username="ada"), a_user("bob")
    item = an_action_item(transcript, "Fix it.")
    assert (items_seen_by(ada), items_seen_by(bob)) == ({"Fix it."}, set())
    given_another_room(transcript.meeting, a_room(owner=bob))
    assert (items_seen_by(ada), items_seen_by(bob)) == (set(), {"Fix it."})
    item.refresh_from_db()
    assert (item.room, item.recorded_at) == (item.transcript.room, transcript.recorded_at)


def test_what_is_added_while_the_meeting_moves_is_of_the_new_room(transcript: Transcript) -> None:
    ada, bob = User.objects.get(username="ada"), a_user("bob")
    given_another_room(transcript.meeting, a_room(owner=bob))
    changing_items.add(transcript, Wording("Call Wren.", "", None), by=ada)  # on a page that was looked up before
    assert (items_seen_by(ada), items_seen_by(bob)) == (set(), {"Call Wren."})


def test_other_meetings_stay_where_they_are(transcript: Transcript) -> None:
    other = a_transcript(a_recording(a_meeting(transcript.room)))
    given_another_room(transcript.meeting, a_room())
    other.refresh_from_db()
    assert other.room == transcript.room
    assert folded_rightly(other)


def test_words_put_together_meanwhile_go_along() -> None:
    version = a_version_at_work()
    prepare_all(version)
    end(version, Step.Kind.TRANSCRIBE, "0:0", result=heard("Hello there."))
    version = Version.objects.select_related("transcript__recording").get()
    assembled = assemble(version)
    given_another_room(Meeting.objects.get(), a_room())
    store_segments(version, assembled)
    assert folded_rightly(version.transcript)


def test_work_that_ends_afterwards_is_of_the_new_room() -> None:
    version = a_version_at_work()
    room = a_room()
    given_another_room(version.recording.meeting, room)
    make_ready(version.transcript)
    made = Transcript.objects.get(pk=version.transcript_id)
    assert made.room == room
    assert folded_rightly(made)
    assert version.segments.exists()
