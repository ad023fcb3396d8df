"""What was settled and who will do what, recognised by how people talk when they agree; nothing here is certain."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum
from itertools import pairwise

from transcripts.summary.agreement_phrases import PHRASES, Phrases
from transcripts.summary.due import date_of, due_in
from transcripts.summary.names import Roll
from transcripts.summary.outline import Attendee, Decision, NextStep, Statement, Utterance
from transcripts.summary.vocabulary import terms_of
from transcripts.text.sentences import split_sentences

_READ_OUT_FOR = 12
"""Clauses after "let me repeat the actions" in which "Ana calls the printer" is one of them."""
_ANSWER_WITHIN = 4
_CLOSED_WITHIN = 6
_SHARED_TERMS = 2
"""Two steps of one person that share so many telling words are one."""
_QUESTION_MARKS = ("?", "？")
_OPENING_MARKS = "¿¡\"'“«– "


class _Sort(IntEnum):
    """How a step was said; the clearer one stands for others that mean the same."""

    PROMISED = 1
    ASKED = 2
    READ_OUT = 3


@dataclass(frozen=True, slots=True)
class _Clause:
    position: int
    utterance: Utterance
    sentence: str
    said: str
    """The clause as it stands in the sentence."""
    text: str
    """The clause with plain apostrophes and without opening marks."""
    opens: bool
    """Whether it begins its utterance."""
    read_out: bool

    @property
    def asks(self) -> bool:
        return self.sentence.endswith(_QUESTION_MARKS)


@dataclass(frozen=True, slots=True)
class _Step:
    sort: _Sort
    owner: Attendee
    clause: _Clause
    evidence: tuple[int, ...]
    since_ms: int
    terms: frozenset[str]
    due: str


@dataclass(frozen=True, slots=True)
class Agreements:
    decisions: tuple[Decision, ...] = ()
    next_steps: tuple[NextStep, ...] = ()


def agreements_in(
    utterances: Sequence[Utterance], language: str, roll: Roll, stopwords: frozenset[str], said_on: date | None
) -> Agreements:
    """Likely decisions and next steps in English, Spanish, French or German; none in other languages.

    `said_on` is the day of the meeting, by which "tomorrow" becomes a date.
    """
    phrases = PHRASES.get(language)
    if phrases is None:
        return Agreements()
    clauses = tuple(_clauses(utterances, phrases, roll))
    settled = _decisions(clauses, phrases)
    taken = {decision.quote for decision in settled}
    free = tuple(clause for clause in clauses if clause.sentence not in taken)
    steps = _merged(_steps(free, clauses, phrases, roll, stopwords, language))
    return Agreements(settled, tuple(_next_step(step, language, said_on) for step in steps))


def _clauses(utterances: Sequence[Utterance], phrases: Phrases, roll: Roll) -> Iterator[_Clause]:
    """Sentences, cut where a new doer begins: "Kenji gets the quote, and I prepare the interviews"."""
    joint = re.compile(phrases.joint.format(names=_any_name(roll)), re.IGNORECASE)
    read_out = 0
    for position, utterance in enumerate(utterances):
        first = True
        for sentence in split_sentences(utterance.text):
            plain = sentence.replace("’", "'")
            if phrases.readout.search(plain):
                read_out = _READ_OUT_FOR
                first = False
                continue
            cuts = [(cut.start(), cut.end()) for cut in joint.finditer(plain)]
            for (_, begin), (end, _) in pairwise([(0, 0), *cuts, (len(plain), len(plain))]):
                read_out = max(0, read_out - 1)
                text = plain[begin:end].lstrip(_OPENING_MARKS)
                yield _Clause(position, utterance, sentence, sentence[begin:end], text, first, read_out > 0)
                first = False


def _decisions(clauses: Sequence[_Clause], phrases: Phrases) -> tuple[Decision, ...]:
    found: list[Decision] = []
    proposal: _Clause | None = None
    for clause in clauses:
        speaker = _speaker(clause)
        if phrases.closed.search(clause.text) and _can_settle(clause, phrases):
            _close(found, clause)
        elif phrases.settled.search(clause.text) and _can_settle(clause, phrases):
            found.append(_decision(clause, (clause.utterance.index,), speaker))
            proposal = None
        elif phrases.proposal.search(clause.text):
            proposal = clause
        elif proposal and phrases.assent.search(clause.text) and _answers(clause, proposal):
            found.append(_decision(proposal, (proposal.utterance.index, clause.utterance.index), speaker))
            proposal = None
    return tuple({decision.quote: decision for decision in found}.values())


def _can_settle(clause: _Clause, phrases: Phrases) -> bool:
    return not clause.asks and not phrases.open_question.search(clause.text) and not phrases.idle.search(clause.text)


def _answers(clause: _Clause, earlier: _Clause) -> bool:
    near = clause.position - earlier.position <= _ANSWER_WITHIN
    return near and _speaker(clause) != _speaker(earlier)


def _close(found: list[Decision], clause: _Clause) -> None:
    """ "The date is decided" closes what was settled just before, and is a decision only where nothing was."""
    index = clause.utterance.index
    if found and index - found[-1].statement.evidence[-1] <= _CLOSED_WITHIN:
        last = found[-1]
        evidence = tuple(sorted({*last.statement.evidence, index}))
        found[-1] = replace(last, statement=replace(last.statement, evidence=evidence))
    else:
        found.append(_decision(clause, (index,), _speaker(clause)))


def _decision(clause: _Clause, evidence: tuple[int, ...], speaker: Attendee) -> Decision:
    return Decision(_statement(clause, evidence, clause.utterance.start_ms), clause.sentence, speaker, likely=True)


def _steps(
    free: Sequence[_Clause],
    clauses: Sequence[_Clause],
    phrases: Phrases,
    roll: Roll,
    stopwords: frozenset[str],
    language: str,
) -> Iterator[_Step]:
    openings = {clause.position: clause for clause in clauses if clause.opens}
    for clause in free:
        if phrases.idle.search(clause.text):
            continue
        due = due_in(clause.text, language)
        for sort, owner, evidence in _doers(clause, openings.get(clause.position + 1), phrases, roll, due):
            terms = frozenset(terms_of(clause.text, stopwords))
            if terms:
                yield _Step(sort, owner, clause, evidence, clause.utterance.start_ms, terms, due)


def _doers(
    clause: _Clause, answer: _Clause | None, phrases: Phrases, roll: Roll, due: str
) -> Iterator[tuple[_Sort, Attendee, tuple[int, ...]]]:
    """Who is to do it, at most one."""
    here, text = (clause.utterance.index,), clause.text
    begun = re.match(rf"(?:[\w' ]{{0,12}}, )?(?P<name>{_any_name(roll)})\b(?P<rest>.*)", text, re.IGNORECASE)
    if begun and (phrases.deed.match(begun["rest"]) or (clause.read_out and phrases.does.match(begun["rest"]))):
        owner = roll.who(begun["name"])
        if owner:
            yield (_Sort.READ_OUT if clause.read_out else _Sort.ASKED), owner, here
    elif phrases.request.search(text):
        named = roll.named_in(text) - {_speaker(clause)}
        if len(named) == 1:
            yield _Sort.ASKED, next(iter(named)), here
        elif answer and phrases.yes.match(answer.text) and _answers(answer, clause):
            yield _Sort.ASKED, _speaker(answer), (*here, answer.utterance.index)
    elif clause.asks:
        return
    elif phrases.promise.search(text):
        yield (_Sort.READ_OUT if clause.read_out else _Sort.PROMISED), _speaker(clause), here
    elif phrases.present.search(text) and (clause.read_out or (due and not phrases.past_looks_alike)):
        yield (_Sort.READ_OUT if clause.read_out else _Sort.PROMISED), _speaker(clause), here


def _merged(steps: Iterator[_Step]) -> list[_Step]:
    kept: list[_Step] = []
    for step in steps:
        same = next((place for place, other in enumerate(kept) if _same(other, step)), None)
        if same is None:
            kept.append(step)
        else:
            kept[same] = _together(kept[same], step)
    return kept


def _same(earlier: _Step, later: _Step) -> bool:
    if earlier.owner != later.owner:
        return False
    taken_on = (
        earlier.sort == _Sort.ASKED
        and later.sort == _Sort.PROMISED
        and 0 <= later.clause.utterance.index - earlier.evidence[-1] <= 1
    )
    return taken_on or len(earlier.terms & later.terms) >= _SHARED_TERMS


def _together(earlier: _Step, later: _Step) -> _Step:
    """The clearer of the two, on the evidence of both."""
    clearer, other = (later, earlier) if later.sort >= earlier.sort else (earlier, later)
    return replace(
        clearer,
        evidence=tuple(sorted({*earlier.evidence, *later.evidence})),
        since_ms=min(earlier.since_ms, later.since_ms),
        terms=earlier.terms | later.terms,
        due=clearer.due or other.due,
    )


def _next_step(step: _Step, language: str, said_on: date | None) -> NextStep:
    return NextStep(
        _statement(step.clause, step.evidence, step.since_ms),
        step.clause.sentence,
        owner=step.owner,
        due_as_said=step.due,
        due=date_of(step.due, language, said_on) if said_on and step.due else None,
        likely=True,
    )


def _statement(clause: _Clause, evidence: tuple[int, ...], since_ms: int) -> Statement:
    return Statement(clause.said, evidence, since_ms, clause.utterance.speaker_name)


def _speaker(clause: _Clause) -> Attendee:
    return Attendee(clause.utterance.speaker_name, clause.utterance.speaker)


def _any_name(roll: Roll) -> str:
    names = {*(attendee.name for attendee in roll.attendees), *roll.calls}
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) or r"(?!)"
