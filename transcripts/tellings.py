"""The summaries of a version as rows, and the choice of the one that is shown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Max

from transcripts.models import Telling, Topic, Version
from transcripts.summary.llm.usage import Usage
from transcripts.summary.outline import Summary
from transcripts.summary.quotations import quoted_in, under_names
from transcripts.summary.stored import document_of, summary_in
from transcripts.text.speakers import name_of, names_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A summary and how it came about; `usage` is what a language model took, None where none was asked."""

    summary: Summary
    language: str
    took_ms: int
    usage: Usage | None = None
    instructions: str = ""
    troubles: tuple[str, ...] = ()


def locked(version_id: int) -> Version:
    """The version, whose summaries nobody else changes before this transaction ends."""
    return Version.objects.select_for_update(of=("self",)).select_related("chosen").get(pk=version_id)


def keep(version: Version, told: Told, *, asked_by: int | None = None) -> Telling:
    """Store a summary beside the earlier ones of the version, which is locked."""
    usage = told.usage
    last = version.tellings.aggregate(last=Max("number"))["last"] or 0
    return Telling.objects.create(
        version=version,
        number=last + 1,
        maker=Telling.Maker.LANGUAGE_MODEL if usage else Telling.Maker.EMBEDDED,
        model=usage.model[:255] if usage else "",
        prompt_version=usage.prompt_version if usage else "",
        calls=usage.calls if usage else 0,
        prompt_tokens=usage.prompt_tokens if usage else 0,
        completion_tokens=usage.completion_tokens if usage else 0,
        took_ms=told.took_ms,
        language=told.language,
        instructions=told.instructions,
        troubles=list(told.troubles),
        **texts_of(told.summary),
        document=document_of(told.summary),
        asked_by_id=asked_by,
    )


def choose(version: Version, telling: Telling, *, by: int | None = None) -> None:
    """Make this the summary of the version, which is locked, with its topics; to be published afterwards."""
    version.chosen, version.chosen_by_id = telling, by
    version.save(update_fields=["chosen", "chosen_by"])
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
        for position, topic in enumerate(summary_in(telling.document).topics)
    )


def told_in(version: Version, participants: Iterable[Mapping[str, Any]]) -> Summary:
    """The summary that the version shows, naming those it quotes as `participants` does; empty where there is none."""
    if version.chosen is None:
        return Summary()
    told = summary_in(version.chosen.document)
    names = names_in(participants)
    said = version.segments.filter(position__in=quoted_in(told)).values_list("position", "speaker")
    return under_names(told, {position: name_of(speaker, names) for position, speaker in said})


def texts_shown(version: Version, told: Summary) -> dict[str, str]:
    """Title and summaries to show for `told`, the summary of the version as `told_in` gives it.

    Summaries older than this table have no statements, only texts; these are shown as they were stored.
    """
    return {name: text or getattr(version.chosen, name, "") for name, text in texts_of(told).items()}


def texts_of(summary: Summary) -> dict[str, str]:
    """Title and summaries as they are stored, by the names of the columns."""
    return {
        "title": summary.title[:255],
        "short_summary": summary.short_summary,
        "long_summary": summary.long_summary,
    }


def retell_topics(version: Version, told: Summary) -> None:
    """Update the texts of the version's topics from the summary that it shows."""
    rows = [row for row in version.topics.all() if row.position < len(told.topics)]
    changed = [row for row in rows if row.summary != told.topics[row.position].summary]
    for row in changed:
        row.summary = told.topics[row.position].summary
    Topic.objects.bulk_update(changed, ["summary"])
