from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.platforms.daily.names import TrackName, parse_track_name
from meetings.platforms.room_names import platform_room_name
from tests.daily.build import ANN, START_MS, a_key

NOON = datetime(2026, 1, 15, 12, 0, 0, tzinfo=UTC)
room_names = st.text("abcXYZ019_-", min_size=1, max_size=40)


def test_a_track_name_gives_the_recording_the_person_and_the_start_of_the_track() -> None:
    assert parse_track_name(a_key()) == TrackName(START_MS, ANN, "cam-audio", 1768018914565)


@pytest.mark.parametrize(
    ("media", "is_audio"),
    [
        ("cam-audio", True),
        ("cam-video", False),
        ("screen-audio", True),
        ("screen-video", False),
        ("my-second-microphone-audio", True),
        ("music", False),
    ],
)
def test_edge_23_media_is_read_between_both_ends_whatever_the_track_is_called(media: str, *, is_audio: bool) -> None:
    name = parse_track_name(a_key(media=media))
    assert name is not None
    assert (name.media, name.is_audio) == (media, is_audio)


def test_edge_23_a_room_called_like_a_track_makes_no_video_an_audio_track() -> None:
    name = parse_track_name(a_key(media="cam-video", room="cam-audio-test"))
    assert name is not None
    assert not name.is_audio


def test_edge_23_an_extension_and_deeper_folders_are_tolerated() -> None:
    expected = parse_track_name(a_key())
    assert parse_track_name(f"a/b/c/{a_key()}.webm") == expected
    assert parse_track_name(a_key().rsplit("/", 1)[-1]) == expected


@pytest.mark.parametrize(
    "key",
    [
        "",
        "acme/standup/",
        "acme/standup/1768018896877",
        f"acme/standup/{START_MS}-{ANN}-cam-audio",
        f"acme/standup/{START_MS}-{ANN}-1768018914565",
        f"acme/standup/1768018896-{ANN}-cam-audio-1768018914",
        f"acme/standup/x{START_MS}-{ANN}-cam-audio-1768018914565",
        f"acme/standup/{START_MS}-{ANN}-cam-audio-1768018914565.event.json",
        f"{a_key()}/notes.txt",
    ],
)
def test_edge_23_other_files_are_no_tracks(key: str) -> None:
    assert parse_track_name(key) is None


@given(st.text())
def test_any_text_can_be_asked_whether_it_is_a_track(key: str) -> None:
    name = parse_track_name(key)
    assert name is None or name.media


def test_a_meeting_s_room_is_named_by_the_time_in_utc() -> None:
    assert platform_room_name("standup", NOON) == "standup-20260115120000"
    assert platform_room_name("standup", NOON.astimezone(timezone(timedelta(hours=9)))) == "standup-20260115120000"


def test_edge_22_the_time_in_the_name_does_not_repeat_when_clocks_are_put_back() -> None:
    berlin_summer, berlin_winter = timezone(timedelta(hours=2)), timezone(timedelta(hours=1))
    before = datetime(2026, 10, 25, 2, 30, tzinfo=berlin_summer)
    after = datetime(2026, 10, 25, 2, 30, tzinfo=berlin_winter)
    assert platform_room_name("standup", before) != platform_room_name("standup", after)


def test_a_moment_without_time_zone_names_no_room() -> None:
    with pytest.raises(ValueError, match="time zone"):
        platform_room_name("standup", NOON.replace(tzinfo=None))
