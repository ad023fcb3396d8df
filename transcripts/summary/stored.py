"""A summary as JSON, for keeping it and for showing two of them side by side."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from transcripts.summary.outline import Attendee, Decision, NextStep, Statement, Subject, Summary, Topic


def document_of(summary: Summary) -> dict[str, Any]:
    """Plain values under the names of the fields; a day is written as in ISO 8601."""
    return asdict(summary, dict_factory=_plain)


def summary_in(document: Mapping[str, Any]) -> Summary:
    """The summary that `document_of` made this of. Raises KeyError and TypeError for anything else."""
    return Summary(
        title=document["title"],
        statements=_statements(document["statements"]),
        topics=tuple(_topic(topic) for topic in document["topics"]),
        subjects=tuple(Subject(one["title"], _statements(one["statements"])) for one in document["subjects"]),
        decisions=tuple(_decision(decision) for decision in document["decisions"]),
        next_steps=tuple(_next_step(step) for step in document["next_steps"]),
    )


def _plain(fields: list[tuple[str, Any]]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in fields}


def _statements(documents: list[Mapping[str, Any]]) -> tuple[Statement, ...]:
    return tuple(_statement(document) for document in documents)


def _statement(document: Mapping[str, Any]) -> Statement:
    return Statement(**{**document, "evidence": tuple(document["evidence"])})


def _topic(document: Mapping[str, Any]) -> Topic:
    statements = _statements(document["statements"])
    return Topic(**{**document, "statements": statements, "utterances": tuple(document["utterances"])})


def _attendee(document: Mapping[str, Any] | None) -> Attendee | None:
    return Attendee(**document) if document else None


def _decision(document: Mapping[str, Any]) -> Decision:
    statement, decided_by = _statement(document["statement"]), _attendee(document["decided_by"])
    return Decision(**{**document, "statement": statement, "decided_by": decided_by})


def _next_step(document: Mapping[str, Any]) -> NextStep:
    return NextStep(
        **{
            **document,
            "statement": _statement(document["statement"]),
            "owner": _attendee(document["owner"]),
            "due": date.fromisoformat(document["due"]) if document["due"] else None,
            "context": _statement(document["context"]) if document["context"] else None,
        }
    )
