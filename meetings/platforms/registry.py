"""The platforms there are, by the name that rooms and meetings store."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from meetings.platforms.base import Access, PlatformClient
from meetings.platforms.daily import events as daily_events
from meetings.platforms.daily.client import DailyClient
from meetings.platforms.events import Event
from meetings.platforms.room_names import platform_room_name
from meetings.platforms.whereby import events as whereby_events
from meetings.platforms.whereby.client import WherebyClient


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """What a platform is to the rest of the program, and how to speak with it.

    `platform_room_name` names the platform room of a meeting that is opened at that moment. `parse_event` reads the
    JSON value of a webhook's body and raises NotUnderstood; `event_key` is what tells the event from others. `tracks`:
    whether it can keep a track for each person, and records when we say so; where it cannot, recordings are one mixed
    file and begin by themselves.
    """

    name: str
    title: str
    platform_room_name: Callable[[str, datetime], str]
    connect: Callable[[Access], PlatformClient]
    parse_event: Callable[[object], Event]
    event_key: Callable[[object], str]
    tracks: bool


def _connect_daily(access: Access) -> PlatformClient:
    return DailyClient(access.api_key, api_url=access.api_url, bucket=access.bucket, limits=access.limits)


def _connect_whereby(access: Access) -> PlatformClient:
    return WherebyClient(access.api_key, api_url=access.api_url, limits=access.limits)


PLATFORMS = {
    "daily": Platform(
        name="daily",
        title="Daily",
        platform_room_name=platform_room_name,
        connect=_connect_daily,
        parse_event=daily_events.parse_event,
        event_key=daily_events.event_key,
        tracks=True,
    ),
    "whereby": Platform(
        name="whereby",
        title="Whereby",
        platform_room_name=platform_room_name,
        connect=_connect_whereby,
        parse_event=whereby_events.parse_event,
        event_key=whereby_events.event_key,
        tracks=False,
    ),
}


def platform(name: str) -> Platform:
    """The platform of that name. Raises KeyError for a name that no room can have."""
    return PLATFORMS[name]
