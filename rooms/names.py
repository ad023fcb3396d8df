"""Which names of rooms a platform accepts; pure.

A meeting's platform room is named `{room.name}-YYYYMMDDHHMMSS`, so a room's own name leaves room for that.
"""

import re
from dataclasses import dataclass

SUFFIX_LENGTH = len("-YYYYMMDDHHMMSS")


@dataclass(frozen=True, slots=True)
class NameRule:
    """What a platform accepts as a room's name: its length without the time, its characters, and the rule in words."""

    title: str
    longest: int
    pattern: re.Pattern[str]
    characters: str


RULES = {
    # https://docs.daily.co/reference/rest-api/rooms/create-room: no /[^A-Za-z0-9_-]/, at most 128 characters.
    "daily": NameRule(
        "Daily",
        128 - SUFFIX_LENGTH,
        re.compile(r"[A-Za-z0-9_-]+"),
        "the letters A to Z and a to z, digits, hyphens and underscores",
    ),
    # https://docs.whereby.com, POST /meetings: roomNamePrefix has at most 39 characters, the hyphen before what Whereby
    # adds among them, and is lower-cased, so that a name with capitals would not be found again.
    "whereby": NameRule(
        "Whereby",
        39 - SUFFIX_LENGTH - len("-"),
        re.compile(r"[a-z0-9_-]+"),
        "the letters a to z, digits, hyphens and underscores",
    ),
}


def name_error(name: str, *, platform: str) -> str:
    """Why the platform would refuse or change the names of the room's meetings, in a sentence; empty if it does not."""
    rule = RULES[platform]
    if not name:
        return "A room needs a name."
    if not rule.pattern.fullmatch(name):
        return f"{rule.title} takes only {rule.characters} in a room's name."
    if len(name) > rule.longest:
        return f"{rule.title} takes at most {rule.longest} characters here, as each meeting adds its time to the name."
    return ""
