"""The clients of the platforms, with this site's keys."""

from django.conf import settings

from meetings.platforms.base import Access, PlatformClient, PlatformError, RecordingBucket
from meetings.platforms.registry import platform
from reflector_site.http import Limits
from rooms.models import Platform

PATIENCE_OF_A_PERSON = Limits(attempts=2, total_s=15)


def configured(name: str) -> bool:
    """Whether there is a key to speak with the platform."""
    return bool(_key(name))


def client_of(name: str, *, someone_waits: bool = False) -> PlatformClient:
    """A client for the platform, less patient while someone waits. Raises PlatformError naming a missing setting."""
    if not _key(name):
        raise PlatformError(
            f"{name.upper()}_API_KEY is not set, so {platform(name).title} cannot be asked.", passing=False
        )
    limits = PATIENCE_OF_A_PERSON if someone_waits else None
    return platform(name).connect(
        Access(api_key=_key(name), api_url=_address(name), bucket=_bucket(name), limits=limits)
    )


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
