"""Opening a meeting and recording it, against a stand-in for Daily that speaks HTTP."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from meetings.models import Meeting
from tests.builders import a_room, a_user
from tests.pages.conftest import SignIn
from tests.standins.daily import API_KEY, DailyStandIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def daily(settings: Settings) -> Iterator[DailyStandIn]:
    with DailyStandIn() as standin:
        settings.DAILY_API_KEY, settings.DAILY_API_URL = API_KEY, standin.api_url
        yield standin


@pytest.fixture
def owner(signed_in: SignIn) -> Client:
    return signed_in(a_user("owner"))


def opened(owner: Client) -> Meeting:
    room = a_room(name="standup", owner=a_user())
    room.owner_id = owner.session["_auth_user_id"]
    room.save()
    owner.post(reverse("room-open", args=[room.pk]))
    return Meeting.objects.get(room=room)


def pressed(owner: Client, button: str, meeting: Meeting) -> str:
    return owner.post(reverse(button, args=[meeting.pk]), follow=True).text


def test_a_meeting_is_opened_and_its_link_shown(daily: DailyStandIn, owner: Client) -> None:
    meeting = opened(owner)
    page = owner.get(meeting.get_absolute_url()).text
    assert set(daily.rooms) == {meeting.room_name}
    assert f'<a href="{meeting.room_url}" rel="noreferrer">{meeting.room_url}</a>' in page


def test_recording_is_started_and_stopped(daily: DailyStandIn, owner: Client) -> None:
    meeting = opened(owner)
    daily.in_call.add(meeting.room_name)
    assert "Recording was started." in pressed(owner, "meeting-record", meeting)
    assert "Recording was stopped." in pressed(owner, "meeting-stop", meeting)


def test_an_empty_call_cannot_be_recorded_and_the_page_says_so(daily: DailyStandIn, owner: Client) -> None:
    del daily
    assert "Recording was not started." in pressed(owner, "meeting-record", opened(owner))


def test_without_a_key_no_meeting_is_opened_and_the_page_says_why(owner: Client) -> None:
    room = a_room(name="standup")
    room.owner_id = owner.session["_auth_user_id"]
    room.save()
    answer = owner.post(reverse("room-open", args=[room.pk]), follow=True)
    assert "No meeting was opened." in answer.text
    assert Meeting.objects.count() == 0
