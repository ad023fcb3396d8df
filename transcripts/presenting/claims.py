"""What a transcript's summary and topics say, line by line, each with where it was said.

Of what was generated this is known by its evidence; a person's words are looked for in what was said.
"""

from collections.abc import Iterable, Mapping

from transcripts.models import Topic, Transcript
from transcripts.pages.evidence import Claim, Said, claims_of
from transcripts.summary.outline import UNSUPPORTED, Statement, Summary


def claims_in_short(transcript: Transcript, told: Summary, said: Said) -> tuple[Claim, ...]:
    """The short summary; `told` is the generated one."""
    if told.statements and "short_summary" not in transcript.written:
        return resting_on(told.statements, said)
    return claims_of(transcript.short_summary, said)


def claims_by_topic(topics: Iterable[Topic], told: Summary, said: Said) -> tuple[tuple[Topic, tuple[Claim, ...]], ...]:
    """Each topic with its summary."""
    statements = {position: topic.statements for position, topic in enumerate(told.topics)}
    return tuple(
        (topic, resting_on(statements[topic.position], said))
        if topic.position in statements
        else (topic, claims_of(topic.summary, said))
        for topic in topics
    )


def resting_on(statements: Iterable[Statement], said: Said) -> tuple[Claim, ...]:
    """Each statement with the place of the first line of its evidence that is shown.

    One that is not supported has none, and says so.
    """
    starts = {line.position: line.start_ms for _, _, line in said}
    return tuple(_resting(statement, starts) for statement in statements)


def _resting(statement: Statement, starts: Mapping[int, int]) -> Claim:
    if not statement.supported:
        return Claim(f"{statement.text} {UNSUPPORTED}", statement.speaker_name)
    position = next((each for each in statement.evidence if each in starts), None)
    return Claim(statement.text, statement.speaker_name, None if position is None else starts[position], position)
