"""The search page and its API: what a reader sees, whatever is typed and said."""

import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.builders import START, a_meeting, a_recording, a_room, a_transcript, a_user, an_action_item
from tests.pages.conftest import SignIn, signed_in
from transcripts.measuring import searches
from transcripts.measuring.searches import Size, Timing
from transcripts.searching.finding import NEWEST
from transcripts.searching.passages import index_transcript

__all__ = ["signed_in"]

pytestmark = pytest.mark.django_db

EVIL = "<script>alert('launch')</script>"


def page(client: Client, **query: str) -> str:
    response = client.get(f"{reverse('search')}?{urlencode(query)}")
    assert response.status_code == 200
    return response.content.decode()


def api(client: Client, **query: str) -> Any:
    response = client.get(f"{reverse('v1:search')}?{urlencode(query)}")
    assert response.status_code == 200, response.content
    return response.json()


@pytest.fixture
def client(signed_in: SignIn) -> Client:
    return signed_in(a_user("reader", is_superuser=True))


def test_a_hit_has_its_words_marked_and_leads_to_its_moment(client: Client) -> None:
    transcript = a_transcript(said=("Good morning.", "The launches of March.", "Fine."), title="A talk")
    shown = page(client, q="launch")
    assert "The <mark>launches</mark> of March." in shown
    assert f'href="{transcript.get_absolute_url()}?t=2.5&amp;q=launches#t1"' in shown
    assert "Good morning." in shown
    assert "1 place." in shown


def test_a_hit_in_the_title_is_marked_there(client: Client) -> None:
    a_transcript(title="The launch")
    assert "The <mark>launch</mark></a></h2>" in page(client, q="launch")


def test_the_anchor_of_every_segment_is_on_the_transcripts_page(client: Client) -> None:
    transcript = a_transcript(said=("One.", "Two.", "Three."))
    assert transcript.current
    transcript.current.segments.update(speaker=0)
    shown = client.get(transcript.get_absolute_url()).content.decode()
    assert all(shown.count(f'id="t{position}"') == 1 for position in range(3))


@pytest.mark.parametrize("typed", ["", "   ", "-launch", "...", "OR"])
def test_without_a_word_to_look_for_the_page_tells_how_to_search(client: Client, typed: str) -> None:
    assert "How to search" in page(client, q=typed)


def test_finding_nothing_says_what_was_searched_and_what_to_try(client: Client) -> None:
    room = a_room(name="launch")
    shown = page(client, q='zebra "blue" -owl', room=str(room.pk), speaker="Ada", since="2026-01-02", language="en")
    assert "Nothing was found for" in shown
    assert all(f"{tip}" in shown for tip in ("Leave one out", "Leave the quotes out", "Search without it", "any form"))
    assert 'href="?q=zebra+%22blue%22+-owl">Search everywhere' in shown
    assert "All words must" not in page(client, q="zebra")


def test_each_filter_is_told_and_can_be_taken_away(client: Client) -> None:
    transcript = a_transcript(a_recording(a_meeting(a_room(name="launch"))), said=("Launch.", "The launch."))
    given = {"q": "launch", "room": str(transcript.room_id), "speaker": "Bob", "since": "2026-01-02", "kind": "segment"}
    shown = page(client, **given, after="0~0~0~0~0")
    told = dict(re.findall(r'href="([^"]+)">([^<]+: <bdi>[^<]+)</bdi>', shown))
    assert set(told.values()) == {
        "Only: <bdi>What was said",
        "Room: <bdi>launch",
        "Said by: <bdi>Bob",
        "From: <bdi>2 Jan 2026 (UTC)",
    }
    (without_speaker,) = (address for address, text in told.items() if "Bob" in text)
    assert parse_qs(without_speaker.replace("&amp;", "&").lstrip("?")) == {
        name: [value] for name, value in given.items() if name != "speaker"
    }


