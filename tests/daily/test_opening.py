from datetime import UTC, datetime
from uuid import UUID

import pytest

from meetings.platforms.base import Access, NotInCall, OpenedRoom, PlatformError, RecordingBucket, RoomTaken
from meetings.platforms.daily.client import DailyClient
from meetings.platforms.registry import PLATFORMS, platform
from rooms.models import Platform
from tests.daily.connect import HASTY
from tests.standins.daily import API_KEY, DailyStandIn, refusal
from tests.standins.http import Answer, Fault

ROOM = "standup-20260115120000"
EXPIRY = datetime(2026, 1, 16, 12, 0, 0, 500_000, tzinfo=UTC)
INSTANCE = UUID("3817c632-5991-5208-bd3f-c42c8ef32c04")
OPENED = OpenedRoom(ROOM, f"https://stand-in.daily.co/{ROOM}")


@pytest.fixture
def call(daily: DailyStandIn, client: DailyClient) -> DailyStandIn:
    """The room stands, and somebody is in it."""
    client.open_room(ROOM)
    daily.in_call.add(ROOM)
    daily.requests.clear()
    return daily


def test_a_room_is_opened_with_the_link_to_it(daily: DailyStandIn, client: DailyClient) -> None:
    assert client.open_room(ROOM) == OPENED
    assert set(daily.rooms) == {ROOM}
    assert daily.requests[0].body == {"name": ROOM, "privacy": "public", "properties": {}}


def test_edge_28_a_room_expires_at_whole_seconds(daily: DailyStandIn, client: DailyClient) -> None:
    client.open_room(ROOM, expires_at=EXPIRY)
    assert daily.requests[0].body["properties"] == {"exp": 1768564801}


def test_recordings_go_to_our_own_bucket(daily: DailyStandIn) -> None:
    bucket = RecordingBucket("ours", "eu-central-1", "arn:aws:iam::1:role/daily")
    DailyClient(API_KEY, api_url=daily.api_url, bucket=bucket, limits=HASTY).open_room(ROOM)
    assert daily.rooms[ROOM]["config"]["recordings_bucket"] == {
        "bucket_name": "ours",
        "bucket_region": "eu-central-1",
        "assume_role_arn": "arn:aws:iam::1:role/daily",
        "allow_api_access": True,
    }


def test_edge_22_a_name_that_is_taken_is_told_as_such(client: DailyClient) -> None:
    client.open_room(ROOM)
    with pytest.raises(RoomTaken, match=ROOM) as caught:
        client.open_room(ROOM)
    assert not caught.value.passing


def test_edge_21_a_name_that_daily_refuses_is_told_with_its_reason(client: DailyClient) -> None:
    with pytest.raises(PlatformError, match="invalid characters") as caught:
        client.open_room("büro-20260115120000")
    assert not caught.value.passing


def test_a_room_whose_making_was_answered_too_late_is_found(daily: DailyStandIn, client: DailyClient) -> None:
    daily.fail(Fault(drop=True, after=True), path="/rooms")
    assert client.open_room(ROOM) == OPENED
    assert len(daily.seen("POST", "/rooms")) == 1


def test_a_room_that_was_not_made_is_not_made_out_to_be(daily: DailyStandIn, client: DailyClient) -> None:
    daily.fail(refusal(500, "server-error"))
    with pytest.raises(PlatformError, match="500") as caught:
        client.open_room(ROOM)
    assert caught.value.passing
    assert len(daily.seen("POST", "/rooms")) == 1


def test_a_room_without_a_link_cannot_be_used(daily: DailyStandIn, client: DailyClient) -> None:
    daily.fail(Answer(200, {"name": ROOM}))
    with pytest.raises(PlatformError, match="url is missing"):
        client.open_room(ROOM)


def test_a_recording_is_started_and_stopped(call: DailyStandIn, client: DailyClient) -> None:
    assert client.start_recording(ROOM, "raw-tracks", INSTANCE)
    assert call.recording_now == {(ROOM, str(INSTANCE))}
    assert client.stop_recording(ROOM, "raw-tracks", INSTANCE)
    assert call.recording_now == set()
    named = {"type": "raw-tracks", "instanceId": str(INSTANCE)}
    assert [request.body for request in call.requests] == [{**named, "minIdleTimeOut": 3600}, named]


def test_edge_27_nothing_is_recorded_before_somebody_is_in_the_call(daily: DailyStandIn, client: DailyClient) -> None:
    client.open_room(ROOM)
    with pytest.raises(NotInCall, match="Nobody is in the call") as caught:
        client.start_recording(ROOM, "raw-tracks", INSTANCE)
    assert caught.value.passing
    daily.in_call.add(ROOM)
    assert client.start_recording(ROOM, "raw-tracks", INSTANCE)


def test_edge_27_starting_what_is_running_is_fine(call: DailyStandIn, client: DailyClient) -> None:
    client.start_recording(ROOM, "raw-tracks", INSTANCE)
    assert not client.start_recording(ROOM, "raw-tracks", INSTANCE)
    assert len(call.recording_now) == 1


def test_edge_27_a_start_that_meets_the_limit_is_tried_again(call: DailyStandIn, client: DailyClient) -> None:
    call.fail(refusal(429, "rate-limit-error"))
    assert client.start_recording(ROOM, "raw-tracks", INSTANCE)


def test_edge_27_a_start_whose_answer_got_lost_has_started(call: DailyStandIn, client: DailyClient) -> None:
    call.fail(Fault(drop=True, after=True))
    assert not client.start_recording(ROOM, "raw-tracks", INSTANCE)
    assert call.recording_now == {(ROOM, str(INSTANCE))}


def test_stopping_what_is_not_running_is_fine(call: DailyStandIn, client: DailyClient) -> None:
    assert not client.stop_recording(ROOM, "raw-tracks", INSTANCE)
    call.fail(refusal(404, "not-found", "room does not seem to be hosting a call currently"))
    assert not client.stop_recording(ROOM, "raw-tracks", INSTANCE)


def test_a_room_that_is_gone_cannot_be_recorded(client: DailyClient) -> None:
    for switch in (client.start_recording, client.stop_recording):
        with pytest.raises(PlatformError) as caught:
            switch("nowhere", "raw-tracks", INSTANCE)
        assert not caught.value.passing


def test_rooms_are_opened_through_the_registry(daily: DailyStandIn) -> None:
    connect = platform("daily").connect
    assert connect is not None
    assert connect(Access(API_KEY, daily.api_url)).open_room(ROOM) == OPENED


def test_every_platform_that_a_room_can_be_on_has_an_adapter() -> None:
    assert set(PLATFORMS) == set(Platform.values)
