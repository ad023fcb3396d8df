"""What the first page says is to be done, and to whom."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from rooms.models import Room
from tests.builders import (
    START,
    a_failed_transcript,
    a_meeting,
    a_recording,
    a_room,
    a_transcript,
    a_user,
    an_action_item,
    an_unmatched_recording,
)
from tests.pages.conftest import SignIn
from transcripts.models import Transcript
from transcripts.views.home import ITEMS_SHOWN, MOST_COUNTED

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> User:
    return a_user("ada")


@pytest.fixture
def client(ada: User, signed_in: SignIn) -> Client:
    return signed_in(ada)


def a_talk_in(room: Room, **fields: object) -> Transcript:
    return a_transcript(a_recording(a_meeting(room, **fields)))


def to_do(client: Client) -> tuple[list[str], str]:
    """The items that the first page shows, and what leads to all of them."""
    answer = client.get(reverse("home"))
    assert answer.context is not None
    texts = [shown.item.text for group in answer.context["groups"] for shown in group.items]
    link, found, _ = answer.text.partition(f'<a href="{reverse("action-items")}">All')[2].partition("</a>")
    return texts, f"All{link}" if found else ""


def test_shows_a_few_of_the_newest_open_items_of_the_readers_rooms(client: Client, ada: User) -> None:
    mine, others = a_room(owner=ada), a_room(owner=a_user("bob"))
    old, new = a_talk_in(mine, start_date=START), a_talk_in(mine, start_date=START + timedelta(days=9))
    for number in range(ITEMS_SHOWN):
        an_action_item(old, f"Old {number}")
    an_action_item(new, "New")
    an_action_item(new, "Done", done_at=START)
    an_action_item(new, "Removed", removed_at=START)
    an_action_item(a_talk_in(others, start_date=START + timedelta(days=10)), "Not for Ada")
    texts, link = to_do(client)
    assert texts == ["New", *(f"Old {number}" for number in range(ITEMS_SHOWN - 1))]
    assert link == f"All action items ({ITEMS_SHOWN + 1})"


def test_who_sees_all_rooms_is_shown_the_items_of_all(signed_in: SignIn) -> None:
    an_action_item(a_talk_in(a_room()), "Of nobody's room")
    reader = a_user("vera", permissions=("transcripts.view_transcript",))
    assert to_do(signed_in(reader))[0] == ["Of nobody's room"]


def test_counts_no_more_items_than_it_says(client: Client, ada: User) -> None:
    talk = a_talk_in(a_room(owner=ada))
    for _ in range(MOST_COUNTED):
        an_action_item(talk)
    assert to_do(client)[1] == f"All action items ({MOST_COUNTED})"
    an_action_item(talk)
    assert to_do(client)[1] == "All action items"


def test_says_nothing_of_it_where_nothing_is_to_be_done(client: Client) -> None:
    assert to_do(client) == ([], "")


def test_an_item_can_be_ticked_off_there_without_scripts(client: Client, ada: User) -> None:
    item = an_action_item(a_talk_in(a_room(owner=ada)))
    home = reverse("home")
    tick = reverse("action-item-tick", args=[item.pk])
    page = client.get(home).text
    assert tick in page
    assert f'name="next" value="{home}"' in page
    assert client.post(tick, {"done": "1", "next": home}).url == home  # type: ignore[attr-defined]
    assert to_do(client)[0] == []


def test_only_who_can_do_something_about_them_is_told_of_failures(signed_in: SignIn) -> None:
    owner = a_user("olga")
    a_failed_transcript(a_recording(a_meeting(a_room(name="standup", owner=owner))), error="Access denied.")
    an_unmatched_recording(room_name="standup-20260110042117")
    views = ("transcripts.view_transcript", "recordings.view_recording")
    told = {
        "reader": a_user(permissions=views),
        "corrector": a_user(permissions=(*views, "transcripts.change_transcript")),
        "linker": a_user(permissions=(*views, "recordings.change_recording")),
        "owner": owner,
    }
    texts = ("Needs attention", "Access denied.", "Link it to its meeting")
    pages = {name: signed_in(user).get(reverse("home")).text for name, user in told.items()}
    assert {name: [text in page for text in texts] for name, page in pages.items()} == {
        "reader": [False, False, False],
        "corrector": [True, True, False],
        "linker": [True, False, True],
        "owner": [True, True, False],
    }
