"""What the name of a recording says at Whereby: `{room_name}-{start}.mp4` or `.mkv`, the start as ISO 8601 in UTC.

The bucket may have a folder before it, the start a fraction of a second, and a key that comes from an event of the
bucket is URL-encoded. Room names are told with a slash before them by the API and without in file names; here always
without.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote_plus

_NAME = re.compile(
    r"(?P<room>.+)-(?P<start>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?Z)(?:\.[0-9A-Za-z]{1,8})?", re.ASCII
)


@dataclass(frozen=True, slots=True)
class RecordingName:
    room_name: str
    start_date: datetime


def parse_recording_name(key: str) -> RecordingName | None:
    """The room and the start that the key or file name of a recording tells; None for any other name."""
    match = _NAME.fullmatch(unquote_plus(key).rsplit("/", 1)[-1])
    if match is None:
        return None
    try:
        return RecordingName(match["room"], datetime.fromisoformat(match["start"]))
    except ValueError:
        return None


def bare(room_name: str) -> str:
    """A room's name without the slash that the API writes before it."""
    return room_name.removeprefix("/")