def test_days_are_those_of_the_zone_that_the_reader_is_in(client: Client) -> None:
    late_in_new_york = datetime(2026, 3, 11, 3, 30, tzinfo=UTC)
    a_transcript(a_recording(recorded_at=late_in_new_york), said=("The launch.",), title="")

    def found(**query: str) -> tuple[bool, bool]:
        return "<mark>launch</mark>" in page(client, q="launch", **query), bool(
            api(client, q="launch", **query)["results"]
        )

    there = {"zone": "America/New_York"}
    assert found(since="2026-03-10", until="2026-03-10", **there) == (True, True)
    assert found(since="2026-03-11", **there) == (False, False)
    assert found(since="2026-03-11", until="2026-03-11") == (True, True)
    assert "10 Mar 2026 (America/New_York)" in page(client, q="launch", until="2026-03-10", **there)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_ends_of_the_calendar_are_days_to_search_from_and_to(client: Client, day: str) -> None:
    a_transcript(said=("The launch.",))
    for name in ("since", "until"):
        assert "launch" in page(client, q="launch", zone="Asia/Tokyo", **{name: day})
        assert isinstance(api(client, q="launch", zone="America/New_York", **{name: day})["results"], list)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"since": "2026-03-10T12:00:00Z"}, 1),
        ({"since": "2026-03-10T12:00:01Z"}, 0),
        ({"until": "2026-03-10T12:00:00Z"}, 0),
        ({"until": "2026-03-10T14:00:01+02:00"}, 1),
        ({"since": "2026-03-10T13:00", "zone": "Europe/Berlin"}, 1),
        ({"until": "0001-01-01T00:00:00+14:00"}, 0),
    ],
)
def test_the_api_takes_moments_as_well_as_days(client: Client, query: dict[str, str], count: int) -> None:
    a_transcript(a_recording(recorded_at=datetime(2026, 3, 10, 12, tzinfo=UTC)), said=("The launch.",), title="")
    assert len(api(client, q="launch", **query)["results"]) == count


def test_a_page_tells_which_of_how_many_places_it_shows(client: Client) -> None:
    a_transcript(said=tuple(f"Launch {number}." for number in range(45)), title="")
    first = page(client, q="launch")
    assert "Places 1 to 20 of 45." in first
    second = page(client, q="launch", after=next_of(first))
    assert "Places 21 to 40 of 45." in second
    assert "Places 41 to 45 of 45." in page(client, q="launch", after=next_of(second))


def next_of(shown: str) -> str:
    address = shown.split('rel="next" href="')[1].split('"', maxsplit=1)[0].replace("&amp;", "&")
    return parse_qs(address.lstrip("?"))["after"][0]


def test_a_page_behind_the_last_leads_back(client: Client) -> None:
    a_transcript(said=("The launch.",), title="")
    shown = page(client, q="launch", after="0~0~z~0~0")
    assert "There are no more places." in shown
    assert 'href="?q=launch"' in shown


def test_decisions_and_action_items_are_told_as_such(client: Client) -> None:
    transcript = a_transcript(title="", participants=[])
    an_action_item(transcript, "Prepare the launch.", owner_name="Bob", start_ms=0, position=0)
    index_transcript(transcript.pk)
    shown = page(client, q="launch bob")
    assert '<span class="badge">Action item</span>' in shown
    assert "Prepare the <mark>launch</mark>.\n<mark>Bob</mark>" in shown
    (hit,) = api(client, q="launch bob", kind="action_item")["results"]
    assert (hit["kind"], hit["start"], hit["language"]) == ("action_item", 0, "en")
    assert api(client, q="launch bob", kind="decision")["results"] == []


@pytest.mark.parametrize(
    "query",
    [
        {"since": "yesterday"},
        {"room": "nowhere"},
        {"language": "klingon"},
        {"sort": "x"},
        {"until": "2026-02-31"},
        {"zone": "x"},
    ],
)
def test_a_filter_that_means_nothing_is_told_and_narrows_nothing(client: Client, query: dict[str, str]) -> None:
    a_transcript(said=("The launch.",))
    shown = page(client, q="launch", **query)
    assert "errorlist" in shown
    assert "<mark>launch</mark>" in shown


