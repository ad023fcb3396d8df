"""What a summary is made of. Every statement of it points to where it was said."""

from dataclasses import dataclass

from transcripts.text.formats import clock


@dataclass(frozen=True, slots=True)
class Utterance:
    """A segment as the summariser sees it; `index` is what evidence refers to."""

    index: int
    start_ms: int
    end_ms: int
    speaker_name: str
    text: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence as it was spoken, with who said it and the index of the utterance it stands in."""

    utterance: int
    start_ms: int
    speaker_name: str
    text: str

    def __str__(self) -> str:
        return f"{self.speaker_name}: {self.text}"


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
class Summary:
    """Title, the few most telling sentences, and the topics; all empty when there is nothing to tell."""

    title: str = ""
    statements: tuple[Statement, ...] = ()
    topics: tuple[Topic, ...] = ()

    @property
    def short_summary(self) -> str:
        """One line per statement, `Name: sentence`."""
        return _lines(self.statements)

    @property
    def long_summary(self) -> str:
        """A paragraph per topic: a line with its title and time, then its statements line by line."""
        return "\n\n".join(
            f"{f'{topic.title} ' if topic.title else ''}({clock(topic.start_ms)})\n{topic.summary}".rstrip()
            for topic in self.topics
        )


def _lines(statements: tuple[Statement, ...]) -> str:
    return "\n".join(str(statement) for statement in statements)
