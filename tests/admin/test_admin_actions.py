"""What staff can do in the admin besides looking: rooms and meetings by hand, opening, linking, trying again."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from pytest_django import Settings

from meetings.models import Meeting
from meetings.signals import meeting_stored
from recordings.models import Recording
from rooms.models import Room
from rooms.names import name_error
from tests.admin.everything import add_page, list_page, page_of
from tests.builders import (
    a_meeting,
    a_recording,
    a_room,
    a_staff_member,
    a_step,
    a_telling,
    a_transcript,
    an_unmatched_recording,
)
from tests.standins.daily import API_KEY, DailyStandIn
from transcripts.models import Step, Telling, Transcript

pytestmark = pytest.mark.django_db

START = {"start_date_0": "2026-01-10", "start_date_1": "04:21:17", "end_date_0": "", "end_date_1": ""}
NO_STAYS = {"participant_sessions-TOTAL_FORMS": "0", "participant_sessions-INITIAL_FORMS": "0"}


@pytest.fixture
def daily(settings: Settings) -> Iterator[DailyStandIn]:
    with DailyStandIn() as standin:
        settings.DAILY_API_KEY, settings.DAILY_API_URL = API_KEY, standin.api_url
        yield standin


def said(client: Client, address: str) -> list[str]:
    """The messages shown on a page."""
    answer = client.get(address)
    assert answer.context is not None
    return [str(message) for message in answer.context["messages"]]


def press(row: Room | Transcript, button: str = "") -> str:
    """The address of a button: of the first one that such rows have, unless named."""
    button = button or ("open" if isinstance(row, Room) else "try-again")
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_press", args=[row.pk, button])


def test_a_room_is_added_by_hand(staff: Client) -> None:
    staff.post(add_page(Room), {"name": "standup", "platform": "daily", "language": "en", "owner": ""})
    assert Room.objects.get().name == "standup"


def test_a_room_whose_name_the_platform_would_refuse_is_not_added(staff: Client) -> None:
    answer = staff.post(add_page(Room), {"name": "büro 1", "platform": "daily", "language": "", "owner": ""})
    assert escape(name_error("büro 1", platform="daily")) in answer.content.decode()
    assert not Room.objects.exists()


def test_a_meeting_added_by_hand_is_told_to_the_apps_above_once(staff: Client) -> None:
    told: list[str] = []

    def note(sender: type[Meeting], meeting: Meeting, **_: object) -> None:
        told.append(meeting.room_name)

    meeting_stored.connect(note)
    try:
        form = {"room": str(a_room().pk), "room_name": "standup-20260110042117", "platform": "daily", "room_url": ""}
        answer = staff.post(add_page(Meeting), {**form, **START, **NO_STAYS})
        assert answer.status_code == 302
        assert told == ["standup-20260110042117"]
        meeting = Meeting.objects.get()
        staff.post(page_of(meeting), {"room": "", "room_url": "https://example.daily.co/x", **START, **NO_STAYS})
        meeting.refresh_from_db()
        assert meeting.room_url == "https://example.daily.co/x"
        assert told == ["standup-20260110042117"]
    finally:
        meeting_stored.disconnect(note)


def test_a_meeting_keeps_the_name_that_recordings_find_it_by(staff: Client) -> None:
    meeting = a_meeting()
    name = meeting.room_name
    form = {"room": "", "room_name": "other", "platform": "whereby", "room_url": ""}
    staff.post(page_of(meeting), {**form, **START, **NO_STAYS})
    meeting.refresh_from_db()
    assert (meeting.room, meeting.room_name, meeting.platform) == (None, name, "daily")


def test_a_room_with_recordings_is_not_thrown_away(staff: Client) -> None:
    room = a_room()
    a_transcript(a_recording(a_meeting(room)))
    staff.post(reverse("admin:rooms_room_delete", args=[room.pk]), {"post": "yes"})
    assert Room.objects.filter(pk=room.pk).exists()


def test_a_room_without_anything_recorded_is_thrown_away(staff: Client) -> None:
    room = a_room()
    a_meeting(room)
    staff.post(reverse("admin:rooms_room_delete", args=[room.pk]), {"post": "yes"})
    assert not Room.objects.exists()
    assert not Meeting.objects.exists()


def test_the_button_on_a_rooms_page_opens_a_meeting_and_shows_the_link_to_join(
    staff: Client, daily: DailyStandIn
) -> None:
    room = a_room(name="standup")
    assert press(room) in staff.get(page_of(room)).content.decode()
    answer = staff.post(press(room))
    meeting = Meeting.objects.get()
    assert meeting.room_name in daily.rooms
    assert answer.headers["Location"] == page_of(meeting)
    page = staff.get(page_of(meeting)).content.decode()
    assert page.count(f'<a href="{meeting.room_url}">{meeting.room_url}</a>') == 2  # the message, and the meeting's own


def test_a_meeting_that_cannot_be_opened_is_told_with_its_reason(staff: Client) -> None:
    room = a_room()
    answer = staff.post(press(room))
    assert answer.headers["Location"] == page_of(room)
    (message,) = said(staff, page_of(room))
    assert message.startswith("No meeting was opened: DAILY_API_KEY is not set")
    assert not Meeting.objects.exists()


def test_the_history_of_a_row_tells_who_pressed_what(staff: Client) -> None:
    transcript = a_transcript()
    staff.post(press(transcript))
    history = staff.get(reverse("admin:transcripts_transcript_history", args=[transcript.pk])).content.decode()
    assert "Pressed “Try again”." in history


def test_a_button_is_pressed_by_post_only(staff: Client) -> None:
    assert staff.get(press(a_room())).status_code == 405


def test_a_button_of_a_row_that_is_gone_is_not_found(staff: Client) -> None:
    room = a_room()
    address = press(room)
    room.delete()
    assert staff.post(address).status_code == 404


def test_a_button_that_is_not_there_is_not_found(staff: Client) -> None:
    assert staff.post(press(a_room(), "burn-down")).status_code == 404


@pytest.mark.parametrize("permission", ["rooms.view_room", "transcripts.view_transcript"])
def test_who_may_only_look_has_no_button(client: Client, permission: str) -> None:
    client.force_login(a_staff_member(permission))
    row = a_room() if permission.startswith("rooms") else a_transcript()
    page = client.get(page_of(row))
    assert page.status_code == 200
    assert press(row) not in page.content.decode()
    assert client.post(press(row)).status_code == 403


def test_a_recording_without_a_meeting_is_linked_to_one(staff: Client) -> None:
    recording, meeting = an_unmatched_recording(), a_meeting()
    staff.post(page_of(recording), {"meeting": str(meeting.pk)})
    recording.refresh_from_db()
    assert (recording.meeting, recording.outcome) == (meeting, "matched")
    transcript = Transcript.objects.get()
    assert (transcript.recording, transcript.meeting, transcript.room) == (recording, meeting, meeting.room)


def test_a_recording_keeps_the_meeting_it_has(staff: Client) -> None:
    recording = a_recording()
    before = recording.meeting
    staff.post(page_of(recording), {"meeting": str(a_meeting().pk)})
    recording.refresh_from_db()
    assert recording.meeting == before


def test_the_meetings_to_choose_from_are_searched_by_name_and_come_newest_first(staff: Client) -> None:
    room = a_room(name="standup")
    meetings = [a_meeting(room), a_meeting(room), a_meeting(room)]
    a_meeting()
    field = {"app_label": "recordings", "model_name": "recording", "field_name": "meeting"}
    answer = staff.get(reverse("admin:autocomplete"), {**field, "term": "standup"})
    assert [choice["id"] for choice in answer.json()["results"]] == [str(row.pk) for row in reversed(meetings)]


def test_saving_a_recording_without_choosing_a_meeting_changes_nothing(staff: Client) -> None:
    recording = an_unmatched_recording()
    staff.post(page_of(recording), {"meeting": ""})
    recording.refresh_from_db()
    assert (recording.meeting, recording.outcome) == (None, "no_meeting")


def test_who_may_only_look_at_recordings_links_none(client: Client) -> None:
    client.force_login(a_staff_member("recordings.view_recording"))
    recording = an_unmatched_recording()
    assert client.post(page_of(recording), {"meeting": str(a_meeting().pk)}).status_code == 403
    assert not Recording.objects.filter(meeting__isnull=False).exists()


def a_failed_transcript() -> Transcript:
    transcript = a_transcript(status="failed", error="No track could be fetched.")
    assert transcript.current is not None
    a_step(transcript.current, "fetch", part="0", status="failed", error="The bucket refused the key.")
    return transcript


def test_a_failed_transcript_shows_what_failed_and_why(staff: Client) -> None:
    page = staff.get(page_of(a_failed_transcript())).content.decode()
    assert "No track could be fetched." in page
    assert "fetch a track 0</a>: The bucket refused the key." in page


def test_the_button_on_a_transcripts_page_tries_again(staff: Client) -> None:
    transcript = a_failed_transcript()
    staff.post(press(transcript))
    assert said(staff, page_of(transcript)) == ["It begins again."]
    transcript.refresh_from_db()
    assert transcript.status not in {"failed", "ready"}


def test_a_transcript_at_work_does_not_begin_again(staff: Client) -> None:
    transcript = a_transcript(status="transcribing")
    staff.post(press(transcript))
    assert said(staff, page_of(transcript)) == ["It is at work already."]


def test_a_transcripts_page_has_the_button_that_fits(staff: Client) -> None:
    for status, fitting, other in [("transcribing", "cancel", "try-again"), ("ready", "try-again", "cancel")]:
        transcript = a_transcript(status=status)
        page = staff.get(page_of(transcript)).content.decode()
        assert press(transcript, fitting) in page
        assert press(transcript, other) not in page


def test_work_on_a_transcript_is_cancelled(staff: Client) -> None:
    transcript = a_transcript(status="transcribing")
    assert transcript.current is not None
    step = a_step(transcript.current, status="queued")
    staff.post(press(transcript, "cancel"))
    assert said(staff, page_of(transcript)) == ["Its work is cancelled."]
    transcript.refresh_from_db()
    step.refresh_from_db()
    assert (transcript.status, step.status) == ("cancelled", "cancelled")


def test_what_is_not_at_work_is_not_cancelled(staff: Client) -> None:
    transcript = a_transcript()
    staff.post(press(transcript, "cancel"))
    assert said(staff, page_of(transcript)) == ["It is not at work."]


def test_several_transcripts_are_cancelled_at_once(staff: Client) -> None:
    chosen = [a_transcript(status="queued"), a_transcript(status="transcribing"), a_transcript()]
    staff.post(list_page(Transcript), {"action": "cancel", "_selected_action": [row.pk for row in chosen]})
    assert said(staff, list_page(Transcript)) == ["2 of 3 cancelled; the others are not at work."]


def test_several_transcripts_are_tried_again_at_once(staff: Client) -> None:
    chosen = [a_failed_transcript(), a_failed_transcript(), a_transcript(status="transcribing")]
    staff.post(list_page(Transcript), {"action": "try_again", "_selected_action": [row.pk for row in chosen]})
    (message,) = said(staff, list_page(Transcript))
    assert message == "2 of 3 begin again; the others are at work already."
    assert not Transcript.objects.filter(status="failed").exists()


def test_who_may_only_look_at_transcripts_has_no_action(client: Client) -> None:
    client.force_login(a_staff_member("transcripts.view_transcript"))
    transcript = a_failed_transcript()
    client.post(list_page(Transcript), {"action": "try_again", "_selected_action": [transcript.pk]})
    transcript.refresh_from_db()
    assert transcript.status == "failed"


def test_a_summary_is_made_again_as_it_was_and_readers_go_on_seeing_theirs(staff: Client) -> None:
    transcript = a_transcript()
    assert transcript.current is not None
    fields: dict[str, Any] = {
        "maker": "language_model",
        "model": "llama3",
        "language": "de",
        "instructions": "Be brief.",
    }
    telling = a_telling(transcript.current, **fields)
    staff.post(reverse("admin:transcripts_telling_press", args=[telling.pk, "make-again"]))
    asked = Step.objects.get(kind="tell").input
    assert {name: asked[name] for name in fields} == fields
    assert not asked["use"]


def test_summaries_are_made_again_from_the_list(staff: Client) -> None:
    ready, at_work = a_transcript(), a_transcript()
    for transcript in (ready, at_work):
        assert transcript.current is not None
        a_telling(transcript.current)
    Transcript.objects.filter(pk=at_work.pk).update(status="transcribing")
    chosen = {"action": "make_again", "_selected_action": list(Telling.objects.values_list("pk", flat=True))}
    answer = staff.post(list_page(Telling), chosen, follow=True)
    assert "1 of 2 are being made again." in answer.content.decode()
    assert Step.objects.filter(kind="tell").count() == 1


def test_a_rooms_glossary_and_wishes_are_set_by_hand(staff: Client) -> None:
    form = {"name": "standup", "platform": "daily", "language": "", "owner": ""}
    staff.post(add_page(Room), {**form, "glossary": "Wren", "summary_language": "de", "summary_instructions": "Brief."})
    room = Room.objects.get()
    assert (room.glossary, room.summary_language, room.summary_instructions) == ("Wren", "de", "Brief.")
