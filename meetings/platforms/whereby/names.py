"""Names at Whereby: what a room may be called.

A meeting's room there is `{prefix}{what Whereby adds}`. The prefix has at most 39 characters and is lower-cased, so a
name with capitals would not be found again (https://docs.whereby.com, POST /meetings, roomNamePrefix).
"""

import re

from meetings.platforms.room_names import SUFFIX_LENGTH

# The prefix is the room's name, the time stamp of the meeting and a hyphen.
LONGEST_ROOM_NAME = 39 - SUFFIX_LENGTH - len("-")
_ROOM_NAME = re.compile(r"[a-z0-9_-]+")


def room_name_error(name: str) -> str | None:
    """Why Whereby would refuse or change the name of such a room's meetings, in a sentence; None when it takes them."""
    if not name:
        return "A room needs a name."
    if not _ROOM_NAME.fullmatch(name):
        return "Whereby takes only the letters a to z, digits, hyphens and underscores in a room's name."
    if len(name) > LONGEST_ROOM_NAME:
        return f"Whereby takes at most {LONGEST_ROOM_NAME} characters here, as each meeting adds its time to the name."
    return None
