"""Who sees which page and who may press which button."""

from dataclasses import dataclass
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from recordings.models import Recording
from rooms.models import Room
from tests.builders import a_meeting, a_recording, a_room, a_transcript, a_user, an_unmatched_recording
from tests.pages.conftest import SignIn
from transcripts.models import Transcript

pytestmark = pytest.mark.django_db

LISTS = ["home", "transcripts", "meetings", "rooms", "recordings", "room-new"]
VIEWS = ("rooms.view_room", "meetings.view_meeting", "recordings.view_recording", "transcripts.view_transcript")
CHANGES = ("rooms.change_room", "meetings.change_meeting", "transcripts.change_transcript")


@dataclass(frozen=True, slots=True)
class Site:
    """One room with a transcript of one of its meetings, and those who may come to see it."""

    owner: User
    transcript: Transcript

    @property
    def pages(self) -> list[str]:
        transcript = self.transcript
        assert transcript.room
        assert transcript.meeting
        assert transcript.recording
        rows: list[Model] = [transcript, transcript.room, transcript.meeting, transcript.recording]
        of_transcript = [reverse(name, args=[transcript.pk]) for name in ("transcript-audio", "transcript-words")]
        download = reverse("transcript-download", args=[transcript.pk, "txt"])
        edit = reverse("room-edit", args=[transcript.room.pk])
        return [*(row.get_absolute_url() for row in rows), *of_transcript, download, edit]  # type: ignore[attr-defined]

    @property
    def buttons(self) -> list[str]:
        transcript = self.transcript
        return [
            reverse("transcript-retry", args=[transcript.pk]),
            reverse("transcript-mend", args=[transcript.pk]),
            reverse("transcript-cancel", args=[transcript.pk]),
            reverse("room-open", args=[transcript.room_id]),
            reverse("meeting-record", args=[transcript.meeting_id]),
            reverse("meeting-stop", args=[transcript.meeting_id]),
        ]


@pytest.fixture
def site() -> Site:
    owner = a_user("owner")
    room = a_room(name="standup", owner=owner)
    return Site(owner, a_transcript(a_recording(a_meeting(room))))


def status(client: Client, path: str) -> int:
    return client.get(path).status_code


def test_without_signing_in_every_page_leads_to_the_sign_in(site: Site) -> None:
    client = Client()
    for path in [*(reverse(name) for name in LISTS), *site.pages]:
        assert client.get(path).headers["Location"] == f"{reverse('login')}?next={path}"
    for path in site.buttons:
        assert client.post(path).headers["Location"].startswith(reverse("login"))


def test_the_owner_of_the_room_sees_all_that_was_held_in_it(site: Site, signed_in: SignIn) -> None:
    client = signed_in(site.owner)
    no_audio = reverse("transcript-audio", args=[site.transcript.pk])
    assert {path: status(client, path) for path in site.pages if path != no_audio} == {
        path: 200 for path in site.pages if path != no_audio
    }


def test_to_a_stranger_nothing_of_it_exists(site: Site, signed_in: SignIn) -> None:
    client = signed_in(a_user("stranger"))
    assert {status(client, path) for path in site.pages} == {404}
    assert {client.post(path).status_code for path in site.buttons} == {404}


def test_a_stranger_finds_empty_lists(site: Site, signed_in: SignIn) -> None:
    client = signed_in(a_user("stranger"))
    for name in LISTS:
        answer = client.get(reverse(name))
        assert answer.status_code == 200
        assert "standup" not in answer.text


def test_who_may_view_may_not_change(site: Site, signed_in: SignIn) -> None:
    client = signed_in(a_user("reader", permissions=VIEWS))
    edit = reverse("room-edit", args=[site.transcript.room_id])
    assert status(client, edit) == 403
    assert {client.post(path).status_code for path in site.buttons} == {403}
    page = client.get(site.transcript.get_absolute_url()).text
    assert "Hello." in page
    assert "Transcribe again" not in page


def test_who_may_change_sees_the_buttons(site: Site, signed_in: SignIn) -> None:
    client = signed_in(a_user("staff", permissions=(*VIEWS, *CHANGES)))
    assert "Transcribe again" in client.get(site.transcript.get_absolute_url()).text
    assert "Open a meeting" in client.get(reverse("room", args=[site.transcript.room_id])).text
    assert "Start recording" in client.get(reverse("meeting", args=[site.transcript.meeting_id])).text
    assert status(client, reverse("room-edit", args=[site.transcript.room_id])) == 200


@pytest.mark.parametrize(("is_staff", "shown"), [(True, True), (False, False)])
def test_only_staff_are_led_to_the_admin(is_staff: bool, shown: bool, signed_in: SignIn) -> None:
    assert (reverse("admin:index") in signed_in(a_user(is_staff=is_staff)).get(reverse("home")).text) is shown


@pytest.mark.parametrize("name", ["transcript", "room", "meeting"])
def test_what_is_not_there_is_not_found(name: str, signed_in: SignIn) -> None:
    answer = signed_in(a_user(is_superuser=True)).get(reverse(name, args=[uuid4()]))
    assert answer.status_code == 404
    assert "Not found" in answer.text


def test_a_button_is_pressed_by_post_alone(site: Site, signed_in: SignIn) -> None:
    client = signed_in(site.owner)
    assert {status(client, path) for path in site.buttons} == {405}


def test_a_form_from_another_site_is_refused(site: Site) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(site.owner)
    assert {client.post(path).status_code for path in site.buttons} == {403}


def test_linking_takes_the_permission_to_change_recordings(signed_in: SignIn) -> None:
    stray, meeting = an_unmatched_recording(), a_meeting()
    reader = signed_in(a_user("reader", permissions=VIEWS))
    assert "Link it to its meeting" not in reader.get(stray.get_absolute_url()).text
    answer = reader.post(reverse("recording-link", args=[stray.pk]), {"meeting_id": str(meeting.pk)})
    assert answer.status_code == 403
    assert Recording.objects.get(pk=stray.pk).meeting is None


def test_signing_in_leads_to_the_page_that_was_asked_for() -> None:
    a_user("ada")
    client = Client()
    form = {"username": "ada", "password": "Tr4nscript!", "next": "/rooms/"}
    assert client.post(reverse("login"), form).headers["Location"] == "/rooms/"
    assert client.post(reverse("logout")).headers["Location"] == reverse("login")
    assert client.get(reverse("home")).status_code == 302


def test_a_wrong_password_is_told(client: Client) -> None:
    answer = client.post(reverse("login"), {"username": "ada", "password": "wrong"})
    assert "Please enter a correct username and password" in answer.text


def test_who_makes_a_room_owns_it(signed_in: SignIn) -> None:
    ada = a_user("ada")
    answer = signed_in(ada).post(reverse("room-new"), {"name": "retro", "platform": "daily", "language": "de"})
    room = Room.objects.get(name="retro")
    assert (room.owner, room.language, answer.headers["Location"]) == (ada, "de", room.get_absolute_url())


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"name": "büro", "platform": "daily"}, "takes only"),
        ({"name": "standup", "platform": "daily"}, "already exists"),
        ({"name": "retro", "platform": "daily", "language": "xx"}, "not one of the available choices"),
    ],
)
def test_a_room_that_the_platform_would_refuse_is_not_made(
    fields: dict[str, str], reason: str, site: Site, signed_in: SignIn
) -> None:
    answer = signed_in(site.owner).post(reverse("room-new"), fields)
    assert answer.status_code == 400
    assert reason in answer.text
    assert Room.objects.count() == 1
