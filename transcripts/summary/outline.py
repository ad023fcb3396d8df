"""What a summary is made of. Every statement of it points to where it was said, or says that it was not."""

from dataclasses import dataclass
from datetime import date

from transcripts.text.formats import clock

UNSUPPORTED = "[unsupported]"
"""What follows, in every rendered text, a statement that nothing said supports."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """A segment as the summariser sees it; `index` is what evidence refers to."""

    index: int
    start_ms: int
    end_ms: int
    speaker_name: str
    text: str
    speaker: int | None = None


@dataclass(frozen=True, slots=True)
class Attendee:
    """Who took part in the meeting; `speaker` is None where only the name is known."""

    name: str
    speaker: int | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of a summary.

    `evidence` holds the indices of the utterances it rests on, ascending, and is never empty where it is `supported`.
    `start_ms` is when the first of these begins, None without evidence. `speaker_name` is whose own words these are,
    "" when they are told in other words.
    """

    text: str
    evidence: tuple[int, ...]
    start_ms: int | None
    speaker_name: str = ""
    supported: bool = True

    def __str__(self) -> str:
        said = f"{self.speaker_name}: {self.text}" if self.speaker_name else self.text
        return said if self.supported else f"{said} {UNSUPPORTED}"


@dataclass(frozen=True, slots=True)
class Topic:
    """A stretch of talk about one thing; topics follow each other and leave no utterance out."""

    start_ms: int
    end_ms: int
    title: str
    statements: tuple[Statement, ...]
    utterances: tuple[int, ...]

    @property
    def summary(self) -> str:
        return _lines(self.statements)


@dataclass(frozen=True, slots=True)
class Subject:
    """A paragraph about one of the few things that a meeting was held for."""

    title: str
    statements: tuple[Statement, ...]

    def __str__(self) -> str:
        paragraph = " ".join(str(statement) for statement in self.statements)
        return f"{self.title}\n{paragraph}".strip()


@dataclass(frozen=True, slots=True)
class Decision:
    """Something settled. `quote` is the sentence as it was spoken, "" when there is none; `likely` says that it was
    recognised by how people talk when they decide, and not understood.
    """

    statement: Statement
    quote: str
    decided_by: Attendee | None = None
    likely: bool = False


@dataclass(frozen=True, slots=True)
class NextStep:
    """Something to be done.

    `owner` is one of those who took part; `owner_as_said` names somebody else who was spoken of. `due_as_said` are
    words of the meeting, `due` the day they mean, None when that cannot be told.
    """

    statement: Statement
    quote: str
    owner: Attendee | None = None
    owner_as_said: str = ""
    due_as_said: str = ""
    due: date | None = None
    context: Statement | None = None
    likely: bool = False


@dataclass(frozen=True, slots=True)
class Summary:
    """Title, the few sentences that tell most, the topics, and what was agreed; all empty when nothing is to be told.

    Only a language model writes `subjects`.
    """

    title: str = ""
    statements: tuple[Statement, ...] = ()
    topics: tuple[Topic, ...] = ()
    subjects: tuple[Subject, ...] = ()
    decisions: tuple[Decision, ...] = ()
    next_steps: tuple[NextStep, ...] = ()

    @property
    def short_summary(self) -> str:
        """One line per statement, `Name: sentence` where it is a quotation."""
        return _lines(self.statements)

    @property
    def long_summary(self) -> str:
        """The subjects, each a line with its title and a paragraph; without any, a paragraph per topic: a line with
        its title and time, then its statements line by line.
        """
        if self.subjects:
            return "\n\n".join(str(subject) for subject in self.subjects)
        return "\n\n".join(
            f"{f'{topic.title} ' if topic.title else ''}({clock(topic.start_ms)})\n{topic.summary}".rstrip()
            for topic in self.topics
        )

    @property
    def every_statement(self) -> tuple[Statement, ...]:
        """All that this summary says, in whatever part of it."""
        return (
            *self.statements,
            *(statement for topic in self.topics for statement in topic.statements),
            *(statement for subject in self.subjects for statement in subject.statements),
            *(decision.statement for decision in self.decisions),
            *(step.statement for step in self.next_steps),
            *(step.context for step in self.next_steps if step.context),
        )


def _lines(statements: tuple[Statement, ...]) -> str:
    return "\n".join(str(statement) for statement in statements)