@pytest.mark.parametrize(
    "typed",
    [
        EVIL,
        '"',
        "a" * 5_000,
        " ".join(["word"] * 500),
        "%' OR 1=1 --",
        "NEAR(a b)",
        "a*",
        "{a}: b",
        "🎉",
        "\x00",
        "שלום",
    ],
)
def test_whatever_is_typed_the_page_answers(client: Client, typed: str) -> None:
    a_transcript(said=(EVIL, "Word word."))
    shown = page(client, q=typed)
    assert "<script>alert" not in shown


def test_what_people_said_and_are_called_is_only_text(client: Client) -> None:
    participants = [{"id": "x", "speaker": 0, "name": EVIL, "user_id": None}]
    a_transcript(said=(EVIL,), title=EVIL, participants=participants, short_summary=EVIL)
    shown = page(client, q="launch")
    assert shown.count("<mark>launch</mark>") == 4
    assert "<script>alert" not in shown


def test_pages_lead_from_one_to_the_next_and_keep_the_filters(client: Client) -> None:
    a_transcript(said=tuple(f"Launch {number}." for number in range(25)), title="")
    first = page(client, q="launch", sort="newest")
    assert first.count('class="said"') == 20
    address = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert parse_qs(address.lstrip("?"))["sort"] == ["newest"]
    second = client.get(reverse("search") + address).content.decode()
    assert second.count('class="said"') == 5
    assert 'rel="prev"' in second


def test_a_page_that_begins_nowhere_is_not_found(client: Client) -> None:
    assert client.get(f"{reverse('search')}?q=a&after=x").status_code == 404
    assert client.get(f"{reverse('v1:search')}?q=a&after=x").status_code == 404


def test_a_very_common_word_is_told_to_be_one(client: Client) -> None:
    a_transcript(said=("Launch.",) * (NEWEST + 1), title="")
    assert f"Of them the {NEWEST} that were transcribed last are sorted here" in page(client, q="launch")
    assert api(client, q="launch")["newest"] == NEWEST


def test_who_is_not_signed_in_is_asked_to() -> None:
    assert reverse("login") in Client().get(reverse("search")).headers["Location"]
    assert Client().get(reverse("v1:search")).status_code == 401


def test_every_page_has_a_search_box(client: Client) -> None:
    assert 'id="search-box"' in client.get(reverse("transcripts")).content.decode()


@pytest.mark.parametrize(("address", "budget"), [("search", 13), ("v1:search", 11)])
def test_a_search_costs_the_same_number_of_queries_however_much_is_found(
    address: str, budget: int, signed_in: SignIn
) -> None:
    ada = a_user()
    client = signed_in(ada)

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert b"launch" in client.get(f"{reverse(address)}?q=launch").content
        return len(captured)

    def one_more() -> None:
        said = ("The launch.", "A launch.", "No.", "Launch.")
        a_transcript(a_recording(a_meeting(a_room(owner=ada))), said=said, title="Launch", short_summary="The launch.")

    one_more()
    cost()  # the first query of its kind in a process asks SQLite whether it knows JSON
    with_one = cost()
    for _ in range(5):
        one_more()
    assert (with_one, cost()) == (budget, budget)


def test_the_api_gives_hits_with_their_surroundings(client: Client) -> None:
    transcript = a_transcript(said=("Good morning.", "The launches of March."), title="A talk")
    answer = api(client, q="launch")
    assert (answer["next"], answer["previous"], answer["newest"]) == (None, None, None)
    (hit,) = answer["results"]
    assert hit["url"].endswith(f"{transcript.get_absolute_url()}?t=2.5&q=launches#t1")
    assert hit["transcript"]["id"] == str(transcript.pk)
    assert (hit["kind"], hit["start"], hit["speaker"], hit["name"]) == ("segment", 2.5, 1, "Bob")
    assert hit["pieces"] == [
        {"text": "The ", "found": False},
        {"text": "launches", "found": True},
        {"text": " of March.", "found": False},
    ]
    assert (hit["before"], hit["after"]) == ({"name": "Ada", "text": "Good morning."}, None)


