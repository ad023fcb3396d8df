"""Quotations of a summary under the names of those who say them: a summary outlives what people are called."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from transcripts.summary.outline import Decision, Statement, Summary, Topic


def quoted_in(summary: Summary) -> frozenset[int]:
    """The indices of the utterances that are quoted."""
    return frozenset(said for each in summary.every_statement if (said := _said_in(each)) is not None)


def under_names(summary: Summary, names: Mapping[int, str]) -> Summary:
    """The summary with each quotation under the name that `names` has for the utterance it is from.

    Without one there it stays as it is, and so does what is told in other words. The owners of next steps are not
    those who say them, and stay too.
    """
    return replace(
        summary,
        statements=_named(summary.statements, names),
        topics=tuple(_topic(topic, names) for topic in summary.topics),
        decisions=tuple(_decision(decision, names) for decision in summary.decisions),
    )


def _said_in(statement: Statement) -> int | None:
    """The utterance that a quotation is from; more evidence is what was said to it."""
    return statement.evidence[0] if statement.speaker_name and statement.evidence else None


def _named(statements: Iterable[Statement], names: Mapping[int, str]) -> tuple[Statement, ...]:
    return tuple(_statement(statement, names) for statement in statements)


def _statement(statement: Statement, names: Mapping[int, str]) -> Statement:
    said = _said_in(statement)
    return statement if said is None else replace(statement, speaker_name=names.get(said, statement.speaker_name))


def _topic(topic: Topic, names: Mapping[int, str]) -> Topic:
    return replace(topic, statements=_named(topic.statements, names))


def _decision(decision: Decision, names: Mapping[int, str]) -> Decision:
    return replace(decision, statement=_statement(decision.statement, names))
