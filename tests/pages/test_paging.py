"""Pages of a list: together they show every row once, also when rows come and go meanwhile."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from urllib.parse import parse_qs

import pytest
from django.http import Http404, QueryDict

from meetings.models import Meeting
from reflector_site.paging import Page, Row, page_by_key, page_of
from tests.builders import START, a_correction, a_meeting, a_transcript
from transcripts.models import Correction

pytestmark = pytest.mark.django_db

# Several begin at the same moment, as imported rows do.
DAYS = (0, 0, 0, 1, 1, 2, 3)


@pytest.fixture
def meetings() -> list[Meeting]:
    """In the order of the list."""
    for day in DAYS:
        a_meeting(room_name="standup", start_date=START + timedelta(days=day))
    return list(Meeting.objects.order_by("-start_date", "pk"))


@pytest.fixture
def corrections() -> list[Correction]:
    """In the order of the list."""
    transcript = a_transcript()
    return [a_correction(transcript) for _ in DAYS][::-1]


def by_number(query: str = "", size: int = 3) -> Page[Correction]:
    return page_by_key(Correction.objects.all(), QueryDict(query.removeprefix("?")), size=size)


def page(query: str = "", size: int = 3) -> Page[Meeting]:
    rows = Meeting.objects.all()
    return page_of(rows, QueryDict(query.removeprefix("?")), by="start_date", shown=rows, size=size)


def assert_shown_once_there_and_back(page_at: Callable[[str], Page[Row]], rows: list[Row]) -> None:
    first = last = page_at("")
    seen = list(first.rows)
    while last.older:
        last = page_at(last.older)
        seen += last.rows
    assert seen == rows
    while last.newer:
        last = page_at(last.newer)
    assert last.rows == first.rows


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8])
def test_older_pages_show_every_row_once_and_newer_ones_lead_back(size: int, meetings: list[Meeting]) -> None:
    assert_shown_once_there_and_back(partial(page, size=size), meetings)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8])
def test_pages_by_number_show_every_row_once_and_newer_ones_lead_back(size: int, corrections: list[Correction]) -> None:
    assert_shown_once_there_and_back(partial(by_number, size=size), corrections)


@pytest.mark.parametrize("place", ["", "x", "-1", "²", "1" * 30])
@pytest.mark.parametrize("direction", ["older", "newer"])
def test_a_number_that_is_none_is_not_found(direction: str, place: str) -> None:
    with pytest.raises(Http404):
        by_number(f"{direction}={place}")


def test_a_row_that_comes_meanwhile_moves_no_other(meetings: list[Meeting]) -> None:
    older = page().older
    a_meeting(room_name="standup", start_date=START + timedelta(days=9))
    assert list(page(older).rows) == meetings[3:6]


def test_a_row_that_goes_meanwhile_moves_no_other(meetings: list[Meeting]) -> None:
    older = page().older
    meetings[0].delete()
    assert list(page(older).rows) == meetings[3:6]


def test_filters_stay_in_the_address() -> None:
    for day in range(5):
        a_meeting(room_name="standup", start_date=START + timedelta(days=day))
    query = parse_qs(page("room=1&older=2027-01-01T00:00:00%2B00:00~00000000-0000-0000-0000-000000000000").older[1:])
    assert query["room"] == ["1"]
    assert len(query["older"]) == 1


@pytest.mark.parametrize(
    "place", ["", "~", "2026-01-01~", "2026-01-01T00:00:00~x", "2026-13-01T00:00:00Z~x", "2026-01-01T00:00:00Z~x"]
)
@pytest.mark.parametrize("direction", ["older", "newer"])
def test_a_place_that_makes_no_sense_is_not_found(direction: str, place: str) -> None:
    with pytest.raises(Http404):
        page(f"{direction}={place}")


def test_an_empty_list_has_no_neighbours() -> None:
    assert page() == Page((), newer="", older="")
