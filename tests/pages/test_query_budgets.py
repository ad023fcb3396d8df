"""A page costs the database the same whatever the number of rows on it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rooms.models import Room
from tests.builders import (
    START,
    a_failed_transcript,
    a_meeting,
    a_recording,
    a_recording_error,
    a_room,
    a_stay,
    a_step,
    a_telling,
    a_topic,
    a_transcript,
    a_user,
    a_version,
    an_action_item,
    an_unmatched_recording,
)
from tests.pages.conftest import SignIn
from transcripts.models import Step

pytestmark = pytest.mark.django_db

TELL = {"maker": "embedded", "model": "", "language": "", "instructions": "", "asked_by": None, "use": True}


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def everything(room: Room, number: int) -> None:
    """One more of all that lists show, each differing from the others."""
    meeting = a_meeting(room, start_date=START + timedelta(days=number))
    a_stay(meeting, f"Person {number}")
    a_recording_error(meeting)
    an_action_item(a_transcript(a_recording(meeting), said=("Hello.", "Goodbye.")))
    a_failed_transcript(a_recording(meeting))
    a_step(a_version(a_transcript(a_recording(meeting), status="transcribing"), number=2))
    an_unmatched_recording(room_name=f"{room.name}-2026011004211{number}")
    a_recording(meeting)
    a_room(owner=room.owner)


@pytest.mark.parametrize(
    ("name", "budget"),
    [("home", 15), ("transcripts", 7), ("meetings", 6), ("rooms", 4), ("recordings", 8), ("action-items", 7)],
)
def test_lists(name: str, budget: int, signed_in: SignIn) -> None:
    ada = a_user("ada", is_superuser=True)
    room = a_room(owner=ada)
    client = signed_in(ada)
    everything(room, 0)
    with_one = queries(client, reverse(name))
    for number in range(1, 5):
        everything(room, number)
    assert with_one == queries(client, reverse(name)) <= budget


def test_the_first_page_of_staff_who_are_told_what_stands_still(signed_in: SignIn) -> None:
    ada = a_user("ada", is_superuser=True, is_staff=True)
    room = a_room(owner=ada)
    client = signed_in(ada)
    everything(room, 0)
    with_one = queries(client, reverse("home"))
    for number in range(1, 5):
        everything(room, number)
    assert with_one == queries(client, reverse("home")) <= 24


def test_the_page_of_a_room(signed_in: SignIn) -> None:
    ada = a_user("ada")
    room = a_room(owner=ada)
    client = signed_in(ada)
    everything(room, 0)
    with_one = queries(client, room.get_absolute_url())
    for number in range(1, 5):
        everything(room, number)
    assert with_one == queries(client, room.get_absolute_url()) <= 11


def test_the_page_of_a_meeting(signed_in: SignIn) -> None:
    ada = a_user("ada")
    meeting = a_meeting(a_room(owner=ada))
    client = signed_in(ada)

    def one_more(name: str) -> None:
        a_stay(meeting, name)
        an_action_item(a_transcript(a_recording(meeting)), done_at=START, done_by=ada)
        a_recording_error(meeting)

    one_more("Ada")
    with_one = queries(client, meeting.get_absolute_url())
    for number in range(4):
        one_more(f"Person {number}")
    assert with_one == queries(client, meeting.get_absolute_url()) <= 10


def a_long_transcript(number_of_segments: int) -> Callable[[], str]:
    transcript = a_transcript(said=("Hello.",) * number_of_segments)
    assert transcript.current
    for position in range(number_of_segments):
        a_topic(transcript.current, position=position)
    return transcript.get_absolute_url


def test_the_page_of_a_transcript_when_it_is_made_and_when_it_is_kept(signed_in: SignIn) -> None:
    client = signed_in(a_user(is_superuser=True))
    short, long = a_long_transcript(1)(), a_long_transcript(50)()
    cache.clear()
    made = [queries(client, path) for path in (short, long)]
    kept = [queries(client, path) for path in (short, long)]
    assert made == [8, 8]
    assert kept == [6, 6]


def test_the_action_items_of_a_transcript_and_its_summaries(signed_in: SignIn) -> None:
    ada = a_user(is_superuser=True)
    client = signed_in(ada)
    transcript = a_transcript()
    version = transcript.versions.get()
    pages = (transcript.get_absolute_url(), reverse("transcript-summaries", args=[transcript.pk]))

    def one_more() -> None:
        an_action_item(transcript, done_at=START, done_by=ada)
        a_telling(version, asked_by=ada)
        a_step(version, "tell", part=str(Step.objects.count()), status="queued", input=TELL)

    for _ in range(2):
        one_more()
    client.get(pages[0])
    with_two = [queries(client, page) for page in pages]
    for _ in range(4):
        one_more()
    client.get(pages[0])
    assert [queries(client, page) for page in pages] == with_two
    assert with_two == [6, 6]


def test_the_page_of_a_transcript_that_failed(signed_in: SignIn) -> None:
    client = signed_in(a_user(is_superuser=True))
    paths = [a_failed_transcript(failed_steps=number).get_absolute_url() for number in (1, 5)]
    for path in paths:
        client.get(path)
    with_one, with_five = (queries(client, path) for path in paths)
    assert with_one == with_five <= 8
