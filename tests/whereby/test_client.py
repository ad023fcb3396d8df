"""Whereby's API as the client reads it, over real HTTP from the stand-in."""

from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import Settings

from meetings.connection import client_of
from meetings.platforms.base import PlatformError
from meetings.platforms.whereby.client import WherebyClient
from reflector_site.http import Limits
from tests.standins.http import Answer
from tests.standins.whereby import API_KEY, WherebyStandIn
from tests.whereby.reports import RECORDING, ROOM, listed

START = datetime(2026, 1, 15, 12, 1, 2, 345_000, tzinfo=UTC)
HASTY = Limits(attempts=3, total_s=5, connect_s=1, read_s=0.5, first_wait_s=0.005, longest_wait_s=0.02)


@pytest.fixture
def client(whereby: WherebyStandIn) -> WherebyClient:
    return WherebyClient(API_KEY, api_url=whereby.api_url, limits=HASTY)


def test_a_recording_is_read_with_its_room_from_the_file_name(whereby: WherebyStandIn, client: WherebyClient) -> None:
    whereby.recordings = [listed()]
    ((found,),) = [page.recordings for page in client.recording_pages()]
    assert (found.id, found.room_name, found.start_date, found.duration_s) == (RECORDING, ROOM, START, 28 * 60)
    assert found.finished
    assert client.recording(RECORDING) == found
    assert client.recording("another") is None


def test_one_that_goes_on_is_not_finished(whereby: WherebyStandIn, client: WherebyClient) -> None:
    whereby.recordings = [listed(endDate=None)]
    (page,) = client.recording_pages()
    assert page.recordings[0].in_progress


def test_all_pages_are_walked_and_what_cannot_be_read_is_named(whereby: WherebyStandIn, client: WherebyClient) -> None:
    whereby.recordings = [*(listed(recordingId=f"r{number}") for number in range(250)), listed(filename=None), 7]
    pages = list(client.recording_pages())
    assert sum(len(page.recordings) for page in pages) == 250
    assert [odd.id for page in pages for odd in page.odd] == [RECORDING, ""]
    assert {request.query["sortBy"] for request in whereby.seen("GET", "/recordings")} == {"startDate:desc"}


def test_people_of_a_session_without_its_machines(whereby: WherebyStandIn, client: WherebyClient) -> None:
    whereby.participants["s1"] = [
        {"displayName": "Ada", "participantId": "p1", "roleName": "host", "joinedAt": "2026-01-15T12:00:00Z"},
        {"displayName": "Whereby", "participantId": "p2", "roleName": "recorder"},
        {"roleName": "visitor"},
    ]
    people = client.participants("s1")
    assert people is not None
    assert [(person.participant_id, person.user_name) for person in people] == [("p1", "Ada")]


def test_sessions_of_a_room_within_a_time(whereby: WherebyStandIn, client: WherebyClient) -> None:
    day = timedelta(days=1)
    whereby.sessions = [
        {"roomSessionId": "s2", "roomName": f"/{ROOM}", "startedAt": "2026-01-15T12:00:00Z", "endedAt": None},
        {"roomSessionId": "s1", "roomName": f"/{ROOM}", "startedAt": "2025-01-15T12:00:00Z", "endedAt": None},
        {"roomSessionId": "s3", "roomName": "/other", "startedAt": "2026-01-15T12:00:00Z"},
    ]
    (session,) = client.sessions(ROOM, START - day, START + day)
    assert (session.mtg_session_id, session.room_name, session.ongoing) == ("s2", ROOM, True)


def test_a_room_is_made_with_our_name_before_theirs(whereby: WherebyStandIn, client: WherebyClient) -> None:
    opened = client.open_room("standup-20260115120000", expires_at=START)
    assert opened.room_name.startswith("standup-20260115120000-")
    assert opened.room_url.endswith(f"/{opened.room_name}")
    assert whereby.requests[0].body["endDate"] == START.isoformat()


def test_recording_is_not_ours_to_start(client: WherebyClient) -> None:
    with pytest.raises(PlatformError, match="Whereby records by itself") as caught:
        client.start_recording(ROOM, "raw-tracks", START)  # type: ignore[arg-type] # not looked at
    assert not caught.value.passing


@pytest.mark.parametrize(
    ("answer", "sentence", "passing"),
    [
        (Answer(401, {"error": "bad"}), "Whereby refuses the API key: bad", False),
        (Answer(429, {"error": "slow"}), "Whereby asks for fewer calls", True),
        (Answer(500, {"error": "oh"}), "Whereby: ", True),
        (Answer(200, {"results": "none"}), "the answer to /recordings is not a list", True),
    ],
)
def test_failures_say_what_is_wrong_and_whether_to_try_again(
    whereby: WherebyStandIn, client: WherebyClient, answer: Answer, sentence: str, passing: bool
) -> None:
    whereby.fail(answer, times=9)
    with pytest.raises(PlatformError, match=sentence) as caught:
        list(client.recording_pages())
    assert caught.value.passing is passing


def test_without_a_key_the_missing_setting_is_named(settings: Settings) -> None:
    settings.WHEREBY_API_KEY = ""
    with pytest.raises(PlatformError, match="WHEREBY_API_KEY is not set"):
        client_of("whereby")


def test_pages_after_a_place_are_those_that_follow_it(whereby: WherebyStandIn, client: WherebyClient) -> None:
    whereby.recordings = [listed(recordingId=f"r{number}") for number in range(250)]
    first, *rest = client.recording_pages()
    assert [page.cursor for page in (first, *rest)] == ["100", "200", ""]
    assert list(client.recording_pages(after=first.cursor)) == rest


def test_where_a_place_is_forgotten_the_walk_begins_at_the_newest(
    whereby: WherebyStandIn, client: WherebyClient
) -> None:
    whereby.recordings = [listed(recordingId=f"r{number}") for number in range(150)]
    whereby.fail(Answer(400, {"error": "bad cursor"}))
    assert len(list(client.recording_pages(after="100"))) == 2
    whereby.fail(Answer(401, {"error": "bad"}))
    with pytest.raises(PlatformError, match="refuses the API key"):
        list(client.recording_pages(after="100"))
