from datetime import UTC, datetime

import pytest

from meetings.platforms.whereby.names import RecordingName, bare, parse_recording_name

START = datetime(2026, 1, 15, 12, 1, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    "key",
    [
        "standup-1-2026-01-15T12:01:02Z.mp4",
        "standup-1-2026-01-15T12:01:02Z.mkv",
        "standup-1-2026-01-15T12:01:02Z",
        "a-folder/of/ours/standup-1-2026-01-15T12:01:02Z.mp4",
        "standup-1-2026-01-15T12%3A01%3A02Z.mp4",
    ],
)
def test_a_file_name_tells_the_room_and_the_start_whatever_folder_it_lies_in(key: str) -> None:
    assert parse_recording_name(key) == RecordingName("standup-1", START)


def test_a_fraction_of_a_second_is_kept() -> None:
    name = parse_recording_name("standup-2026-01-15T12:01:02.345Z.mp4")
    assert name == RecordingName("standup", START.replace(microsecond=345_000))


@pytest.mark.parametrize(
    "key", ["", "standup.mp4", "2026-01-15T12:01:02Z.mp4", "standup-12h01.mkv", "standup-2026-13-45T12:01:02Z.mp4"]
)
def test_other_names_tell_nothing(key: str) -> None:
    assert parse_recording_name(key) is None


def test_rooms_go_by_their_names_without_the_slash() -> None:
    assert bare("/standup") == bare("standup") == "standup"
