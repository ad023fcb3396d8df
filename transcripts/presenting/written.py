"""A transcript as a document, for the downloads that are read from top to bottom."""

from collections.abc import Iterator

from rooms.languages import language_name
from transcripts.models import ActionItem, Transcript, Version
from transcripts.pages.evidence import Claim, Said
from transcripts.pages.turns import Line, Turn, chapters_of
from transcripts.presenting.claims import claims_in_short
from transcripts.summary.outline import UNSUPPORTED, Statement
from transcripts.tellings import told_in
from transcripts.text.document import Chapter, Document, Paragraph, Point
from transcripts.text.formats import clock
from transcripts.text.speakers import name_of

_LINE = ("position", "start_ms", "end_ms", "speaker", "text")


def document_of(transcript: Transcript, version: Version) -> Document:
    """The version as it stands on the page: summary, what was agreed, and the turns of talk under their topics."""
    names = transcript.names
    lines = [Line(*row) for row in version.segments.spoken().values_list(*_LINE)]
    topics = [(topic.start_ms, topic.title) for topic in version.topics.all()]
    told = told_in(version, transcript.participants)
    return Document(
        title=str(transcript),
        facts=tuple(_facts(transcript)),
        language=transcript.language,
        summary=tuple(_claimed(claim) for claim in claims_in_short(transcript, told, Said(lines, names))),
        decisions=tuple(_stated(each.statement, "likely" if each.likely else "") for each in told.decisions),
        action_items=tuple(_to_do(item) for item in transcript.action_items.standing().as_spoken()),
        chapters=tuple(
            Chapter(chapter.title, chapter.start_ms, tuple(_spoken(turn, names) for turn in chapter.turns))
            for chapter in chapters_of(lines, topics)
        ),
    )


def _facts(transcript: Transcript) -> Iterator[str]:
    yield f"{transcript.recorded_at:%-d %B %Y, %H:%M} UTC"
    if transcript.duration_ms:
        yield clock(transcript.duration_ms)
    if people := dict.fromkeys(transcript.names.values()):
        yield ", ".join(people)
    if transcript.language:
        yield language_name(transcript.language)


def _claimed(claim: Claim) -> Point:
    return Point(f"{claim.speaker}: {claim.text}" if claim.speaker else claim.text, claim.start_ms)


def _stated(statement: Statement, note: str) -> Point:
    return Point(statement.text if statement.supported else str(statement), statement.start_ms, note)


def _to_do(item: ActionItem) -> Point:
    """What is to be done, with whose it is and until when, as far as that is known."""
    day = f"{item.due:%-d %b %Y}" if item.due else ""
    due = f"{item.due_as_said} ({day})" if day and item.due_as_said else day or item.due_as_said
    marks = ("likely" if item.likely else "", "done" if item.done else "")
    note = ", ".join(part for part in (item.owner_name, due, *marks) if part)
    return Point(item.text if item.supported else f"{item.text} {UNSUPPORTED}", item.start_ms, note)


def _spoken(turn: Turn, names: dict[int, str]) -> Paragraph:
    return Paragraph(name_of(turn.speaker, names), turn.start_ms, " ".join(line.text for line in turn.lines))
