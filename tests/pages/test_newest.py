"""The first page of a list is the same whether a part of the table or all of it had to be looked through."""

from datetime import timedelta

import pytest
from django.test import Client

from recordings.models import Recording
from reflector_site.newest import STRETCH, first, newest
from tests.builders import START, a_user
from tests.pages.conftest import SignIn

pytestmark = pytest.mark.django_db
NUMBER = STRETCH + 200


@pytest.fixture
def many() -> None:
    """NUMBER recordings a minute after each other, two of each moment."""
    Recording.objects.bulk_create(
        Recording(
            id=f"{number:05}",
            room_name=f"room-{number % 1000}",
            outcome=Recording.Outcome.NO_MEETING,
            type=Recording.Type.CLOUD,
            recorded_at=START + timedelta(minutes=number // 2),
        )
        for number in range(NUMBER)
    )


def expected(rows: list[Recording], size: int) -> list[str]:
    return [row.pk for row in sorted(rows, key=lambda row: (-row.recorded_at.timestamp(), row.pk))][:size]


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize("room", ["room-199", "room-7", "room-900", "nowhere"])
def test_rare_rows_are_found_however_old_they_are(room: str) -> None:
    rows = Recording.objects.filter(room_name=room)
    assert [row.pk for row in newest(rows, 2, by="recorded_at")] == expected(list(rows), 2)


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize("size", [1, 50, 51, STRETCH + 1, NUMBER + 1])
def test_as_many_as_asked_for_come_in_order(size: int) -> None:
    rows = Recording.objects.all()
    assert [row.pk for row in newest(rows, size, by="recorded_at")] == expected(list(rows), size)


@pytest.mark.usefixtures("many")
def test_from_the_middle_upwards_the_nearest_come_first() -> None:
    middle = START + timedelta(minutes=10)
    rows = Recording.objects.filter(recorded_at__gt=middle)
    found = first(rows, 3, by="recorded_at", since=middle, ascending=True)
    assert [row.pk for row in found] == ["00023", "00022", "00025"]


@pytest.mark.usefixtures("many")
def test_a_walk_through_the_api_meets_every_row_once_both_ways(signed_in: SignIn) -> None:
    client = signed_in(a_user(is_superuser=True))
    there = walk(client, "/v1/recordings/?page_size=200", "next")
    assert [pk for page in there[0] for pk in page] == expected(list(Recording.objects.all()), NUMBER)
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
