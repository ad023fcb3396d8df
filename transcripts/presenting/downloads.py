"""The files a transcript is downloaded as."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from transcripts.models import Transcript, Version
from transcripts.presenting.written import document_of
from transcripts.text.formats import json_document, render_srt, render_text
from transcripts.text.markdown import render_markdown
from transcripts.text.segments import Segment
from transcripts.text.spreadsheet import render_csv
from transcripts.text.webvtt import render_webvtt
from transcripts.text.word_document import render_docx
from transcripts.text.words import read_words

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# Characters that some file system refuses, and direction marks, with which a name could fake another extension.
_NOT_IN_FILE_NAMES = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|\u200e\u200f\u202a-\u202e\u2066-\u2069]+')
_MOST_BYTES = 200
"""Of the title in UTF-8: file systems allow 255 bytes, of which day and ending take 23."""


@dataclass(frozen=True, slots=True)
class Format:
    """`render` makes the file of a transcript and the version of it that is shown, as text or as bytes.

    `ending` is what follows the first point of its name: a form of its own each, so that one may have all in a folder.
    """

    label: str
    ending: str
    content_type: str
    render: Callable[[Transcript, Version], str | bytes]


def file_name(transcript: Transcript, ending: str) -> str:
    """`2026-01-15 Website launch planning.vtt`: the day in UTC and the title, or the room where there is none."""
    what = transcript.title or (transcript.room.name if transcript.room else "") or "transcript"
    clean = " ".join(_NOT_IN_FILE_NAMES.sub(" ", what).split()).strip(". ")
    short = clean[:120].encode()[:_MOST_BYTES].decode(errors="ignore").rstrip()
    return f"{transcript.recorded_at:%Y-%m-%d} {short or 'transcript'}.{ending}"


def _vtt(transcript: Transcript, version: Version) -> str:
    return render_webvtt(_segments(version), transcript.names)


def _stored_vtt(transcript: Transcript, version: Version) -> str:
    del version
    return transcript.webvtt


def _srt(transcript: Transcript, version: Version) -> str:
    return render_srt(_segments(version), transcript.names)


def _text(transcript: Transcript, version: Version) -> str:
    return render_text(_segments(version), transcript.names, times=False)


def _text_with_times(transcript: Transcript, version: Version) -> str:
    return render_text(_segments(version), transcript.names, times=True)


def _markdown(transcript: Transcript, version: Version) -> str:
    return render_markdown(document_of(transcript, version))


def _docx(transcript: Transcript, version: Version) -> bytes:
    return render_docx(document_of(transcript, version))


def _csv(transcript: Transcript, version: Version) -> str:
    return render_csv(_segments(version), transcript.names)


def _json(transcript: Transcript, version: Version) -> str:
    document = json_document(
        _segments(version),
        transcript.participants,
        duration_ms=transcript.duration_ms or 0,
        language=transcript.language,
        stats={},
    )
    return json.dumps(document, ensure_ascii=False, indent=1)


def _segments(version: Version) -> tuple[Segment, ...]:
    rows = version.segments.spoken().values_list("start_ms", "end_ms", "speaker", "words")
    return tuple(Segment(start_ms, end_ms, speaker, read_words(words)) for start_ms, end_ms, speaker, words in rows)


FORMATS: dict[str, Format] = {
    "vtt": Format("Subtitles, WebVTT", "vtt", "text/vtt; charset=utf-8", _vtt),
    "vtt-numbers": Format("WebVTT with speaker numbers", "numbers.vtt", "text/vtt; charset=utf-8", _stored_vtt),
    "srt": Format("Subtitles, SRT", "srt", "application/x-subrip; charset=utf-8", _srt),
    "txt": Format("Plain text", "txt", "text/plain; charset=utf-8", _text),
    "txt-times": Format("Plain text with times", "times.txt", "text/plain; charset=utf-8", _text_with_times),
    "md": Format("Markdown", "md", "text/markdown; charset=utf-8", _markdown),
    "docx": Format("Word document", "docx", _WORD, _docx),
    "csv": Format("Table for spreadsheets, CSV", "csv", "text/csv; charset=utf-8", _csv),
    "json": Format("JSON with every word", "json", "application/json", _json),
}
"""By the word that stands in the address."""
