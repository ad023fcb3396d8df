"""Names of platform rooms: `{room.name}-YYYYMMDDHHMMSS` in UTC, one for each meeting of a room."""

import re
from datetime import UTC, datetime

SUFFIX_LENGTH = len("-YYYYMMDDHHMMSS")
_SUFFIX = re.compile(r"-[0-9]{14}\Z")


def platform_room_name(base: str, moment: datetime) -> str:
    """The platform room of a meeting of `base` opened at `moment`. Raises ValueError for a naive moment."""
    if moment.tzinfo is None:
        raise ValueError("the moment needs a time zone")
    return f"{base}-{moment.astimezone(UTC):%Y%m%d%H%M%S}"


def base_name(room_name: str) -> str:
    """The room that a platform room belongs to: one time stamp is taken off the end, nothing else."""
    return _SUFFIX.sub("", room_name)
