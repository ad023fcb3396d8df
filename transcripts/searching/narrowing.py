"""The filters of a search as its reader sees them: each in words, with the address of the same search without it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.formats import date_format

from rooms.languages import language_name
from transcripts.models import Passage
from transcripts.searching.finding import SEGMENT

KINDS: dict[str, str] = {SEGMENT: "What was said", **{kind.value: kind.label.capitalize() for kind in Passage.Kind}}
"""What can be found, in the words of the pages."""
PLACE = "after"
"""The parameter that says where a page of hits begins."""

_IN_WORDS: dict[str, tuple[str, Callable[[Any], str]]] = {
    "kind": ("Only", KINDS.__getitem__),
    "room": ("Room", str),
    "speaker": ("Said by", str),
    "since": ("From", lambda day: date_format(day, "j M Y")),
    "until": ("To", lambda day: date_format(day, "j M Y")),
    "language": ("Spoken", language_name),
}
_DAYS = ("since", "until")


@dataclass(frozen=True, slots=True)
class Narrowed:
    """One filter. `address` is the query string of the search without it."""

    label: str
    value: str
    address: str


def narrowed_to(cleaned: Mapping[str, Any], given: QueryDict) -> tuple[Narrowed, ...]:
    """The filters of a form as it read them, which was `given` these; days name the time zone that they are days of."""
    return tuple(
        Narrowed(label, f"{say(cleaned[name])}{_zone(name, cleaned)}", without(given, name))
        for name, (label, say) in _IN_WORDS.items()
        if cleaned.get(name)
    )


def without(given: QueryDict, *names: str) -> str:
    """The query string of the first page of a search without some of its parameters."""
    kept = given.copy()
    for name in (*names, PLACE):
        kept.pop(name, None)
    return f"?{kept.urlencode()}"


def _zone(name: str, cleaned: Mapping[str, Any]) -> str:
    return f" ({cleaned.get('zone') or 'UTC'})" if name in _DAYS else ""
