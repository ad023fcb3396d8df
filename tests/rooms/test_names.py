from datetime import UTC, datetime

import pytest

from meetings.platforms.room_names import platform_room_name
from rooms.names import name_error

NOON = datetime(2026, 1, 15, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize("name", ["standup", "Team_Standup-2", "x", "a" * 113])
def test_edge_21_daily_takes_letters_of_both_cases_digits_hyphens_and_underscores(name: str) -> None:
    assert name_error(name, platform="daily") == ""
    assert len(platform_room_name(name, NOON)) <= 128


@pytest.mark.parametrize("name", ["", "two words", "büro", "a.b", "a/b", "a" * 114, "room\n"])
def test_edge_21_a_name_that_daily_would_refuse_is_refused_in_a_sentence(name: str) -> None:
    assert name_error(name, platform="daily").endswith(".")


@pytest.mark.parametrize("name", ["standup", "team_standup-2", "a" * 23])
def test_edge_21_whereby_takes_names_that_fit_its_prefix_with_the_time(name: str) -> None:
    assert name_error(name, platform="whereby") == ""
    assert len(platform_room_name(name, NOON) + "-") <= 39


@pytest.mark.parametrize("name", ["", "Standup", "two words", "a" * 24])
def test_edge_21_whereby_would_lower_or_cut_other_names(name: str) -> None:
    assert name_error(name, platform="whereby").endswith(".")
