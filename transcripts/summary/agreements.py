"""What was settled and who will do what, recognised by how people talk when they agree; nothing here is certain."""

import re
from collections.abc import Container, Iterable, Iterator, Sequence
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
class _Listener:
    """What one must know to hear who will do what."""

    language: str
    phrases: Phrases
    roll: Roll
    stopwords: frozenset[str]

    @property
    def any_name(self) -> str:
        """A pattern of all names, in the capitals they are written in."""
        names = {*(attendee.name for attendee in self.roll.attendees), *(word.title() for word in self.roll.calls)}
        return "|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name))) or r"(?!)"


@dataclass(frozen=True, slots=True)
class _Doer:
    sort: _Sort
    who: Attendee
    evidence: tuple[int, ...]


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
    listener = _Listener(language, phrases, roll, stopwords)
    clauses = tuple(_clauses(utterances, listener))
    settled = _decisions(clauses, phrases)
    steps = _merged(_steps(clauses, {decision.quote for decision in settled}, listener))
    return Agreements(settled, tuple(_next_step(step, language, said_on) for step in steps))


def _clauses(utterances: Sequence[Utterance], listener: _Listener) -> Iterator[_Clause]:
    """Sentences, cut where a new doer begins: "Kenji gets the quote, and I prepare the interviews"."""
    phrases = listener.phrases
    joint = re.compile(phrases.joint.format(names=f"(?-i:{listener.any_name})"), re.IGNORECASE)
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
    return tuple(_each_once(found))


def _each_once(found: Iterable[Decision]) -> Iterable[Decision]:
    """The same sentence again confirms the first."""
    by_quote: dict[str, Decision] = {}
    for decision in found:
        first = by_quote.setdefault(decision.quote, decision)
        evidence = tuple(sorted({*first.statement.evidence, *decision.statement.evidence}))
        by_quote[decision.quote] = replace(first, statement=replace(first.statement, evidence=evidence))
    return by_quote.values()


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


def _steps(clauses: Sequence[_Clause], settled: Container[str], listener: _Listener) -> Iterator[_Step]:
    openings = {clause.position: clause for clause in clauses if clause.opens}
    for clause in clauses:
        terms = frozenset(terms_of(clause.text, listener.stopwords))
        if clause.sentence in settled or not terms or listener.phrases.idle.search(clause.text):
            continue
        due = due_in(clause.text, listener.language)
        doer = (
            _named_doer(clause, listener)
            or _asked_doer(clause, openings.get(clause.position + 1), listener)
            or _speaking_doer(clause, listener.phrases, dated=bool(due))
        )
        if doer:
            yield _Step(doer.sort, doer.who, clause, doer.evidence, clause.utterance.start_ms, terms, due)


def _named_doer(clause: _Clause, listener: _Listener) -> _Doer | None:
    """ "Kenji, please ask…", "Kenji will ask…", and among actions read out "Kenji asks…"."""
    begun = re.match(rf"(?:[\w' ]{{0,12}}, )?(?P<name>{listener.any_name})\b(?P<rest>.*)", clause.text)
    if begun is None:
        return None
    acts = listener.phrases.deed.match(begun["rest"])
    who = listener.roll.who(begun["name"])
    if who is None or not (acts or (clause.read_out and listener.phrases.does.match(begun["rest"]))):
        return None
    return _Doer(_Sort.READ_OUT if clause.read_out else _Sort.ASKED, who, (clause.utterance.index,))


def _asked_doer(clause: _Clause, answer: _Clause | None, listener: _Listener) -> _Doer | None:
    """Who is named in a request, or else who says yes to it next."""
    if not listener.phrases.request.search(clause.text):
        return None
    here = (clause.utterance.index,)
    named = listener.roll.named_in(clause.text) - {_speaker(clause)}
    if len(named) == 1:
        return _Doer(_Sort.ASKED, next(iter(named)), here)
    if answer and listener.phrases.yes.match(answer.text) and _answers(answer, clause):
        return _Doer(_Sort.ASKED, _speaker(answer), (*here, answer.utterance.index))
    return None


def _speaking_doer(clause: _Clause, phrases: Phrases, *, dated: bool) -> _Doer | None:
    """ "I will", and "I prepare" where it can only be meant for the future."""
    if clause.asks or phrases.request.search(clause.text):
        return None
    meant = clause.read_out or (dated and not phrases.past_looks_alike)
    if phrases.promise.search(clause.text) or (meant and phrases.present.search(clause.text)):
        sort = _Sort.READ_OUT if clause.read_out else _Sort.PROMISED
        return _Doer(sort, _speaker(clause), (clause.utterance.index,))
    return None


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
    repeated = earlier.terms == later.terms and later.due in ("", earlier.due)
    return taken_on or repeated or len(earlier.terms & later.terms) >= _SHARED_TERMS


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
