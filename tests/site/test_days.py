"""Days are those of the place where their reader is."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflector_site.days import beginning_of, end_of, zone_named

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Kiritimati", "America/Havana")


@pytest.mark.parametrize(
    ("zone", "begins", "ends"),
    [
        ("UTC", "2026-03-29T00:00", "2026-03-30T00:00"),
        ("Asia/Kolkata", "2026-03-28T18:30", "2026-03-29T18:30"),
        ("Europe/Berlin", "2026-03-28T23:00", "2026-03-29T22:00"),  # the day has 23 hours
    ],
)
def test_a_day_lasts_from_midnight_to_midnight_of_its_zone(zone: str, begins: str, ends: str) -> None:
    day = date(2026, 3, 29)
    found = (beginning_of(day, zone_named(zone)), end_of(day, zone_named(zone)))
    assert found == tuple(datetime.fromisoformat(f"{moment}+00:00") for moment in (begins, ends))


def test_a_day_whose_midnight_the_clocks_leave_out_begins_when_they_go_forward() -> None:
    assert beginning_of(date(2026, 3, 8), zone_named("America/Havana")) == datetime(2026, 3, 8, 5, tzinfo=UTC)


def test_a_day_that_the_clocks_go_back_to_begins_at_its_first_midnight() -> None:
    assert beginning_of(date(2026, 11, 1), zone_named("America/Havana")) == datetime(2026, 11, 1, 4, tzinfo=UTC)


@given(st.dates(max_value=date.max - timedelta(days=1)), st.sampled_from(ZONES))
def test_days_put_end_to_end_leave_nothing_out(day: date, name: str) -> None:
    zone = zone_named(name)
    following = day + timedelta(days=1)
    assert beginning_of(day, zone) < end_of(day, zone) == beginning_of(following, zone)


@pytest.mark.parametrize("name", ZONES)
def test_the_ends_of_the_calendar_are_days_too(name: str) -> None:
    zone = zone_named(name)
    assert beginning_of(date.min, zone).year == 1
    assert end_of(date.max, zone).year == 9999


def test_a_moment_is_of_the_zone_only_where_it_names_none() -> None:
    berlin = zone_named("Europe/Berlin")
    assert beginning_of(datetime.fromisoformat("2026-07-01T09:00"), berlin) == datetime(2026, 7, 1, 7, tzinfo=UTC)
    tokyo = datetime(2026, 7, 1, 9, tzinfo=timezone(timedelta(hours=9)))
    assert beginning_of(tokyo, berlin) == end_of(tokyo, berlin) == datetime(2026, 7, 1, tzinfo=UTC)


@pytest.mark.parametrize("name", ["", "Mars/Base", "Europe", "../../etc/passwd", "europe/berlin\0", "a" * 5_000])
def test_a_zone_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="no such time zone"):
        zone_named(name)
