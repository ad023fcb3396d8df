"""The summaries of a transcript: all that were made, those being made, and two of them side by side."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from transcripts.making.wishes import TellInput
from transcripts.models import Step, Telling, Transcript
from transcripts.pages.comparing import Run, side_by_side
from transcripts.summary.outline import NextStep, Statement, Summary, Topic
from transcripts.summary.stored import summary_in
from transcripts.text.formats import clock


@dataclass(frozen=True, slots=True)
class Underway:
    """A summary that somebody asked for and that is not there yet, or failed; `percent` while it is being made."""

    what: str
    language: str
    status: str
    status_label: str
    percent: int
    error: str


@dataclass(frozen=True, slots=True)
class Compared:
    """One part of two summaries under its heading, each in runs."""

    heading: str
    one: tuple[Run, ...]
    other: tuple[Run, ...]


def tellings_of(transcript: Transcript) -> list[Telling]:
    """All summaries of a transcript, newest first, those of earlier versions of its words too; one query."""
    return list(Telling.objects.filter(version__transcript=transcript).for_lists())


def underway(transcript: Transcript) -> tuple[Underway, ...]:
    """The summaries being made, and those that failed since the last one was made; one query."""
    asked = Step.objects.filter(version=transcript.current_id, kind=Step.Kind.TELL).order_by("pk")
    found: list[Step] = []
    for step in asked:
        # Failures are shown until a summary succeeds.
        found = [*found, step] if step.status != Step.Status.DONE else [one for one in found if _is_active(one)]
    return tuple(_underway(step) for step in found if step.status != Step.Status.CANCELLED)


def compared(one: Telling, other: Telling) -> tuple[Compared, ...]:
    """The parts that at least one of the two has."""
    first, second = (_parts(summary_in(telling.document)) for telling in (one, other))
    return tuple(
        Compared(heading, *side_by_side(first[heading], second[heading]))
        for heading in first
        if first[heading] or second[heading]
    )


def pair_to_compare(tellings: Sequence[Telling], chosen_id: int | None) -> tuple[int, int] | None:
    """The pair to compare when the reader chose none: the one shown and the newest other; None if there are not two."""
    ids = [telling.pk for telling in tellings]
    if len(ids) < 2:
        return None
    shown = chosen_id if chosen_id in ids else ids[0]
    return shown, next(pk for pk in ids if pk != shown)


def _is_active(step: Step) -> bool:
    return step.status in (Step.Status.QUEUED, Step.Status.RUNNING)


def _underway(step: Step) -> Underway:
    asked: TellInput = step.input
    by_model = asked["maker"] == Telling.Maker.LANGUAGE_MODEL
    return Underway(
        what=asked["model"] if by_model else Telling.Maker.EMBEDDED.label,
        language=asked["language"] if by_model else "",
        status=step.status,
        status_label=step.get_status_display(),
        percent=round(100 * step.progress),
        error=step.error,
    )


def _parts(summary: Summary) -> dict[str, str]:
    """The text of each part by its heading, unsupported statements marked as everywhere."""
    return {
        "Title": summary.title,
        "In short": summary.short_summary,
        "Subjects": "\n\n".join(map(str, summary.subjects)),
        "Decisions": _lines(decision.statement for decision in summary.decisions),
        "Action items": "\n".join(map(_next_step, summary.next_steps)),
        "Topics": "\n\n".join(map(_topic, summary.topics)),
    }


def _lines(statements: Iterator[Statement]) -> str:
    return "\n".join(map(str, statements))


def _next_step(step: NextStep) -> str:
    owner = step.owner.name if step.owner else step.owner_as_said
    return " · ".join(filter(None, (str(step.statement), owner, step.due_as_said)))


def _topic(topic: Topic) -> str:
    return f"{clock(topic.start_ms)} {topic.title}\n{topic.summary}".strip()