def test_the_api_walks_through_all_hits(client: Client) -> None:
    a_transcript(said=tuple(f"Launch {number}." for number in range(7)), title="")
    address, texts = f"{reverse('v1:search')}?q=launch&page_size=3", []
    while address:
        answer = client.get(address).json()
        texts += ["".join(piece["text"] for piece in hit["pieces"]) for hit in answer["results"]]
        address = answer["next"] and answer["next"].removeprefix("http://testserver")
    assert sorted(texts) == [f"Launch {number}." for number in range(7)]


def test_the_api_narrows_as_the_page_does(client: Client) -> None:
    room = a_room()
    recording = a_recording(a_meeting(room), recorded_at=START.replace(month=3))
    a_transcript(recording, said=("Der Launch.",), language="de", title="")
    a_transcript(a_recording(recorded_at=START), said=("The launch.",), title="")
    for narrowed in ({"room": str(room.pk)}, {"since": "2026-02-01"}, {"language": "de"}):
        assert [hit["transcript"]["language"] for hit in api(client, q="launch", **narrowed)["results"]] == ["de"]
    assert api(client, q="launch", speaker="Bob")["results"] == []


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ({}, "q"),
        ({"q": "-launch"}, "q"),
        ({"q": "a", "since": "x"}, "since"),
        ({"q": "a", "until": "2026-03-10T00:00:00 01:00"}, "until"),
        ({"q": "a", "zone": "Europe/Nowhere"}, "zone"),
        ({"q": "a", "kind": "rumour"}, "kind"),
        ({"q": "a", "room": "x"}, "room"),
        ({"q": "a", "room": "5f0c1b9c-6a55-4a0e-9a5b-3f9a6c7f2f7e"}, "room"),
        ({"q": "a", "page_size": "0"}, "page_size"),
        ({"q": "a", "sort": "x"}, "sort"),
    ],
)
def test_the_api_names_the_parameter_that_cannot_be_read(client: Client, query: dict[str, str], named: str) -> None:
    response = client.get(f"{reverse('v1:search')}?{urlencode(query)}")
    assert response.status_code == 400
    assert list(response.json()) == [named]


def test_the_room_of_another_is_no_room(signed_in: SignIn) -> None:
    room = a_room(owner=a_user())
    response = signed_in(a_user()).get(f"{reverse('v1:search')}?q=a&room={room.pk}")
    assert response.status_code == 400


@pytest.mark.django_db(transaction=True)  # PostgreSQL makes no index while checks are outstanding
def test_the_benchmark_finds_what_it_planted() -> None:
    readers = searches.make_readers()
    size = Size(3_000, ("quixote", "lantern"))
    told: list[int] = []
    searches.fill(size, told.append)
    pair = " ".join(size.pair)
    assert told[-1] == size.segments
    assert searches.time_search(readers.staff, pair).hits == searches.PLANTED
    assert searches.time_finding(readers.staff, pair).hits == searches.PLANTED
    assert searches.time_icontains(readers.staff, size.pair).hits == searches.PLANTED
    assert 0 < searches.time_search(readers.owner, pair).hits < searches.PLANTED
    assert searches.time_search(readers.staff, searches.COMMON).hits > searches.PLANTED


@pytest.mark.parametrize(
    ("few", "many", "icontains", "met"),
    [(10, 80, 4_000, (True, True)), (10, 81, 4_000, (False, False)), (10, 20, 999, (True, False))],
)
def test_the_benchmark_tells_whether_a_search_is_as_quick_as_it_has_to_be(
    few: float, many: float, icontains: float, met: tuple[bool, bool]
) -> None:
    told = searches.bounds(Timing(few, 50), Timing(many, 50), Timing(icontains, 50))
    assert tuple(bound.met for bound in told) == met
    assert ["NOT MET" in str(bound) for bound in told] == [not kept for kept in met]


def test_addresses_of_hits_are_this_sites(client: Client) -> None:
    a_transcript(said=("The launch.",))
    assert {urlsplit(hit["url"]).netloc for hit in api(client, q="launch")["results"]} == {"testserver"}
