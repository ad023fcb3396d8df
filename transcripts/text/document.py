"""A transcript as a document read from top to bottom: what its written forms, Markdown and Word, are made from."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Point:
    """A statement and when it was said, `start_ms` None where that is not known; `note` tells whose it is to do."""

    text: str
    start_ms: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """What one person says in one go."""

    speaker: str
    start_ms: int
    text: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """Paragraphs under a heading; without a title they stand before the first one."""

    title: str
    start_ms: int
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """`facts` say when it was, how long, and who was there; `language` is the code of the one spoken, or empty."""

    title: str
    facts: tuple[str, ...]
    language: str = ""
    summary: tuple[Point, ...] = ()
    decisions: tuple[Point, ...] = ()
    action_items: tuple[Point, ...] = ()
    chapters: tuple[Chapter, ...] = ()

    @property
    def lists(self) -> tuple[tuple[str, tuple[Point, ...]], ...]:
        """What stands before the words: headings, each with its statements; empty ones are left out."""
        named = (("Summary", self.summary), ("Decisions", self.decisions), ("Action items", self.action_items))
        return tuple((heading, points) for heading, points in named if points)
