"""Action items over the REST API: lists with filters, and what may be changed by whom."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.builders import START, a_meeting, a_recording, a_room, a_transcript, a_user, an_action_item
from transcripts.models import ActionItem, Transcript

pytestmark = pytest.mark.django_db

LIST = "/v1/action-items/"


@pytest.fixture
def ada() -> User:
    return a_user("ada")


@pytest.fixture
def owner(ada: User) -> Client:
    client = Client()
    client.force_login(ada)
    return client


@pytest.fixture
def transcript(ada: User) -> Transcript:
    return a_transcript(a_recording(a_meeting(a_room(owner=ada))))


def texts(client: Client, **query: object) -> list[str]:
    answer = client.get(LIST, {name: str(value) for name, value in query.items()})
    assert answer.status_code == 200, answer.content
    return sorted(item["text"] for item in answer.json()["results"])


def patch(client: Client, item: ActionItem, **fields: Any) -> dict[str, Any]:
    answer = client.patch(f"{LIST}{item.pk}/", fields, content_type="application/json")
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


def test_an_item_tells_all_that_is_known_of_it(owner: Client, transcript: Transcript) -> None:
    item = an_action_item(
        transcript, owner_name="Ada", owner_speaker=0, due=date(2026, 1, 16), quote="I will.", start_ms=2_500
    )
    found = owner.get(f"{LIST}{item.pk}/").json()
    assert (found["transcript"], found["owner"], found["owner_speaker"]) == (str(transcript.pk), "Ada", 0)
    assert (found["due"], found["quote"], found["start"]) == ("2026-01-16", "I will.", 2.5)
    assert (found["done"], found["done_by"], found["by_hand"], found["supported"]) == (False, None, False, True)


def test_filters_find_by_place_owner_state_and_day(owner: Client, ada: User, transcript: Transcript) -> None:
    an_action_item(transcript, "Soon", owner_name="Ada", due=date(2026, 1, 16))
    an_action_item(transcript, "Late", owner_name="Bob", due=date(2026, 1, 20))
    an_action_item(transcript, "Done", done_at=START)
    an_action_item(a_transcript(a_recording(a_meeting(a_room(owner=ada)))), "Elsewhere")
    assert len(texts(owner)) == 4
    assert texts(owner, transcript=transcript.pk) == ["Done", "Late", "Soon"]
    assert texts(owner, room=transcript.room_id) == ["Done", "Late", "Soon"]
    assert texts(owner, meeting=transcript.meeting_id) == ["Done", "Late", "Soon"]
    assert texts(owner, owner="Ada") == ["Soon"]
    assert texts(owner, done="true") == ["Done"]
    assert texts(owner, done="false") == ["Elsewhere", "Late", "Soon"]
    assert texts(owner, due_after="2026-01-16", due_before="2026-01-20") == ["Soon"]


def test_an_owner_is_found_by_the_name_as_the_list_gives_it(owner: Client, transcript: Transcript) -> None:
    an_action_item(transcript, "Long", owner_name="Zoë ")  # as a name is that was cut at the length of its column
    assert texts(owner, owner="Zoë ") == ["Long"]


def test_items_come_by_the_time_of_their_recordings(owner: Client, ada: User, transcript: Transcript) -> None:
    later = a_transcript(a_recording(a_meeting(a_room(owner=ada))))
    for of, text in ((later, "Second"), (transcript, "Third"), (later, "First")):
        an_action_item(of, text)
    assert [item["text"] for item in owner.get(LIST).json()["results"]] == ["Second", "First", "Third"]


@pytest.mark.parametrize("sees_all", [True, False])
def test_who_ticks_items_off_while_walking_the_list_meets_each_once(
    sees_all: bool, ada: User, owner: Client, transcript: Transcript
) -> None:
    User.objects.filter(pk=ada.pk).update(is_superuser=sees_all)
    for of in (transcript, a_transcript(a_recording(a_meeting(a_room(owner=ada))))):
        for number in range(5):
            an_action_item(of, f"{of.pk} {number}")
    met, address = [], f"{LIST}?done=false&page_size=3"
    while address:
        page = owner.get(address).json()
        for item in page["results"]:
            met.append(item["text"])
            patch(owner, ActionItem(pk=item["id"]), done=True)
        address = page["next"]
    assert sorted(met) == sorted(ActionItem.objects.values_list("text", flat=True))


def test_pages_of_items_of_one_moment_lead_there_and_back(owner: Client, transcript: Transcript) -> None:
    for number in range(7):
        an_action_item(transcript, f"{number}")
    pages = [owner.get(f"{LIST}?page_size=3").json()]
    while pages[-1]["next"]:
        pages.append(owner.get(pages[-1]["next"]).json())
    assert ["".join(item["text"] for item in page["results"]) for page in pages] == ["012", "345", "6"]
    back = owner.get(pages[2]["previous"]).json()
    assert back["results"] == pages[1]["results"]
    first = owner.get(back["previous"]).json()
    assert (first["results"], first["previous"]) == (pages[0]["results"], None)


def test_a_value_that_cannot_be_read_is_a_400_that_names_its_parameter(owner: Client) -> None:
    answer = owner.get(LIST, {"due_after": "soon"})
    assert (answer.status_code, list(answer.json())) == (400, ["due_after"])


def test_an_item_is_ticked_off_and_back(owner: Client, transcript: Transcript) -> None:
    item = an_action_item(transcript)
    ticked = patch(owner, item, done=True)
    assert (ticked["done"], ticked["done_by"], ticked["edited_at"]) == (True, "ada", None)
    assert patch(owner, item, done=False)["done_at"] is None


def test_what_an_item_says_is_changed_field_by_field(owner: Client, transcript: Transcript) -> None:
    item = an_action_item(transcript, "Fix it.", due=date(2026, 1, 16))
    assert patch(owner, item, owner="bob")["owner_speaker"] == 1
    changed = patch(owner, item, text="Fix all of it.", due=None)
    assert (changed["text"], changed["owner"], changed["due"]) == ("Fix all of it.", "Bob", None)
    assert changed["edited_at"] is not None


def test_an_item_is_added_and_taken_away(owner: Client, transcript: Transcript) -> None:
    answer = owner.post(LIST, {"transcript": str(transcript.pk), "text": "Call Wren.", "owner": "Wren", "done": True})
    made = answer.json()
    assert (answer.status_code, made["owner"], made["owner_speaker"], made["by_hand"]) == (201, "Wren", None, True)
    assert (made["done"], made["done_by"]) == (True, "ada")
    assert owner.delete(f"{LIST}{made['id']}/").status_code == 204
    assert texts(owner) == []
    assert owner.get(f"{LIST}{made['id']}/").status_code == 404


@pytest.mark.parametrize("fields", [{"text": ""}, {"due": "soon"}, {"owner": "x" * 256}])
def test_what_makes_no_item_is_a_400_that_names_its_field(
    fields: dict[str, str], owner: Client, transcript: Transcript
) -> None:
    item = an_action_item(transcript)
    answer = owner.patch(f"{LIST}{item.pk}/", fields, content_type="application/json")
    assert (answer.status_code, set(answer.json())) == (400, set(fields))


def test_an_item_stays_with_its_transcript(owner: Client, ada: User, transcript: Transcript) -> None:
    other = a_transcript(a_recording(a_meeting(a_room(owner=ada))))
    item = an_action_item(transcript)
    answer = owner.patch(f"{LIST}{item.pk}/", {"transcript": str(other.pk)}, content_type="application/json")
    assert answer.status_code == 400


def test_readers_change_nothing_and_strangers_see_nothing(transcript: Transcript) -> None:
    item = an_action_item(transcript)
    reader, stranger = Client(), Client()
    reader.force_login(a_user(permissions=("transcripts.view_transcript",)))
    stranger.force_login(a_user())
    page = f"{LIST}{item.pk}/"
    new = {"transcript": str(transcript.pk), "text": "x"}
    assert texts(reader) == [item.text]
    assert reader.patch(page, {"done": True}, content_type="application/json").status_code == 403
    assert reader.delete(page).status_code == 403
    assert reader.post(LIST, new).status_code == 403
    assert texts(stranger) == []
    assert stranger.patch(page, {"done": True}, content_type="application/json").status_code == 404
    assert stranger.delete(page).status_code == 404
    hidden, missing = (stranger.post(LIST, {**new, "transcript": pk}) for pk in (str(transcript.pk), str(uuid4())))
    assert (hidden.status_code, missing.status_code) == (400, 400)
    assert "object does not exist" in hidden.json()["transcript"][0]
    assert "object does not exist" in missing.json()["transcript"][0]
    assert Client().get(LIST).status_code == 401
    assert ActionItem.objects.get().removed_at is None


def test_a_list_costs_the_same_however_long(owner: Client, ada: User, transcript: Transcript) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            texts(owner)
        return len(queries)

    an_action_item(transcript, done_at=START, done_by=ada)
    one = cost()
    for _ in range(4):
        an_action_item(transcript, done_at=START, done_by=ada)
    assert cost() == one
