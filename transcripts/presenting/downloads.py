"""The files a transcript is downloaded as."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from transcripts.models import Topic, Transcript, Version
from transcripts.presenting.reading import names_of
from transcripts.text.formats import clock, json_document, render_srt, render_text
from transcripts.text.segments import Segment
from transcripts.text.webvtt import render_webvtt
from transcripts.text.words import Word

_NOT_IN_FILE_NAMES = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]+')


@dataclass(frozen=True, slots=True)
class Format:
    """`render` makes the file's text of a transcript and the version of it that is shown."""

    label: str
    extension: str
    content_type: str
    render: Callable[[Transcript, Version], str]


def file_name(transcript: Transcript, extension: str) -> str:
    """`2026-01-15 Website launch planning.vtt`: the day in UTC and the title, or the room where there is none."""
    what = transcript.title or (transcript.room.name if transcript.room else "") or "transcript"
    clean = " ".join(_NOT_IN_FILE_NAMES.sub(" ", what).split()).strip(". ")
    return f"{transcript.recorded_at:%Y-%m-%d} {clean[:120]}.{extension}"


def _vtt(transcript: Transcript, version: Version) -> str:
    return render_webvtt(_segments(version), names_of(transcript))


def _stored_vtt(transcript: Transcript, version: Version) -> str:
    del version
    return transcript.webvtt


def _srt(transcript: Transcript, version: Version) -> str:
    return render_srt(_segments(version), names_of(transcript))


def _text(transcript: Transcript, version: Version) -> str:
    return render_text(_segments(version), names_of(transcript), times=False)


def _text_with_times(transcript: Transcript, version: Version) -> str:
    return render_text(_segments(version), names_of(transcript), times=True)


def _markdown(transcript: Transcript, version: Version) -> str:
    """Title, who and when, summary, topics, then the words by topic."""
    names = ", ".join(dict.fromkeys(names_of(transcript).values()))
    head = [f"# {_plain(str(transcript))}", f"{transcript.recorded_at:%Y-%m-%d %H:%M} UTC · {_plain(names)}"]
    if transcript.short_summary:
        head += ["## Summary", *(f"- {_plain(line)}" for line in transcript.short_summary.splitlines())]
    body = _under_headings(_segments(version), _topics(version), names_of(transcript))
    return "\n\n".join([*head, *body]).replace("\n\n- ", "\n- ") + "\n"


def _json(transcript: Transcript, version: Version) -> str:
    document = json_document(
        _segments(version),
        transcript.participants,
        duration_ms=transcript.duration_ms or 0,
        language=transcript.language,
        stats={},
    )
    return json.dumps(document, ensure_ascii=False, indent=1)


def _under_headings(segments: tuple[Segment, ...], topics: list[Topic], names: dict[int, str]) -> list[str]:
    """A heading per topic, then a paragraph per segment."""
    waiting = list(topics)
    written = ["## Transcript"]
    for segment in segments:
        while waiting and waiting[0].start_ms <= segment.start_ms:
            written.append(f"### {_plain(waiting.pop(0).title)}")
        name = _plain(names.get(segment.speaker, f"Speaker {segment.speaker}"))
        written.append(f"**{name}** ({clock(segment.start_ms)}): {_plain(segment.text)}")
    return written


def _plain(text: str) -> str:
    """Text that Markdown does not take for its own marks."""
    return re.sub(r"([\\`*_\[\]<>#|~])", r"\\\1", text)


def _segments(version: Version) -> tuple[Segment, ...]:
    rows = version.segments.spoken().values_list("start_ms", "end_ms", "speaker", "words")
    return tuple(
        Segment(start_ms, end_ms, speaker, tuple(Word(*word) for word in words))
        for start_ms, end_ms, speaker, words in rows
    )


def _topics(version: Version) -> list[Topic]:
    return list(version.topics.all())


FORMATS: dict[str, Format] = {
    "vtt": Format("Subtitles, WebVTT", "vtt", "text/vtt; charset=utf-8", _vtt),
    "vtt-numbers": Format("WebVTT with speaker numbers", "vtt", "text/vtt; charset=utf-8", _stored_vtt),
    "srt": Format("Subtitles, SRT", "srt", "application/x-subrip; charset=utf-8", _srt),
    "txt": Format("Plain text", "txt", "text/plain; charset=utf-8", _text),
    "txt-times": Format("Plain text with times", "txt", "text/plain; charset=utf-8", _text_with_times),
    "md": Format("Markdown", "md", "text/markdown; charset=utf-8", _markdown),
    "json": Format("JSON with every word", "json", "application/json", _json),
}
"""By the word that stands in the address."""
