"""Opening a meeting: at the platform first, then here, with its recording started and stopped."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from pytest_django import Settings

from meetings.instance_ids import raw_tracks_instance_id
from meetings.models import Meeting
from meetings.opening import TRIES, open_meeting, start_recording, stop_recording, store_meeting
from meetings.platforms.base import NotInCall, PlatformError, RoomTaken
from meetings.signals import meeting_stored
from tests.builders import a_room
from tests.standins.daily import DailyStandIn, refusal

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 1, 15, 12, 0, 0, 250_000, tzinfo=UTC)


def test_a_meeting_is_opened_at_the_platform_and_stored_with_the_link_to_it(daily: DailyStandIn) -> None:
    room = a_room(name="standup")
    meeting = open_meeting(room, now=NOON)
    assert set(daily.rooms) == {"standup-20260115120000"}
    assert Meeting.objects.get() == meeting
    assert (meeting.room, meeting.room_name, meeting.platform) == (room, "standup-20260115120000", "daily")
    assert meeting.room_url == "https://stand-in.daily.co/standup-20260115120000"
    assert meeting.start_date == NOON.replace(microsecond=0)


def test_edge_28_the_platform_room_expires_a_day_later_in_whole_seconds(daily: DailyStandIn) -> None:
    open_meeting(a_room(), now=NOON)
    (room,) = daily.rooms.values()
    assert room["config"]["exp"] == int(NOON.timestamp()) + 24 * 3600


def test_edge_22_the_name_has_the_time_in_utc_whatever_the_clock_shows(daily: DailyStandIn) -> None:
    in_tokyo = NOON.astimezone(timezone(timedelta(hours=9)))
    assert open_meeting(a_room(name="standup"), now=in_tokyo).room_name == "standup-20260115120000"


def test_edge_22_a_second_meeting_of_the_same_second_takes_the_next_one(daily: DailyStandIn) -> None:
    room = a_room(name="standup")
    names = [open_meeting(room, now=NOON).room_name for _ in range(3)]
    assert names == ["standup-20260115120000", "standup-20260115120001", "standup-20260115120002"]
    starts = Meeting.objects.order_by("start_date").values_list("start_date", flat=True)
    assert [start.second for start in starts] == [0, 1, 2]


def test_edge_22_when_every_next_second_is_taken_too_it_says_so_and_stores_nothing(daily: DailyStandIn) -> None:
    for second in range(TRIES):
        daily.rooms[f"standup-2026011512000{second}"] = {}
    with pytest.raises(RoomTaken):
        open_meeting(a_room(name="standup"), now=NOON)
    assert not Meeting.objects.exists()


def test_edge_20_the_time_is_added_to_names_with_hyphens_and_digits_too(daily: DailyStandIn) -> None:
    room = a_room(name="my-room-20250101000000")
    assert open_meeting(room, now=NOON).room_name == "my-room-20250101000000-20260115120000"


def test_edge_21_capitals_are_kept_at_daily(daily: DailyStandIn) -> None:
    assert open_meeting(a_room(name="StandUp"), now=NOON).room_name == "StandUp-20260115120000"


def test_edge_21_a_name_that_daily_refuses_is_an_error_with_daily_s_words_and_no_row(daily: DailyStandIn) -> None:
    with pytest.raises(PlatformError, match="invalid characters") as caught:
        open_meeting(a_room(name="büro"), now=NOON)
    assert not caught.value.passing
    assert not Meeting.objects.exists()


def test_a_wrong_key_is_an_error_that_names_it_and_no_row(daily: DailyStandIn) -> None:
    daily.api_key = "another"
    with pytest.raises(PlatformError, match="refuses the API key") as caught:
        open_meeting(a_room())
    assert not caught.value.passing
    assert not Meeting.objects.exists()


def test_without_a_key_the_missing_setting_is_named(settings: Settings) -> None:
    settings.DAILY_API_KEY = ""
    with pytest.raises(PlatformError, match="DAILY_API_KEY is not set"):
        open_meeting(a_room())


def test_recordings_are_written_to_our_bucket_when_there_is_one(daily: DailyStandIn, settings: Settings) -> None:
    settings.DAILYCO_STORAGE_AWS_BUCKET_NAME = "ours"
    settings.DAILYCO_STORAGE_AWS_REGION = "eu-central-1"
    settings.DAILYCO_STORAGE_AWS_ROLE_ARN = "arn:aws:iam::1:role/daily"
    open_meeting(a_room())
    (room,) = daily.rooms.values()
    assert room["config"]["recordings_bucket"]["bucket_name"] == "ours"


def test_the_news_of_a_meeting_is_told_once_with_its_row(daily: DailyStandIn) -> None:
    told: list[Meeting] = []

    def hear(meeting: Meeting, **kwargs: object) -> None:
        told.append(Meeting.objects.get(pk=meeting.pk))

    meeting_stored.connect(hear)
    try:
        meeting = open_meeting(a_room())
    finally:
        meeting_stored.disconnect(hear)
    assert told == [meeting]


def test_a_receiver_that_fails_undoes_the_meeting() -> None:
    def fail(**kwargs: object) -> None:
        raise LookupError

    meeting_stored.connect(fail)
    try:
        with pytest.raises(LookupError):
            store_meeting(Meeting(room_name="standup-20260115120000", start_date=NOON))
    finally:
        meeting_stored.disconnect(fail)
    assert not Meeting.objects.exists()


@pytest.fixture
def meeting(daily: DailyStandIn) -> Meeting:
    """A meeting with somebody in the call."""
    opened = open_meeting(a_room(), now=NOON)
    daily.in_call.add(opened.room_name)
    daily.requests.clear()
    return opened


def test_a_recording_of_raw_tracks_is_started_and_stopped_under_one_instance(
    daily: DailyStandIn, meeting: Meeting
) -> None:
    instance = str(raw_tracks_instance_id(meeting.pk))
    start_recording(meeting)
    assert daily.recording_now == {(meeting.room_name, instance)}
    stop_recording(meeting)
    assert daily.recording_now == set()
    named = {"type": "raw-tracks", "instanceId": instance}
    assert [request.body for request in daily.requests] == [{**named, "minIdleTimeOut": 3600}, named]


def test_edge_27_nobody_in_the_call_is_an_error_that_passes(daily: DailyStandIn, meeting: Meeting) -> None:
    daily.in_call.clear()
    with pytest.raises(NotInCall) as caught:
        start_recording(meeting)
    assert caught.value.passing


def test_edge_27_starting_and_stopping_twice_is_fine(daily: DailyStandIn, meeting: Meeting) -> None:
    start_recording(meeting)
    start_recording(meeting)
    assert len(daily.recording_now) == 1
    stop_recording(meeting)
    stop_recording(meeting)
    assert not daily.recording_now


def test_edge_27_a_start_that_meets_the_limit_is_tried_again(daily: DailyStandIn, meeting: Meeting) -> None:
    daily.fail(refusal(429, "rate-limit-error"))
    start_recording(meeting)
    assert len(daily.recording_now) == 1


def test_edge_35_a_recording_that_stopped_by_itself_is_started_again_under_the_same_instance(
    daily: DailyStandIn, meeting: Meeting
) -> None:
    start_recording(meeting)
    daily.recording_now.clear()
    start_recording(meeting)
    assert daily.recording_now == {(meeting.room_name, str(raw_tracks_instance_id(meeting.pk)))}
