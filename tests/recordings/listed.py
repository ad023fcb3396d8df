"""Plain builders of what Daily lists around now, and a look at how far its polls have come."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from recordings.models import PlatformPoll
from tests.daily.build import a_recording


def ago(**time: float) -> int:
    """Unix seconds."""
    return int((timezone.now() - timedelta(**time)).timestamp())


def a_month_of(count: int, *, newest: int | None = None) -> list[dict[str, Any]]:
    """Recordings `r0`, `r1`, … of one room, each six hours older than the one before."""
    start = newest or ago(hours=1)
    return [a_recording(f"r{number}", start_ts=start - 6 * 3600 * number) for number in range(count)]


def state() -> PlatformPoll:
    return PlatformPoll.objects.get(pk="daily")
