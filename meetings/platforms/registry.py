"""The platforms there are, by the name that rooms and meetings store."""

from collections.abc import Callable
from dataclasses import dataclass

from meetings.platforms.base import Access, PlatformClient
from meetings.platforms.daily import events as daily_events
from meetings.platforms.daily.client import DailyClient
from meetings.platforms.events import Event
from meetings.platforms.whereby import events as whereby_events
from meetings.platforms.whereby.client import WherebyClient


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformAdapter:
    """How to speak with a platform, and what differs between platforms for the rest of the program.

    `parse_event` reads the JSON value of a webhook's body and raises NotUnderstood; `event_key` tells the event from
    all others. `tracks`: whether the platform records a track for each person, when we say so; where it does not, a
    recording is one mixed file and begins by itself.
    """

    title: str
    connect: Callable[[Access], PlatformClient]
    parse_event: Callable[[object], Event]
    event_key: Callable[[object], str]
    tracks: bool


def _connect_daily(access: Access) -> PlatformClient:
    return DailyClient(access.api_key, api_url=access.api_url, bucket=access.bucket, limits=access.limits)


def _connect_whereby(access: Access) -> PlatformClient:
    return WherebyClient(access.api_key, api_url=access.api_url, limits=access.limits)


PLATFORMS = {
    "daily": PlatformAdapter(
        title="Daily",
        connect=_connect_daily,
        parse_event=daily_events.parse_event,
        event_key=daily_events.event_key,
        tracks=True,
    ),
    "whereby": PlatformAdapter(
        title="Whereby",
        connect=_connect_whereby,
        parse_event=whereby_events.parse_event,
        event_key=whereby_events.event_key,
        tracks=False,
    ),
}


def platform(name: str) -> PlatformAdapter:
    """The adapter of the platform that rooms and meetings store as `name`. Raises KeyError for an unknown one."""
    return PLATFORMS[name]
