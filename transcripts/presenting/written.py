"""A transcript as a document, for the downloads that are read from top to bottom."""

from collections.abc import Iterator

from rooms.languages import language_name
from transcripts.making.summarising import told_in
from transcripts.models import Transcript, Version
from transcripts.pages.evidence import Claim, claims_of
from transcripts.pages.turns import Line, Turn, chapters_of
from transcripts.presenting.reading import names_of
from transcripts.summary.outline import NextStep, Statement
from transcripts.text.document import Chapter, Document, Paragraph, Point
from transcripts.text.formats import clock
from transcripts.text.speakers import name_of

_LINE = ("position", "start_ms", "end_ms", "speaker", "text")


def document_of(transcript: Transcript, version: Version) -> Document:
    """The version as it stands on the page: summary, what was agreed, and the turns of talk under their topics."""
    names = names_of(transcript)
    lines = [Line(*row) for row in version.segments.order_by("position").values_list(*_LINE)]
    topics = [(topic.start_ms, topic.title) for topic in version.topics.all()]
    told = told_in(version)
    return Document(
        title=str(transcript),
        facts=tuple(_facts(transcript)),
        language=transcript.language,
        summary=tuple(_claimed(claim) for claim in claims_of(transcript.short_summary, lines, names)),
        decisions=tuple(_stated(each.statement, "likely" if each.likely else "") for each in told.decisions),
        action_items=tuple(_stated(each.statement, _to_do(each)) for each in told.next_steps),
        chapters=tuple(
            Chapter(chapter.title, chapter.start_ms, tuple(_spoken(turn, names) for turn in chapter.turns))
            for chapter in chapters_of(lines, topics)
        ),
    )


def _facts(transcript: Transcript) -> Iterator[str]:
    yield f"{transcript.recorded_at:%-d %B %Y, %H:%M} UTC"
    if transcript.duration_ms:
        yield clock(transcript.duration_ms)
    if people := dict.fromkeys(names_of(transcript).values()):
        yield ", ".join(people)
    if transcript.language:
        yield language_name(transcript.language)


def _claimed(claim: Claim) -> Point:
    return Point(f"{claim.speaker}: {claim.text}" if claim.speaker else claim.text, claim.start_ms)


def _stated(statement: Statement, note: str) -> Point:
    return Point(statement.text if statement.supported else str(statement), statement.start_ms, note)


def _to_do(step: NextStep) -> str:
    """Whose it is and until when, as far as that was said."""
    owner = step.owner.name if step.owner else step.owner_as_said
    due = f"{step.due_as_said} ({step.due:%-d %b %Y})" if step.due and step.due_as_said else step.due_as_said
    return ", ".join(part for part in (owner, due, "likely" if step.likely else "") if part)


def _spoken(turn: Turn, names: dict[int, str]) -> Paragraph:
    return Paragraph(name_of(turn.speaker, names), turn.start_ms, " ".join(line.text for line in turn.lines))
