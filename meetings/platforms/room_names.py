"""Names of platform rooms: `{room.name}-YYYYMMDDHHMMSS` in UTC, one for each meeting of a room."""

from datetime import UTC, datetime


def platform_room_name(base: str, moment: datetime) -> str:
    """The platform room of a meeting of `base` opened at `moment`. Raises ValueError for a naive moment."""
    if moment.tzinfo is None:
        raise ValueError("the moment needs a time zone")
    return f"{base}-{moment.astimezone(UTC):%Y%m%d%H%M%S}"
