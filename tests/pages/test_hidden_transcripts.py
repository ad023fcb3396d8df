"""Who may see a recording or a meeting learns nothing of a transcript that they may not read."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import a_meeting, a_recording, a_room, a_transcript, a_user
from tests.pages.conftest import SignIn
from transcripts.models import Transcript

pytestmark = pytest.mark.django_db

PARTICIPANTS = [{"id": "1", "speaker": 0, "name": "Persephone", "user_id": None}]
TOLD = ("The takeover", "The bucket of the board", "Persephone")


@pytest.fixture
def secret() -> Transcript:
    """A transcript that failed, with all that other pages might tell of it."""
    recording = a_recording(a_meeting(a_room(owner=a_user("owner"))))
    error = "The bucket of the board refused."
    return a_transcript(recording, title="The takeover", status="failed", error=error, participants=PARTICIPANTS)


def pages(transcript: Transcript) -> tuple[str, ...]:
    assert transcript.recording
    assert transcript.meeting
    recording, meeting = transcript.recording.get_absolute_url(), transcript.meeting.get_absolute_url()
    return reverse("recordings"), recording, meeting


def told(client: Client, page: str) -> set[str]:
    answer = client.get(page)
    assert answer.status_code == 200
    return {word for word in TOLD if word in answer.text}


def test_who_may_see_recordings_alone_sees_what_became_of_them_and_not_what_was_said(
    secret: Transcript, signed_in: SignIn
) -> None:
    client = signed_in(a_user(permissions=("recordings.view_recording", "meetings.view_meeting")))
    for page in pages(secret):
        assert told(client, page) == set()
        assert "Failed" in client.get(page).text
        assert secret.get_absolute_url() not in client.get(page).text


def test_who_may_read_them_sees_all_there_is(secret: Transcript, signed_in: SignIn) -> None:
    client = signed_in(a_user(is_superuser=True))
    ledger, recording, meeting = (told(client, page) for page in pages(secret))
    assert ledger == recording == {"The takeover", "The bucket of the board"}
    assert meeting == {"The takeover", "The bucket of the board", "Persephone"}
