"""The REST API in a browser: pages to click through, which name nothing that their reader may not see."""

import pytest
from django.test import Client

from tests.builders import a_meeting, a_recording, a_room, a_transcript, a_user, an_action_item
from transcripts.models import Transcript

pytestmark = pytest.mark.django_db

PLACES = (
    "/v1/",
    "/v1/rooms/",
    "/v1/meetings/",
    "/v1/recordings/",
    "/v1/transcripts/",
    "/v1/action-items/",
    "/v1/search/?q=hello",
    "/v1/transcripts/{mine}/",
    "/v1/transcripts/{mine}/summaries/",
    "/v1/transcripts/{mine}/corrections/",
    "/v1/transcripts/{mine}/give/",
    "/v1/transcripts/{mine}/retry/",
    "/v1/action-items/{item}/",
)


@pytest.fixture
def secret() -> Transcript:
    """A transcript of somebody else's room."""
    return a_transcript(a_recording(a_meeting(a_room(name="boardroom", owner=a_user()))), title="The takeover")


@pytest.mark.parametrize("place", PLACES)
def test_no_page_names_what_its_reader_may_not_see(place: str, secret: Transcript, client: Client) -> None:
    ada = a_user()
    mine = a_transcript(a_recording(a_meeting(a_room(name="standup", owner=ada))), title="My own")
    client.force_login(ada)
    address = place.format(mine=mine.pk, item=an_action_item(mine).pk)
    answer = client.get(address, headers={"accept": "text/html"})
    assert answer.headers["Content-Type"].startswith("text/html")
    assert "standup" in client.get("/v1/rooms/", headers={"accept": "text/html"}).text
    for hidden in (secret.title, secret.pk, "boardroom", secret.recording_id, secret.meeting_id):
        assert str(hidden) not in answer.text
