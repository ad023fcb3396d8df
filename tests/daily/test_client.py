import socket
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from meetings.platforms.base import FoundParticipant, FoundSession, OddRecording, PlatformError
from meetings.platforms.daily.client import LIST_INTERVAL_S, DailyClient
from meetings.platforms.daily.recordings import recording_from_api
from tests.daily.build import (
    ANN,
    ROOM,
    SESSION,
    START_S,
    a_participant,
    a_recording,
    a_session,
    many_participants,
    many_recordings,
)
from tests.daily.connect import HASTY, a_client
from tests.standins.daily import API_KEY, DailyStandIn, refusal
from tests.standins.http import Answer, Fault

FIXTURES = Path(__file__).parent.parent / "fixtures"
START = datetime(2026, 1, 10, 4, 21, 36, tzinfo=UTC)
CURSOR_GONE = refusal(404, "not-found", "no such recording")


@pytest.fixture
def pages_of_two(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if Daily listed no more at once."""
    monkeypatch.setattr("meetings.platforms.daily.client.LARGEST_PAGE", 2)


in_pages_of_two = pytest.mark.usefixtures("pages_of_two")


def ids(client: DailyClient) -> list[str]:
    return [found.id for page in client.recording_pages() for found in page.recordings]


@in_pages_of_two
def test_the_recordings_come_newest_first_in_pages(daily: DailyStandIn, client: DailyClient) -> None:
    daily.recordings = many_recordings(5)
    pages = [[found.id for found in page.recordings] for page in client.recording_pages()]
    assert pages == [["r0", "r1"], ["r2", "r3"], ["r4"]]


def test_edge_11_recordings_beyond_the_first_hundred_are_found(daily: DailyStandIn, client: DailyClient) -> None:
    daily.recordings = many_recordings(250)
    assert ids(client) == [f"r{index}" for index in range(250)]
    assert len(daily.requests) == 3


@in_pages_of_two
def test_a_page_is_asked_for_only_when_it_is_wanted(daily: DailyStandIn, client: DailyClient) -> None:
    daily.recordings = many_recordings(10)
    pages = client.recording_pages()
    next(pages)
    assert len(daily.requests) == 1


def test_a_domain_without_recordings_has_no_pages(client: DailyClient) -> None:
    assert list(client.recording_pages()) == []


@in_pages_of_two
def test_edge_12_a_recording_listed_twice_is_given_once(daily: DailyStandIn, client: DailyClient) -> None:
    daily.fail(Answer(200, {"data": [a_recording("a"), a_recording("a")]}))
    daily.fail(Answer(200, {"data": []}))
    assert ids(client) == ["a"]


@in_pages_of_two
def test_edge_12_a_recording_that_comes_again_on_a_later_page_is_given_once(
    daily: DailyStandIn, client: DailyClient
) -> None:
    for page in (["a", "b"], ["b", "c"], ["d"]):
        daily.fail(Answer(200, {"data": [a_recording(name) for name in page]}))
    assert ids(client) == ["a", "b", "c", "d"]


@in_pages_of_two
def test_edge_12_a_list_that_repeats_itself_ends(daily: DailyStandIn, client: DailyClient) -> None:
    daily.fail(Answer(200, {"total_count": 99, "data": [a_recording("a"), a_recording("b")]}), times=9)
    assert ids(client) == ["a", "b"]
    assert len(daily.requests) == 2


@in_pages_of_two
def test_edge_12_recordings_that_arrive_during_the_walk_do_not_disturb_it(
    daily: DailyStandIn, client: DailyClient
) -> None:
    daily.recordings = many_recordings(4)
    pages = client.recording_pages()
    first = next(pages)
    daily.recordings.append(a_recording("new", start_ts=START_S + 60))
    assert [found.id for page in (first, *pages) for found in page.recordings] == ["r0", "r1", "r2", "r3"]


@in_pages_of_two
def test_edge_12_when_the_cursor_is_gone_the_walk_begins_again_and_gives_nothing_twice(
    daily: DailyStandIn, client: DailyClient
) -> None:
    daily.recordings = many_recordings(8)
    found: list[str] = []
    for page in client.recording_pages():
        found += [recording.id for recording in page.recordings]
        if "r3" in found:
            daily.recordings = [raw for raw in daily.recordings if raw["id"] != "r3"]
    assert found == [f"r{index}" for index in range(8)]
    assert [request.query.get("starting_after") for request in daily.requests] == [
        None,
        "r1",
        "r3",
        None,
        "r1",
        "r4",
        "r6",
    ]


@in_pages_of_two
def test_edge_12_a_walk_begins_again_only_once(daily: DailyStandIn, client: DailyClient) -> None:
    daily.recordings = many_recordings(5)
    pages = client.recording_pages()
    next(pages)
    daily.fail(CURSOR_GONE)
    daily.fail(Fault())
    daily.fail(CURSOR_GONE)
    with pytest.raises(PlatformError, match="cannot go on after r1") as caught:
        list(pages)
    assert caught.value.passing


@in_pages_of_two
def test_a_refused_key_is_not_taken_for_a_cursor_that_is_gone(daily: DailyStandIn, client: DailyClient) -> None:
    daily.recordings = many_recordings(5)
    pages = client.recording_pages()
    next(pages)
    daily.fail(refusal(401, "authentication-error"))
    with pytest.raises(PlatformError, match="refuses the API key"):
        next(pages)
    assert len(daily.requests) == 2


@in_pages_of_two
def test_edge_12_the_list_is_asked_for_no_faster_than_daily_allows(daily: DailyStandIn) -> None:
    daily.recordings = many_recordings(5)
    waits: list[float] = []
    client = DailyClient(API_KEY, api_url=daily.api_url, limits=HASTY, sleep=waits.append, clock=lambda: sum(waits))
    ids(client)
    assert len(daily.requests) == 3
    assert waits == pytest.approx([LIST_INTERVAL_S] * 2)


def test_edge_07_an_odd_recording_never_spoils_its_page(daily: DailyStandIn, client: DailyClient) -> None:
    odd_ones = [None, {"status": "finished"}, a_recording("odd", start_ts="soon", tracks=[])]
    entries = [a_recording("a", status="canceled"), *odd_ones, a_recording("b", status="brand-new")]
    daily.fail(Answer(200, {"data": entries}))
    (page,) = client.recording_pages()
    assert [found.id for found in page.recordings] == ["a", "b"]
    assert page.odd == (
        OddRecording("", "the recording is not a JSON object"),
        OddRecording("", "id is missing"),
        OddRecording("odd", "start_ts is missing or not a time"),
    )


@in_pages_of_two
def test_a_page_that_ends_in_an_odd_recording_is_followed_by_the_next(daily: DailyStandIn, client: DailyClient) -> None:
    daily.fail(Answer(200, {"data": [a_recording("a"), None]}))
    daily.fail(Answer(200, {"data": [a_recording("b")]}))
    assert ids(client) == ["a", "b"]
    assert daily.requests[1].query["starting_after"] == "a"


@pytest.mark.parametrize("body", [[], {"recordings": []}, {"data": None}, "x", None])
def test_an_answer_that_is_no_list_is_a_failure_that_may_pass(
    daily: DailyStandIn, client: DailyClient, body: object
) -> None:
    daily.fail(Answer(200, body))
    with pytest.raises(PlatformError, match="not a list") as caught:
        ids(client)
    assert caught.value.passing


def test_one_recording_is_asked_for(daily: DailyStandIn, client: DailyClient) -> None:
    daily.recordings = [a_recording("a")]
    assert client.recording("a") == recording_from_api(a_recording("a"))


def test_edge_30_a_recording_that_daily_does_not_know_yet_is_none(client: DailyClient) -> None:
    assert client.recording("a") is None


def test_an_id_cannot_climb_out_of_its_path(daily: DailyStandIn, client: DailyClient) -> None:
    assert client.recording("../rooms") is None
    assert [request.path for request in daily.requests] == ["/recordings/..%2Frooms"]
    for no_id in ("", ".", ".."):
        with pytest.raises(PlatformError, match="is no id"):
            client.recording(no_id)


def test_a_recording_that_cannot_be_read_is_a_failure_that_stays(daily: DailyStandIn, client: DailyClient) -> None:
    daily.fail(Answer(200, a_recording("a", tracks="many")))
    with pytest.raises(PlatformError, match="cannot be read: tracks is not a list") as caught:
        client.recording("a")
    assert not caught.value.passing


@pytest.mark.parametrize(
    ("key", "sentence"),
    [("wrong", "Daily refuses the API key: authentication-error: bad API key"), ("", "Daily refuses the API key")],
)
def test_a_wrong_or_missing_key_is_named_as_the_cause(daily: DailyStandIn, key: str, sentence: str) -> None:
    with pytest.raises(PlatformError, match=sentence) as caught:
        ids(a_client(daily, api_key=key))
    assert not caught.value.passing
    assert len(daily.requests) == 1


def test_a_header_that_got_lost_is_a_refused_key(daily: DailyStandIn, client: DailyClient) -> None:
    daily.fail(refusal(400, "authorization-header-error", "missing authorization header"))
    with pytest.raises(PlatformError, match="refuses the API key"):
        ids(client)


def test_no_network_is_a_failure_that_may_pass() -> None:
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{deaf.getsockname()[1]}"
        client = DailyClient(API_KEY, api_url=url, limits=HASTY)
        with pytest.raises(PlatformError, match="Daily cannot be reached") as caught:
            client.recording("a")
    assert caught.value.passing
    assert caught.value.status is None


@pytest.mark.parametrize("headers", [{}, {"Retry-After": "0"}])
def test_a_limit_that_lasts_is_told_as_one(daily: DailyStandIn, client: DailyClient, headers: dict[str, str]) -> None:
    daily.fail(replace(refusal(429, "rate-limit-error"), headers=headers), times=9)
    with pytest.raises(PlatformError, match="fewer calls") as caught:
        ids(client)
    assert caught.value.passing


def test_everybody_in_a_session_is_found(daily: DailyStandIn, client: DailyClient) -> None:
    daily.participants[SESSION] = [a_participant(duration=66.4)]
    assert client.participants(SESSION) == (
        FoundParticipant(ANN, "907f2cc1-eaab-435f-8ee2-09185f416b22", "Ann", START, 66),
    )


@pytest.mark.parametrize("by_list", [True, False], ids=["cursor follows the list", "cursor follows the clock"])
def test_edge_26_participants_of_all_pages_are_found_whichever_way_the_cursor_goes(
    daily: DailyStandIn, client: DailyClient, *, by_list: bool
) -> None:
    daily.participants_by_list = by_list
    daily.participants[SESSION] = many_participants(250)
    found = client.participants(SESSION)
    assert found is not None
    assert len(found) == len({person.participant_id for person in found}) == 250


def test_edge_26_a_session_that_daily_does_not_know_is_not_one_without_people(client: DailyClient) -> None:
    assert client.participants(SESSION) is None


def test_edge_26_a_list_of_participants_that_repeats_itself_ends(daily: DailyStandIn, client: DailyClient) -> None:
    daily.fail(Answer(200, {"data": [a_participant()]}), times=9)
    found = client.participants(SESSION)
    assert found is not None
    assert [person.participant_id for person in found] == [ANN]


def test_edge_18_someone_who_came_twice_is_there_twice_with_one_user_id(
    daily: DailyStandIn, client: DailyClient
) -> None:
    daily.participants[SESSION] = [a_participant("one"), a_participant("two")]
    found = client.participants(SESSION)
    assert found is not None
    assert [person.participant_id for person in found] == ["one", "two"]
    assert len({person.user_id for person in found}) == 1


@pytest.mark.parametrize("user_id", [None, "", "hipaa", "4q47OTmqa/w=", ANN])
def test_edge_19_guests_bots_and_hidden_people_have_no_user_id(
    daily: DailyStandIn, client: DailyClient, user_id: object
) -> None:
    daily.participants[SESSION] = [a_participant(user_id=user_id, user_name="")]
    assert client.participants(SESSION) == (FoundParticipant(ANN, None, None, START, 66),)


def test_a_participant_that_cannot_be_read_is_left_out(daily: DailyStandIn, client: DailyClient) -> None:
    daily.fail(Answer(200, {"data": [{"user_name": "Nobody"}, a_participant()]}))
    found = client.participants(SESSION)
    assert found is not None
    assert [person.participant_id for person in found] == [ANN]


def test_edge_01_the_session_of_a_recording_is_found_by_room_and_time(daily: DailyStandIn, client: DailyClient) -> None:
    daily.sessions = [
        a_session("ours"),
        a_session("yesterday", start_time=START_S - 86400),
        a_session("elsewhere", room="other"),
    ]
    found = client.sessions(ROOM, START - timedelta(seconds=30.5), START + timedelta(seconds=30.5))
    assert found == (FoundSession("ours", ROOM, START - timedelta(seconds=3), 84, ongoing=False),)
    assert daily.requests[0].query == {
        "room": ROOM,
        "timeframe_start": str(START_S - 31),
        "timeframe_end": str(START_S + 31),
        "limit": "100",
    }


def test_sessions_of_all_pages_are_found_and_unreadable_ones_left_out(daily: DailyStandIn, client: DailyClient) -> None:
    daily.sessions = [a_session(f"s{index}", start_time=START_S - index) for index in range(120)]
    daily.sessions[3] |= {"duration": 5.5, "ongoing": True}
    daily.sessions[7]["id"] = None
    found = client.sessions(ROOM, START - timedelta(hours=1), START)
    assert len(found) == 119
    assert (found[3].duration_s, found[3].ongoing) == (6, True)


def test_the_verified_example_is_read_as_it_stands() -> None:
    fixture = FIXTURES / "verified_example" / "daily.json"
    with DailyStandIn(fixture, FIXTURES / "meetings" / "launch" / "daily.json") as daily:
        client = a_client(daily)
        found = {recording.id[:8]: recording for page in client.recording_pages() for recording in page.recordings}
        people = client.participants(found["b0fa94da"].mtg_session_id or "")
    assert list(found) == ["3e5b7a90", "05edf519", "b0fa94da", "f4a50f94"]
    assert all(recording.finished for recording in found.values())
    assert [len(recording.audio_keys or ()) for recording in found.values()] == [3, 1, 2, 1]
    assert found["3e5b7a90"].mtg_session_id is None
    assert [person.user_name for person in people or ()] == ["test2", "test"]
