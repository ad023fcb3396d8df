"""The lines of a transcript's summary and topics, each with the place where it was said.

For generated lines this is their evidence; the words of a line that a person wrote are looked for in what was said.
"""

from collections.abc import Iterable

from transcripts.models import Topic, Transcript
from transcripts.pages.evidence import Claim, Said
from transcripts.summary.outline import UNSUPPORTED, Statement, Summary


def claims_in_short(transcript: Transcript, told: Summary, said: Said) -> tuple[Claim, ...]:
    """The short summary; `told` is the generated one."""
    if told.statements and "short_summary" not in transcript.written:
        return resting_on(told.statements, said)
    return said.claims_of(transcript.short_summary)


def claims_by_topic(topics: Iterable[Topic], told: Summary, said: Said) -> tuple[tuple[Topic, tuple[Claim, ...]], ...]:
    """Each topic with its summary."""
    statements = {position: topic.statements for position, topic in enumerate(told.topics)}
    return tuple(
        (topic, resting_on(statements[topic.position], said))
        if topic.position in statements
        else (topic, said.claims_of(topic.summary))
        for topic in topics
    )


def resting_on(statements: Iterable[Statement], said: Said) -> tuple[Claim, ...]:
    """Each statement with the place of the first shown segment of its evidence; one that is not supported has none."""
    return tuple(_resting(statement, said) for statement in statements)


def _resting(statement: Statement, said: Said) -> Claim:
    if not statement.supported:
        return Claim(f"{statement.text} {UNSUPPORTED}", statement.speaker_name)
    places = ((position, said.start_of(position)) for position in statement.evidence)
    position, start_ms = next((place for place in places if place[1] is not None), (None, None))
    return Claim(statement.text, statement.speaker_name, start_ms, position)
