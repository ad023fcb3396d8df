"""Title, summary and topics of a version: the embedded summary first, a language model's when one is configured."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any, NotRequired, TypedDict

from django.conf import settings

from transcripts.models import Step, Topic, Version
from transcripts.summary.embedded import summarise
from transcripts.summary.llm.asking import Budget
from transcripts.summary.llm.chat import Chat, Server
from transcripts.summary.llm.retelling import Retelling, Wanted, retell
from transcripts.summary.outline import Attendee, Summary, Utterance
from transcripts.summary.stored import document_of, summary_in
from transcripts.text.speakers import name_of

# Within what the quick queue allows a task.
CALL_S = 240.0
ALL_CALLS_S = 540.0


class SummaryResult(TypedDict):
    """What the steps `summarise` and `retell` answer. `document` is the whole summary, as `summary.stored` writes it.

    Of a language model also what it took, and in sentences what it did not tell.
    """

    title: str
    short_summary: str
    long_summary: str
    document: dict[str, Any]
    usage: NotRequired[dict[str, Any]]
    troubles: NotRequired[list[str]]


def embedded_summary(version: Version) -> Summary:
    """What the embedded summariser makes of the version's segments; empty when too little is said."""
    attendees = _attendees(version)
    said_on = version.transcript.recorded_at.date()
    return summarise(_utterances(version), version.language, attendees=attendees, said_on=said_on)


def retold_summary(version: Version, on_progress: Callable[[float], None]) -> Retelling:
    """What the configured language model makes of it. Raises RetellingFailed, and whatever `on_progress` raises."""
    embedded: SummaryResult = version.steps.result_of(Step.Kind.SUMMARISE)
    server = Server(
        url=settings.LLM_URL, model=settings.LLM_MODEL, api_key=settings.LLM_API_KEY, call_s=CALL_S, total_s=ALL_CALLS_S
    )
    wanted = Wanted(
        language=version.language, attendees=_attendees(version), said_on=version.transcript.recorded_at.date()
    )
    return retell(
        _utterances(version),
        version.language,
        summary_in(embedded["document"]),
        Chat(server),
        wanted,
        budget=Budget(most_seconds=ALL_CALLS_S),
        on_progress=on_progress,
    )


def told_in(version: Version) -> Summary:
    """The version's summary with what was agreed: the language model's where there is one, else the embedded one."""
    done = version.steps.filter(kind__in=[Step.Kind.RETELL, Step.Kind.SUMMARISE], status=Step.Status.DONE)
    # By name `retell` comes before `summarise`.
    told = done.order_by("kind").values_list("result", flat=True).first()
    return summary_in(told["document"]) if told and "document" in told else Summary()


def store_summary(version: Version, summary: Summary) -> SummaryResult:
    """Write the version's topics, replacing those of an earlier summary. Call inside a transaction."""
    version.topics.all().delete()
    Topic.objects.bulk_create(
        Topic(
            version=version,
            position=position,
            start_ms=topic.start_ms,
            end_ms=topic.end_ms,
            title=topic.title[:255],
            summary=topic.summary,
        )
        for position, topic in enumerate(summary.topics)
    )
    return SummaryResult(
        title=summary.title[:255],
        short_summary=summary.short_summary,
        long_summary=summary.long_summary,
        document=document_of(summary),
    )


def store_retelling(version: Version, retelling: Retelling) -> SummaryResult:
    """Write the topics as the language model tells them. Call inside a transaction."""
    stored = store_summary(version, retelling.summary)
    return {**stored, "usage": asdict(retelling.usage), "troubles": list(retelling.troubles)}


def _names(version: Version) -> dict[int, str]:
    assembled = version.steps.result_of(Step.Kind.ASSEMBLE)
    return {participant["speaker"]: participant["name"] for participant in assembled["participants"]}


def _attendees(version: Version) -> list[Attendee]:
    return [Attendee(name, speaker) for speaker, name in _names(version).items()]


def _utterances(version: Version) -> list[Utterance]:
    names = _names(version)
    segments = version.segments.spoken().values_list("position", "start_ms", "end_ms", "speaker", "text")
    return [
        Utterance(position, start_ms, end_ms, name_of(speaker, names), text, speaker)
        for position, start_ms, end_ms, speaker, text in segments
    ]
