"""WebVTT, written and read: https://www.w3.org/TR/webvtt1/."""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from transcripts.text.segments import Segment
from transcripts.text.speakers import name_of

_HEADER = re.compile(r"\ufeff?WEBVTT(?:[ \t].*)?")
_STAMP = r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_TIMING = re.compile(rf"[ \t]*{_STAMP}[ \t]*-->[ \t]*{_STAMP}(?:[ \t].*)?")
_VOICE = re.compile(r"<v(?:\.[^ \t\n>]*)?[ \t\n]+([^>]*)>")
_TAG = re.compile(r"<[^>]*>")
_LINE_BREAK = re.compile(r"\s*[\r\n]\s*")


class WebVTTError(ValueError):
    """The text does not begin as a WebVTT file must."""

    passing = False


@dataclass(frozen=True, slots=True)
class Cue:
    """What one voice says in one cue; `voice` is "" where the file names nobody."""

    start_ms: int
    end_ms: int
    voice: str
    text: str


def cues_of(segments: Sequence[Segment], names: Mapping[int, str] | None = None) -> tuple[Cue, ...]:
    """One cue per segment that has text, at least a millisecond long.

    Voices are `Speaker0`, `Speaker1`, … as in the stored transcript, or the given names.
    """
    return tuple(
        Cue(
            segment.start_ms,
            max(segment.end_ms, segment.start_ms + 1),
            f"Speaker{segment.speaker}" if names is None else one_line(name_of(segment.speaker, names)),
            text,
        )
        for segment in segments
        if (text := one_line(segment.text))
    )


def render_webvtt(segments: Sequence[Segment], names: Mapping[int, str] | None = None) -> str:
    """The whole file; the header alone when nobody spoke. `parse_webvtt` gives the cues back."""
    return "".join(["WEBVTT\n", *(_block(cue) for cue in cues_of(segments, names))])


def parse_webvtt(text: str) -> tuple[Cue, ...]:
    """The cues of a WebVTT file, in its order; comments, styles, regions and broken blocks are passed over.

    Raises WebVTTError when the first line is not the header.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not _HEADER.fullmatch(lines[0]):
        raise WebVTTError("a WebVTT file begins with the line WEBVTT")
    return tuple(cue for block in _blocks(lines[1:]) for cue in _cues(block))


def timestamp(ms: int) -> str:
    """Milliseconds from the start as `HH:MM:SS.mmm`, hours growing beyond two digits where they must."""
    seconds, ms = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{ms:03}"


def one_line(text: str) -> str:
    """Text that cannot break the lines or the encoding of a subtitle file."""
    return _LINE_BREAK.sub(" ", text.strip()).replace("\0", "\N{REPLACEMENT CHARACTER}")


def _block(cue: Cue) -> str:
    times = f"{timestamp(cue.start_ms)} --> {timestamp(cue.end_ms)}"
    return f"\n{times}\n<v {_escaped(cue.voice)}>{_escaped(cue.text)}\n"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _blocks(lines: Sequence[str]) -> Iterator[list[str]]:
    """Runs of lines between empty ones."""
    block: list[str] = []
    for line in [*lines, ""]:
        if line:
            block.append(line)
        elif block:
            yield block
            block = []


def _cues(block: Sequence[str]) -> Iterator[Cue]:
    """The cues of one block: its timing stands on the first line, or on the second below an identifier."""
    for position, line in enumerate(block[:2]):
        if timing := _TIMING.fullmatch(line):
            start_ms, end_ms = _milliseconds(timing.groups()[:4]), _milliseconds(timing.groups()[4:])
            for voice, text in _voices("\n".join(block[position + 1 :])):
                yield Cue(start_ms, end_ms, voice, text)
            return


def _milliseconds(stamp: Sequence[str | None]) -> int:
    hours, minutes, seconds, ms = (int(part or 0) for part in stamp)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + ms


def _voices(payload: str) -> Iterator[tuple[str, str]]:
    """(voice, text) for each stretch of the payload, without its other tags."""
    before, *spans = _VOICE.split(payload)
    for voice, text in [("", before), *zip(spans[::2], spans[1::2], strict=True)]:
        if plain := one_line(html.unescape(_TAG.sub("", text))):
            yield one_line(html.unescape(voice)), plain
