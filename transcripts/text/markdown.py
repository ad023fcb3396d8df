"""A transcript as Markdown: https://spec.commonmark.org/."""

import re
from collections.abc import Iterator

from transcripts.text.document import Chapter, Document, Point
from transcripts.text.formats import clock
from transcripts.text.webvtt import one_line

_MARKS = re.compile(r"([\\`*_\[\]<>#|~])")


def render_markdown(document: Document) -> str:
    """Title and facts, a list for each of summary, decisions and action items, then the words by topic."""
    return "\n\n".join(_blocks(document)) + "\n"


def _blocks(document: Document) -> Iterator[str]:
    yield f"# {_plain(document.title)}"
    yield " · ".join(map(_plain, document.facts))
    for heading, points in document.lists:
        yield "\n".join([f"## {heading}", *map(_item, points)])
    yield "## Transcript"
    for chapter in document.chapters:
        yield from _chapter(chapter)


def _chapter(chapter: Chapter) -> Iterator[str]:
    if chapter.title:
        yield f"### {_plain(chapter.title)}"
    for paragraph in chapter.paragraphs:
        yield f"**{_plain(paragraph.speaker)}** ({clock(paragraph.start_ms)}): {_plain(paragraph.text)}"


def _item(point: Point) -> str:
    note = f" – {_plain(point.note)}" if point.note else ""
    time = f" ({clock(point.start_ms)})" if point.start_ms is not None else ""
    return f"- {_plain(point.text)}{note}{time}"


def _plain(text: str) -> str:
    """One line that Markdown does not take for its own marks."""
    return _MARKS.sub(r"\\\1", one_line(text))
