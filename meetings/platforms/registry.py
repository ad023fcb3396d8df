"""The platforms there are, by the name that rooms and meetings store."""

from meetings.platforms.base import Access, Platform, PlatformClient
from meetings.platforms.daily.client import DailyClient
from meetings.platforms.room_names import platform_room_name


def _connect_daily(access: Access) -> PlatformClient:
    return DailyClient(access.api_key, api_url=access.api_url, bucket=access.bucket, limits=access.limits)


PLATFORMS = {
    "daily": Platform(
        name="daily",
        title="Daily",
        platform_room_name=platform_room_name,
        connect=_connect_daily,
    ),
    "whereby": Platform(
        name="whereby",
        title="Whereby",
        platform_room_name=platform_room_name,
    ),
}


def platform(name: str) -> Platform:
    """The platform of that name. Raises KeyError for a name that no room can have."""
    return PLATFORMS[name]
