"""Which room names a platform accepts; pure.

A meeting's platform room is named `{room.name}-YYYYMMDDHHMMSS`, so a room's own name leaves 15 characters free.
"""

import re
from dataclasses import dataclass

SUFFIX_LENGTH = len("-YYYYMMDDHHMMSS")


@dataclass(frozen=True, slots=True)
class NameRule:
    """What a platform takes as a room name: the whole length, the characters, and how to say so."""

    longest: int
    pattern: re.Pattern[str]
    characters: str


# Daily: POST /rooms refuses /[^A-Za-z0-9_-]/ and more than 128 characters.
# Whereby: roomNamePrefix has at most 39 characters, is lower-cased and stripped of blanks.
RULES = {
    "daily": NameRule(128, re.compile(r"[A-Za-z0-9_-]+"), "letters A to Z, digits, - and _"),
    "whereby": NameRule(39, re.compile(r"[a-z0-9-]+"), "small letters a to z, digits and -"),
}


def name_error(name: str, *, platform: str) -> str:
    """A sentence saying why `platform` would refuse a meeting of a room so named; empty when it would not."""
    rule = RULES[platform]
    longest = rule.longest - SUFFIX_LENGTH
    if not rule.pattern.fullmatch(name):
        return f"A room on {platform.capitalize()} has a name of {rule.characters} only."
    if len(name) > longest:
        return (
            f"A room on {platform.capitalize()} has a name of at most {longest} characters: "
            "each meeting adds its date and time."
        )
    return ""
