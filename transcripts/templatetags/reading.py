"""How pages say times, lengths, languages and names."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from recordings.models import Recording
from rooms.languages import language_name
from transcripts.models import Transcript
from transcripts.presenting.fate import NEXT, Fate
from transcripts.text.formats import clock as long_clock
from transcripts.text.formats import exact_seconds

register = template.Library()
register.filter("language", language_name)
register.filter("seconds", exact_seconds)

STYLES = 8
"""Speakers are told apart by this many colours and shapes of dot, then these begin again; names are always written."""
NAMES_SHOWN = 6

_MOMENTS = {
    "long": "%A %-d %B %Y, %H:%M UTC",
    "short": "%-d %b %Y, %H:%M UTC",
    "exact": "%-d %b %Y, %H:%M:%S UTC",
    "time": "%H:%M:%S UTC",
}
_TONES = {
    "ready": "good",
    "done": "good",
    "failed": "bad",
    "no_meeting": "warn",
    "tracks_hidden": "warn",
    "transcribing": "busy",
    "summarising": "busy",
    "running": "busy",
}


@register.filter
def clock(ms: int) -> str:
    """Milliseconds from the start as `0:04`, `12:31`, `1:02:03`."""
    return long_clock(ms).removeprefix("0")


@register.filter
def length(ms: int | None) -> str:
    """How long something is: `3 min 8 s`, `10 min`, `1 h 2 min`; empty when that is not known."""
    if ms is None:
        return ""
    minutes, rest = divmod(round(ms / 1000), 60)
    hours, minutes = divmod(minutes, 60)
    parts = {"h": hours, "min": minutes} if hours else {"min": minutes, "s": rest}
    return " ".join(f"{count} {unit}" for unit, count in parts.items() if count) or "0 s"


@register.filter
def took(ms: int) -> str:
    """How long something took: `0.4 s`, `12.3 s`, `3 min 8 s`."""
    return length(ms) if ms >= 60_000 else f"{ms / 1000:.1f} s"


@register.filter
def thousandfold(value: int | None) -> int | None:
    """Seconds as milliseconds."""
    return None if value is None else value * 1000


@register.filter
def percent(share: int) -> str:
    """A share of what is there at all: `36 %`, and `<1 %` where nothing is left after rounding."""
    return f"{share} %" if share else "<1 %"


@register.filter
def of(names: Mapping[int, str], speaker: int) -> str:
    return names[speaker]


@register.filter
def style(speaker: int) -> str:
    """The CSS class of a speaker's colour and shape."""
    return f"s{speaker % STYLES}"


@register.filter
def people(participants: Sequence[Mapping[str, Any]]) -> SafeString:
    """The names of participants in a line, the last ones as a number when there are many.

    Each is isolated (`<bdi>`), as names written from right to left would otherwise change the order of the others.
    """
    names = list(dict.fromkeys(participant["name"] for participant in participants))
    more = len(names) - NAMES_SHOWN
    shown = names if more <= 1 else names[:NAMES_SHOWN]
    line = format_html_join(", ", "<bdi>{}</bdi>", ((name,) for name in shown))
    return line if more <= 1 else format_html("{} and {} more", line, more)


@register.filter
def moment(value: datetime | None, form: str = "long") -> SafeString | str:
    """A moment as UTC text that a script turns into the reader's own zone; `form` is a key of `_MOMENTS`."""
    if value is None:
        return ""
    utc = localtime(value)
    text = utc.strftime(_MOMENTS[form])
    return format_html('<time datetime="{}" data-form="{}">{}</time>', utc.isoformat(), form, text)


@register.filter
def heading(transcript: Transcript) -> SafeString | str:
    """What a transcript is called: its title, else its room and when it was, in the reader's own zone.

    To the second: of one meeting several recordings may begin in the same minute.
    """
    return transcript.title or format_html("{}, {}", transcript.place, moment(transcript.recorded_at, "exact"))


@register.filter
def badge(status: str, label: str) -> SafeString:
    """A status in words, with a colour that repeats what they say."""
    return format_html('<span class="badge {}">{}</span>', _TONES.get(status, "calm"), label[:1].upper() + label[1:])


@register.filter
def fate(recording: Recording) -> SafeString:
    """The badge of a recording that `with_fate` annotated, with the step that failed."""
    value = Fate(recording.fate)  # type: ignore[attr-defined] # annotated
    failed_step = recording.failed_step if value == Fate.FAILED else ""  # type: ignore[attr-defined] # annotated
    shown = badge(value, value.label)
    return format_html('{} <span class="soft">at: {}</span>', shown, failed_step) if failed_step else shown


@register.filter("next")
def next_of(recording: Recording) -> str:
    """What happens next with a recording that `with_fate` annotated, or what to do; empty where nothing does."""
    return NEXT.get(recording.fate, "")  # type: ignore[attr-defined] # annotated
