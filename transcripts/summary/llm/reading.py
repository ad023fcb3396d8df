"""What a model's answers say, as parts of a summary, each statement checked against the record."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from transcripts.summary.due import date_of
from transcripts.summary.evidence import (
    Record,
    checked,
    is_named_in,
    quote_for,
    record_of,
    resting_on,
    stands_by,
    was_said,
)
from transcripts.summary.outline import Attendee, Decision, NextStep, Statement, Subject, Utterance
from transcripts.summary.tokens import stem_of, tokens_of

_MOST_SENTENCES = 4
_MOST_OF_SUBJECT = 8
_MOST_RECAP = 6
_TITLE_CHARS = 120
_FRAMING = " .\"'“”«»*#"
_TITLE_FRAME = re.compile(r"^(?:(?:meeting )?title|título|titre|titel)\s*:\s*", re.IGNORECASE)
_SAME = 0.6
"""Of two agreements that share so much of their words the second repeats the first."""


@dataclass(frozen=True, slots=True)
class Note:
    """A supported statement, for more to be built upon."""

    text: str
    evidence: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads answers about one meeting. `language` is the one they are written in; `sentences` are all that were spoken,
    with the index of their utterance; `said_on` is the day of the meeting.
    """

    record: Record
    language: str
    sentences: Sequence[tuple[int, str]]
    said_on: date | None

    def title(self, written: str, utterances: Iterable[int]) -> str:
        """The title without what frames it; "" when it names what these utterances do not."""
        title = _TITLE_FRAME.sub("", written.strip(_FRAMING)).strip(_FRAMING)[:_TITLE_CHARS]
        return title if title and is_named_in(self.record, title, utterances, language=self.language) else ""

    def sentences_of(self, written: Sequence[Mapping[str, Any]], readable: Iterable[int]) -> tuple[Statement, ...]:
        """Sentences that cite lines; only those that the model was given count."""
        given = frozenset(readable)
        told = (self._statement(entry["text"], entry, given) for entry in written[:_MOST_SENTENCES] if entry["text"])
        return tuple(told)

    def sentences_on_notes(
        self, written: Sequence[Mapping[str, Any]], notes: Sequence[Note], *, most: int
    ) -> tuple[Statement, ...]:
        """Sentences that cite notes, numbered from 1; they rest on what those rest on.

        In a language that was not spoken they are compared with the notes, which are known to be supported.
        """
        told = [(entry["text"], entry["lines"]) for entry in written[:most] if entry["text"]]
        if self.language == self.record.language:
            lines = [[line for number in cited for line in _evidence(notes, number)] for _, cited in told]
            return tuple(
                checked(self.record, text, rests_on, language=self.language)
                for (text, _), rests_on in zip(told, lines, strict=True)
            )
        noted = [Utterance(number, 0, 0, "", note.text) for number, note in enumerate(notes, start=1)]
        record = record_of(noted, self.language, self.record.roll)
        on_notes = (checked(record, text, cited, language=self.language) for text, cited in told)
        return tuple(
            resting_on(
                self.record,
                statement.text,
                [line for number in statement.evidence for line in _evidence(notes, number)],
                supported=statement.supported,
            )
            for statement in on_notes
        )

    def recap(self, answer: Mapping[str, Any], notes: Sequence[Note]) -> tuple[Statement, ...]:
        return self.sentences_on_notes(answer["recap"], notes, most=_MOST_RECAP)

    def subjects(self, answer: Mapping[str, Any], notes: Sequence[Note], *, most: int) -> tuple[Subject, ...]:
        """Subjects without a single sentence are left out; a title that names what was not said is empty."""
        found = []
        for entry in answer["subjects"][:most]:
            statements = self.sentences_on_notes(entry["sentences"], notes, most=_MOST_OF_SUBJECT)
            rests_on = {index for statement in statements for index in statement.evidence}
            if statements:
                found.append(Subject(self.title(entry["title"], rests_on or self.record.positions), statements))
        return tuple(found)

    def decisions(self, answer: Mapping[str, Any], readable: Iterable[int]) -> tuple[Decision, ...]:
        given, found = frozenset(readable), []
        for entry in answer["decisions"]:
            if entry["text"]:
                statement = self._statement(entry["text"], entry, given)
                quote = self._quote(statement, entry)
                found.append(Decision(statement, quote, self._attendee(entry["decided_by"], statement)))
        return tuple(found)

    def next_steps(self, answer: Mapping[str, Any], readable: Iterable[int]) -> tuple[NextStep, ...]:
        given = frozenset(readable)
        return tuple(self._next_step(entry, given) for entry in answer["next_steps"] if entry["task"])

    def distinct_decisions(self, decisions: Iterable[Decision]) -> tuple[Decision, ...]:
        kept: list[Decision] = []
        for decision in decisions:
            if not any(self._alike(decision.statement, other.statement) for other in kept):
                kept.append(decision)
        return tuple(kept)

    def distinct_steps(self, steps: Iterable[NextStep]) -> tuple[NextStep, ...]:
        """Each step once, with the day it is due wherever that was said."""
        kept: list[NextStep] = []
        for step in steps:
            same = next((place for place, other in enumerate(kept) if self._same_step(other, step)), None)
            if same is None:
                kept.append(step)
            elif step.due_as_said and not kept[same].due_as_said:
                kept[same] = replace(kept[same], due_as_said=step.due_as_said, due=step.due)
        return tuple(kept)

    def _statement(self, text: str, entry: Mapping[str, Any], given: frozenset[int]) -> Statement:
        lines = [number for number in entry["lines"] if number in given]
        return checked(self.record, text, lines, language=self.language, quote=entry.get("quote", ""))

    def _next_step(self, entry: Mapping[str, Any], given: frozenset[int]) -> NextStep:
        """A step given to somebody who neither speaks nor is named where it comes from is not supported."""
        statement = self._statement(entry["task"], entry, given)
        owner = self.record.roll.who(entry["owner"])
        if owner and not stands_by(self.record, owner, statement.evidence):
            statement = replace(statement, supported=False)
        due = entry["due"] if was_said(self.record, entry["due"], statement.evidence) else ""
        spoken = self.record.language
        return NextStep(
            statement,
            self._quote(statement, entry),
            owner=owner,
            owner_as_said="" if owner else self._said_name(entry["owner"]),
            due_as_said=due,
            due=date_of(due, spoken, self.said_on) if due and self.said_on else None,
            context=self._statement(entry["context"], entry, given) if entry["context"] else None,
        )

    def _quote(self, statement: Statement, entry: Mapping[str, Any]) -> str:
        """A sentence as it was spoken, never as the model quotes it."""
        return quote_for(self.record, entry.get("quote") or statement.text, statement.evidence, self.sentences)

    def _attendee(self, name: str, statement: Statement) -> Attendee | None:
        """Who is named, if that person speaks or is named where it was said."""
        attendee = self.record.roll.who(name)
        return attendee if attendee and stands_by(self.record, attendee, statement.evidence) else None

    def _said_name(self, name: str) -> str:
        """A name of somebody who did not take part, if it was spoken."""
        tokens = tokens_of(name)
        named = [token for token in tokens if token.lower() not in self.record.stopwords]
        return name.strip() if named and all(stem_of(token) in self.record.stems for token in tokens) else ""

    def _same_step(self, one: NextStep, other: NextStep) -> bool:
        same_owner = (one.owner, one.owner_as_said) == (other.owner, other.owner_as_said)
        return same_owner and self._alike(one.statement, other.statement)

    def _alike(self, one: Statement, other: Statement) -> bool:
        first, second = (
            {stem_of(token) for token in tokens_of(statement.text) if token.lower() not in self.record.stopwords}
            for statement in (one, other)
        )
        return len(first & second) >= _SAME * max(1, len(first | second))


def _evidence(notes: Sequence[Note], number: int) -> tuple[int, ...]:
    return notes[number - 1].evidence if 1 <= number <= len(notes) else ()
