"""The first rows of a list are the same whether they are asked of all rooms at once or of each room."""

from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client

from meetings.models import Meeting
from recordings.models import Recording
from reflector_site.newest import first
from rooms.models import Room
from tests.builders import START, a_room, a_user
from tests.pages.conftest import SignIn

pytestmark = pytest.mark.django_db
NUMBER = 210


@pytest.fixture
def ada() -> User:
    """She owns two rooms in use, an empty one and one that has been quiet; others own the rest.

    There are NUMBER meetings a minute after each other, three of each moment, and a recording of each.
    """
    ada = a_user("ada")
    busy, busier, quiet = (a_room(name=name, owner=ada) for name in ("busy", "busier", "quiet"))
    a_room(name="empty", owner=ada)
    in_turn = [quiet] * 6 + [busy, busier, busier, a_room(name="strange"), a_room(name="odd", owner=a_user())] * NUMBER
    meetings = Meeting.objects.bulk_create(
        Meeting(room=room, room_name=room.name, start_date=START + timedelta(minutes=number // 3))
        for number, room in enumerate(in_turn[:NUMBER])
    )
    Recording.objects.bulk_create(
        Recording(
            id=f"{number:05}",
            meeting=meeting,
            room=meeting.room,
            outcome="no_audio" if number % 4 else "matched",
            type=Recording.Type.RAW_TRACKS,
            recorded_at=meeting.start_date,
        )
        for number, meeting in enumerate(meetings)
    )
    return ada


def sorted_by_hand(recordings: list[Recording]) -> list[Recording]:
    return sorted(recordings, key=lambda row: (-row.recorded_at.timestamp(), row.pk))


@pytest.mark.parametrize("size", [1, 4, 50, NUMBER, NUMBER + 1])
@pytest.mark.parametrize("outcome", ["no_audio", "matched", "one_file", ""])
def test_as_many_as_asked_for_come_in_order(size: int, outcome: str, ada: User) -> None:
    rows = Recording.objects.visible_to(ada)
    rows = rows.filter(outcome=outcome) if outcome else rows
    shown = Recording.objects.all()
    of_each_room = first(rows, size, by="recorded_at", shown=shown, rooms=Recording.objects.rooms_seen_by(ada))
    assert of_each_room == sorted_by_hand(list(rows))[:size]
    assert of_each_room == first(rows, size, by="recorded_at", shown=shown, rooms=None)


@pytest.mark.parametrize(
    "moment", [START - timedelta(days=1), START + timedelta(minutes=10), START + timedelta(days=1)]
)
def test_going_up_the_nearest_come_first(moment: datetime, ada: User) -> None:
    rows, rooms = Meeting.objects.visible_to(ada), Meeting.objects.rooms_seen_by(ada)
    later = rows.filter(start_date__gt=moment)
    found = first(later, 5, by="start_date", shown=Meeting.objects.all(), rooms=rooms, ascending=True)
    assert found == list(later.order_by("start_date", "-pk")[:5])


def test_who_has_no_rooms_finds_nothing_in_them() -> None:
    nobody = a_user()
    rooms = Recording.objects.rooms_seen_by(nobody)
    rows = Recording.objects.visible_to(nobody)
    assert first(rows, 5, by="recorded_at", shown=Recording.objects.all(), rooms=rooms) == []


def test_what_no_room_has_is_on_no_page_of_those_confined_to_rooms(ada: User) -> None:
    Room.objects.update(owner=None)
    rows, rooms = Recording.objects.visible_to(ada), Recording.objects.rooms_seen_by(ada)
    assert first(rows, 5, by="recorded_at", shown=Recording.objects.all(), rooms=rooms) == []


@pytest.mark.parametrize("everything", [True, False], ids=["who sees all rooms", "who sees some"])
def test_a_walk_through_the_api_meets_every_row_once_both_ways(
    everything: bool,
    ada: User,
    signed_in: SignIn,
) -> None:
    User.objects.filter(pk=ada.pk).update(is_superuser=everything)
    ada = User.objects.get(pk=ada.pk)
    client = signed_in(ada)
    there = walk(client, "/v1/recordings/?page_size=20", "next")
    in_order = sorted_by_hand(list(Recording.objects.visible_to(ada)))
    assert [pk for page in there[0] for pk in page] == [row.pk for row in in_order]
    back = walk(client, there[1], "previous")
    assert back[0][::-1] == there[0]


def walk(client: Client, address: str, link: str) -> tuple[list[list[str]], str]:
    """The ids on each page from an address on, and the address of the last."""
    pages: list[list[str]] = []
    while True:
        answer = client.get(address).json()
        pages.append([row["id"] for row in answer["results"]])
        if not answer[link]:
            return pages, address
        address = answer[link]
