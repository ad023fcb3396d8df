"""Title, summary and topics of a version, from its segments."""

from typing import TypedDict

from transcripts.models import Step, Topic, Version
from transcripts.summary.embedded import summarise as tell
from transcripts.summary.outline import Summary, Utterance
from transcripts.text.speakers import name_of


class SummariseResult(TypedDict):
    title: str
    short_summary: str
    long_summary: str


def summary_of(version: Version) -> Summary:
    """What the embedded summariser makes of the version's segments; empty when too little is said."""
    assembled = version.steps.result_of(Step.Kind.ASSEMBLE)
    names = {participant["speaker"]: participant["name"] for participant in assembled["participants"]}
    segments = version.segments.values_list("position", "start_ms", "end_ms", "speaker", "text")
    utterances = [
        Utterance(position, start_ms, end_ms, name_of(speaker, names), text)
        for position, start_ms, end_ms, speaker, text in segments.order_by("position")
    ]
    return tell(utterances, version.language)


def store_summary(version: Version, summary: Summary) -> SummariseResult:
    """Write the version's topics, replacing those of an earlier attempt. Call inside a transaction."""
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
    return SummariseResult(
        title=summary.title[:255], short_summary=summary.short_summary, long_summary=summary.long_summary
    )
