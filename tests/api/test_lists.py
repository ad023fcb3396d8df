"""Lists of the REST API: who sees what, filters, pages, and what they cost."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.builders import (
    START,
    a_meeting,
    a_recording,
    a_room,
    a_transcript,
    a_user,
    an_action_item,
    an_unmatched_recording,
)

pytestmark = pytest.mark.django_db

LISTS = ["/v1/rooms/", "/v1/meetings/", "/v1/recordings/", "/v1/transcripts/"]
VIEW_ALL = ("rooms.view_room", "meetings.view_meeting", "recordings.view_recording", "transcripts.view_transcript")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def everything_of(owner: User | None) -> None:
    a_transcript(a_recording(a_meeting(a_room(owner=owner))))


def results(client: Client, address: str) -> list[dict[str, object]]:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    found: list[dict[str, object]] = answer.json()["results"]
    return found


@pytest.mark.parametrize("address", LISTS)
def test_an_anonymous_client_is_refused(client: Client, address: str) -> None:
    assert client.get(address).status_code == 401


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(address: str, method: str) -> None:
    client = signed_in(a_user(is_superuser=True))
    assert getattr(client, method)(address).status_code == 405


@pytest.mark.parametrize("address", LISTS)
def test_an_owner_sees_what_belongs_to_their_rooms_and_no_more(address: str) -> None:
    owner = a_user()
    everything_of(owner)
    everything_of(a_user())
    everything_of(None)
    assert len(results(signed_in(owner), address)) == 1


@pytest.mark.parametrize("address", LISTS)
def test_a_stranger_sees_an_empty_list(address: str) -> None:
    everything_of(a_user())
    assert results(signed_in(a_user()), address) == []


@pytest.mark.parametrize(("address", "permission"), list(zip(LISTS, VIEW_ALL, strict=True)))
def test_the_permission_to_view_a_kind_shows_all_of_it(address: str, permission: str) -> None:
    everything_of(a_user())
    assert len(results(signed_in(a_user(permissions=(permission,))), address)) == 1


@pytest.mark.parametrize("address", LISTS)
def test_a_list_costs_the_same_however_long(address: str) -> None:
    client = signed_in(a_user(is_superuser=True))

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            results(client, address)
        return len(queries)

    everything_of(a_user())
    one = cost()
    for _ in range(4):
        everything_of(a_user())
    assert len(results(client, address)) == 5
    assert cost() == one


def test_a_list_of_transcripts_leaves_the_long_texts_to_the_single_ones() -> None:
    everything_of(None)
    (listed,) = results(signed_in(a_user(is_superuser=True)), "/v1/transcripts/")
    assert listed.keys().isdisjoint({"webvtt", "segments", "long_summary", "topics"})


@pytest.mark.parametrize("address", [*LISTS, "/v1/action-items/"])
def test_a_list_reads_no_whole_transcript(address: str) -> None:
    an_action_item(a_transcript(a_recording(a_meeting(a_room()))))
    client = signed_in(a_user(is_superuser=True))
    with CaptureQueriesContext(connection) as queries:
        assert len(results(client, address)) == 1
    assert not [query["sql"] for query in queries if "webvtt" in query["sql"] or "long_summary" in query["sql"]]


def test_rooms_come_by_name_and_the_rest_newest_first() -> None:
    client = signed_in(a_user(is_superuser=True))
    earlier = a_meeting(a_room(name="b"), start_date=START)
    later = a_meeting(a_room(name="a"), start_date=START + timedelta(days=1))
    for meeting in (earlier, later):
        a_transcript(a_recording(meeting))
    assert [room["name"] for room in results(client, "/v1/rooms/")] == ["a", "b"]
    newest_first = [str(later.pk), str(earlier.pk)]
    assert [meeting["id"] for meeting in results(client, "/v1/meetings/")] == newest_first
    assert [recording["meeting"] for recording in results(client, "/v1/recordings/")] == newest_first
    assert [transcript["meeting"] for transcript in results(client, "/v1/transcripts/")] == newest_first


def test_pages_do_not_shift_when_a_recording_arrives_between_them() -> None:
    client = signed_in(a_user(is_superuser=True))
    known = [an_unmatched_recording(recorded_at=START + timedelta(minutes=minute)).pk for minute in range(4)]
    first = client.get("/v1/recordings/?page_size=2").json()
    an_unmatched_recording(recorded_at=START + timedelta(days=1))
    second = client.get(first["next"]).json()
    assert [row["id"] for row in first["results"] + second["results"]] == known[::-1]
    assert second["next"] is None


def test_rows_of_one_moment_are_each_given_once_over_all_pages() -> None:
    client = signed_in(a_user(is_superuser=True))
    known = {an_unmatched_recording(recorded_at=START).pk for _ in range(5)}
    page = client.get("/v1/recordings/?page_size=2").json()
    given = [row["id"] for row in page["results"]]
    while page["next"]:
        page = client.get(page["next"]).json()
        given += [row["id"] for row in page["results"]]
    assert sorted(given) == sorted(known)


@pytest.mark.parametrize("cursor", ["nonsense", "cD1ub25zZW5zZQ==", "cD0lMDA="])
@pytest.mark.parametrize("address", LISTS)
def test_a_made_up_cursor_is_never_an_error(address: str, cursor: str) -> None:
    client = signed_in(a_user(is_superuser=True))
    assert client.get(address, {"cursor": cursor}).status_code in {200, 404}


@pytest.mark.parametrize(
    ("address", "query"),
    [
        ("/v1/rooms/", "platform=zoom"),
        ("/v1/meetings/", "room=standup"),
        ("/v1/meetings/", "started_after=yesterday"),
        ("/v1/recordings/", "outcome=lost"),
        ("/v1/recordings/", "room_name=%00"),
        ("/v1/transcripts/", "status=done"),
    ],
)
def test_a_filter_that_cannot_be_read_is_named(address: str, query: str) -> None:
    answer = signed_in(a_user()).get(f"{address}?{query}")
    assert answer.status_code == 400
    assert list(answer.json()) == [query.split("=", maxsplit=1)[0]]


def test_rooms_are_filtered_by_name_and_platform() -> None:
    client = signed_in(a_user(is_superuser=True))
    daily, whereby = a_room(name="standup"), a_room(name="retro", platform="whereby")
    assert [row["id"] for row in results(client, "/v1/rooms/?name=standup")] == [str(daily.pk)]
    assert [row["id"] for row in results(client, "/v1/rooms/?platform=whereby")] == [str(whereby.pk)]


def test_meetings_are_filtered_by_room_name_and_days() -> None:
    client = signed_in(a_user(is_superuser=True))
    early, late = (a_meeting(start_date=START + timedelta(days=day)) for day in (0, 1))
    queries = {
        f"room={early.room_id}": early,
        f"room_name={late.room_name}": late,
        "started_before=2026-01-11": early,
        f"started_after={late.start_date:%Y-%m-%dT%H:%M:%SZ}": late,
    }
    found = {query: [row["id"] for row in results(client, f"/v1/meetings/?{query}")] for query in queries}
    assert found == {query: [str(meeting.pk)] for query, meeting in queries.items()}


def test_recordings_are_filtered_by_where_they_belong_and_what_became_of_them() -> None:
    client = signed_in(a_user(is_superuser=True))
    matched, lost = a_recording(recorded_at=START), an_unmatched_recording(type="cloud", platform="whereby")
    assert matched.meeting is not None
    queries = {
        f"room={matched.meeting.room_id}": matched,
        f"meeting={matched.meeting_id}": matched,
        f"room_name={lost.room_name}": lost,
        "outcome=no_meeting": lost,
        "type=cloud": lost,
        "platform=whereby": lost,
        f"recorded_before={lost.recorded_at:%Y-%m-%dT%H:%M:%SZ}": matched,
        f"recorded_after={lost.recorded_at:%Y-%m-%dT%H:%M:%SZ}": lost,
    }
    found = {query: [row["id"] for row in results(client, f"/v1/recordings/?{query}")] for query in queries}
    assert found == {query: [recording.pk] for query, recording in queries.items()}


def test_transcripts_are_filtered_by_where_they_belong_and_their_status() -> None:
    client = signed_in(a_user(is_superuser=True))
    ready = a_transcript(a_recording(recorded_at=START))
    failed = a_transcript(a_recording(recorded_at=START + timedelta(days=1)), status="failed", error="No bucket.")
    assert ready.recording is not None
    queries = {
        f"room={ready.room_id}": ready,
        f"meeting={failed.meeting_id}": failed,
        f"recording={ready.recording_id}": ready,
        f"room_name={ready.recording.room_name}": ready,
        "status=failed": failed,
        "recorded_before=2026-01-11": ready,
        "recorded_after=2026-01-11": failed,
    }
    found = {query: [row["id"] for row in results(client, f"/v1/transcripts/?{query}")] for query in queries}
    assert found == {query: [str(transcript.pk)] for query, transcript in queries.items()}


def test_the_root_names_the_lists() -> None:
    answer = signed_in(a_user()).get("/v1/").json()
    assert answer == {address.split("/")[2]: f"http://testserver{address}" for address in [*LISTS, "/v1/action-items/"]}


@pytest.mark.parametrize("address", LISTS)
def test_a_browser_gets_a_page_to_click_through(address: str) -> None:
    everything_of(None)
    answer = signed_in(a_user(is_superuser=True)).get(address, headers={"accept": "text/html"})
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/html")
