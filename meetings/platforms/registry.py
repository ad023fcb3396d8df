"""The platforms there are, by the name that rooms and meetings store."""

from meetings.platforms.base import Access, Platform, PlatformClient
from meetings.platforms.daily import names as daily_names
from meetings.platforms.daily.client import DailyClient
from meetings.platforms.room_names import platform_room_name
from meetings.platforms.whereby import names as whereby_names


def _connect_daily(access: Access) -> PlatformClient:
    return DailyClient(access.api_key, api_url=access.api_url, bucket=access.bucket)


PLATFORMS = {
    "daily": Platform(
        name="daily",
        title="Daily",
        room_name_error=daily_names.room_name_error,
        platform_room_name=platform_room_name,
        connect=_connect_daily,
    ),
    "whereby": Platform(
        name="whereby",
        title="Whereby",
        room_name_error=whereby_names.room_name_error,
        platform_room_name=platform_room_name,
    ),
}


def platform(name: str) -> Platform:
    """The platform of that name. Raises KeyError for a name that no room can have."""
    return PLATFORMS[name]
