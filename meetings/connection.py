"""The clients of the platforms, with this site's keys."""

from django.conf import settings

from meetings.platforms.base import Access, PlatformClient, PlatformError, RecordingBucket
from meetings.platforms.registry import platform
from rooms.models import Platform


def configured(name: str) -> bool:
    """Whether there is a key to speak with the platform."""
    return bool(_key(name)) and platform(name).connect is not None


def client_of(name: str) -> PlatformClient:
    """A client for the platform. Raises PlatformError saying which setting is missing."""
    connect = platform(name).connect
    if connect is None:
        raise PlatformError(f"Reflector cannot call {platform(name).title} yet.", passing=False)
    if not _key(name):
        raise PlatformError(
            f"{name.upper()}_API_KEY is not set, so {platform(name).title} cannot be asked.", passing=False
        )
    return connect(Access(api_key=_key(name), api_url=_address(name), bucket=_bucket(name)))


def _key(name: str) -> str:
    return settings.DAILY_API_KEY if name == Platform.DAILY else settings.WHEREBY_API_KEY


def _address(name: str) -> str:
    return settings.DAILY_API_URL if name == Platform.DAILY else settings.WHEREBY_API_URL


def _bucket(name: str) -> RecordingBucket | None:
    bucket = settings.DAILYCO_STORAGE_AWS_BUCKET_NAME if name == Platform.DAILY else ""
    if not bucket:
        return None
    return RecordingBucket(
        bucket, region=settings.DAILYCO_STORAGE_AWS_REGION, role_arn=settings.DAILYCO_STORAGE_AWS_ROLE_ARN
    )
