"""A meeting told by a language model: part by part, then the whole from notes of which each is known to have been said.

Where the topics begin is decided beforehand, by the embedded summariser; the model names and tells them. What it fails
to tell stays as the embedded summariser told it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any, TypeAlias, TypeVar

from reflector_site.http import CallFailed
from transcripts.summary.evidence import record_of
from transcripts.summary.llm.answers import BadAnswer
from transcripts.summary.llm.asking import Asker, Budget, OutOfBudget
from transcripts.summary.llm.chat import Chat, TooLong
from transcripts.summary.llm.parts import Part, parts_of, token_count
from transcripts.summary.llm.prompts import Setting, about_part, about_whole
from transcripts.summary.llm.reading import Note, Reader
from transcripts.summary.llm.usage import Usage
from transcripts.summary.names import attendees_of, roll_of
from transcripts.summary.outline import Attendee, Decision, NextStep, Summary, Topic, Utterance
from transcripts.text.sentences import split_sentences

_SUBJECTS_UP_TO_MINUTES = (5, 15, 30, 45, 60)
_MOST_TOPIC_SENTENCES = 4
_NUMBER_TOKENS = 3
_POLL_S = 1.0
_DEEPEST_HALVING = 3

_T = TypeVar("_T")
_Answered: TypeAlias = list[tuple[Part, Mapping[str, Any]]]


class RetellingFailed(Exception):
    """The model gave no useful answer; `passing` says whether trying again can help. The embedded summary stays."""

    def __init__(self, message: str, *, passing: bool) -> None:
        super().__init__(message)
        self.passing = passing


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a meeting is to be told in and by whose wishes: the room's language (ISO 639-1) and its own instructions.

    `attendees` are those who took part without speaking too; `said_on` is the day of the meeting.
    """

    language: str
    instructions: str = ""
    attendees: Sequence[Attendee] = ()
    said_on: date | None = None


@dataclass(frozen=True, slots=True)
class Retelling:
    """`troubles` says, in sentences for staff, what the model did not tell and stays as the embedded summariser did."""

    summary: Summary
    usage: Usage
    troubles: tuple[str, ...]


def retell(
    utterances: Sequence[Utterance],
    spoken: str,
    embedded: Summary,
    chat: Chat,
    wanted: Wanted,
    *,
    budget: Budget | None = None,
    on_progress: Callable[[float], None] = lambda share: None,
) -> Retelling:
    """What the model makes of a meeting, each statement checked against what was said.

    `spoken` is the language of the utterances (ISO 639-1), `embedded` what the embedded summariser made of them; where
    that is empty nothing is asked. `on_progress` is called about once a second from the calling thread with the share
    done; what it raises ends the work. Raises RetellingFailed.
    """
    budget = budget or Budget()
    asker = Asker(chat, budget, language=wanted.language)
    if not embedded.topics:
        return Retelling(embedded, asker.usage, ())
    telling = _telling(utterances, spoken, embedded, wanted, asker)
    parts = parts_of(utterances, embedded.topics, most_tokens=budget.record_tokens, most_parts=budget.most_parts)
    try:
        answered = _ask_parts(telling, parts, budget.parallel, on_progress)
        if not answered:
            raise RetellingFailed(f"{chat.server.model}: {telling.troubles[0]}", passing=False)
        share = len(parts) / (len(parts) + 1)
        told = _told(telling, answered)
        summary = _with_whole(telling, told, budget.record_tokens, lambda done: on_progress(share))
    except CallFailed as failure:
        raise RetellingFailed(f"{chat.server.model}: {failure}", passing=failure.passing) from failure
    return Retelling(summary, asker.usage, tuple(telling.troubles))


@dataclass(frozen=True, slots=True)
class _Telling:
    """What the steps of telling one meeting share."""

    asker: Asker
    reader: Reader
    setting: Setting
    embedded: Summary
    troubles: list[str]


def _telling(utterances: Sequence[Utterance], spoken: str, embedded: Summary, wanted: Wanted, asker: Asker) -> _Telling:
    roll = roll_of((*attendees_of(utterances), *wanted.attendees))
    sentences = tuple((u.index, sentence) for u in utterances for sentence in split_sentences(u.text))
    reader = Reader(record_of(utterances, spoken, roll), wanted.language, sentences, wanted.said_on)
    people = list(dict.fromkeys(person.name for person in roll.attendees))
    return _Telling(asker, reader, Setting(wanted.language, spoken, people, wanted.instructions), embedded, [])


def subject_count(length_ms: int) -> int:
    """How many subjects a meeting of this length is told in: one in five minutes, up to six from an hour on."""
    return 1 + sum(length_ms > minutes * 60_000 for minutes in _SUBJECTS_UP_TO_MINUTES)


def _ask_parts(
    telling: _Telling, parts: Sequence[Part], parallel: int, on_progress: Callable[[float], None]
) -> _Answered:
    """The answers about the parts, those of no use left out. Raises CallFailed."""
    calls = [partial(_ask_part, telling, part, number, len(parts)) for number, part in enumerate(parts, start=1)]
    asked = _asked(calls, parallel, lambda done: on_progress(done / (len(parts) + 1)))
    answered: _Answered = []
    for number, one in enumerate(asked, start=1):
        try:
            answered += one.result()
        except (BadAnswer, TooLong, OutOfBudget) as trouble:
            telling.troubles.append(f"part {number} of {len(parts)}: {trouble}")
    return answered


def _asked(calls: Sequence[Callable[[], _T]], parallel: int, hear: Callable[[int], None]) -> list[Future[_T]]:
    """Make the calls in threads of their own, while `hear` is told about once a second, in this one, how many are done.

    Until all are, or one failed in a way that the others would too. Raises CallFailed, and whatever `hear` raises.
    """
    executor = ThreadPoolExecutor(max_workers=parallel, thread_name_prefix="retelling")
    try:
        asked = [executor.submit(call) for call in calls]
        _await(asked, hear)
    finally:
        # Whoever is being asked is not waited for: an answer that nobody wants ends by its own time limit.
        executor.shutdown(wait=False, cancel_futures=True)
    return asked


def _await(asked: Sequence[Future[_T]], hear: Callable[[int], None]) -> None:
    pending = set(asked)
    while pending:
        done, pending = wait(pending, timeout=_POLL_S, return_when=FIRST_COMPLETED)
        for one in done:
            if isinstance(failure := one.exception(), CallFailed):
                raise failure
        hear(len(asked) - len(pending))


def _ask_part(telling: _Telling, part: Part, number: int, count: int, *, halved: int = 0) -> _Answered:
    """The answer about a part, or about its halves where it is more than the model can read."""
    try:
        return [(part, telling.asker.answer(about_part(part, telling.setting, number=number, count=count)))]
    except TooLong:
        if halved == _DEEPEST_HALVING or not part.halves:
            raise
    return [told for half in part.halves for told in _ask_part(telling, half, number, count, halved=halved + 1)]


def _told(telling: _Telling, answered: _Answered) -> Summary:
    """The embedded summary with all that the model told of the parts in the place of what it replaces."""
    reader, embedded = telling.reader, telling.embedded
    topics = list(embedded.topics)
    decisions: list[Decision] = []
    steps: list[NextStep] = []
    read: set[int] = set()
    for part, answer in answered:
        given = [utterance.index for piece in part.pieces for utterance in piece.utterances]
        read.update(given)
        decisions += reader.decisions(answer, given)
        steps += reader.next_steps(answer, given)
        numbers = {piece.topic for piece in part.pieces}
        for entry in answer["topics"]:
            number = entry["topic"]
            if number in numbers:
                topics[number] = _told_topic(reader, topics[number], embedded.topics[number], entry, given)
    unread = [d for d in embedded.decisions if not read & set(d.statement.evidence)]
    undone = [s for s in embedded.next_steps if not read & set(s.statement.evidence)]
    return replace(
        embedded,
        topics=tuple(topics),
        decisions=reader.distinct_decisions([*decisions, *unread]),
        next_steps=reader.distinct_steps([*steps, *undone]),
    )


def _told_topic(reader: Reader, topic: Topic, embedded: Topic, entry: Mapping[str, Any], given: Sequence[int]) -> Topic:
    """What was told of the topic in an earlier part is kept before this."""
    earlier = () if topic.statements == embedded.statements else topic.statements
    statements = (*earlier, *reader.sentences_of(entry["sentences"], given))[:_MOST_TOPIC_SENTENCES]
    renamed = topic.title != embedded.title
    title = topic.title if renamed else reader.title(entry["title"], topic.utterances) or embedded.title
    return replace(topic, title=title, statements=statements or embedded.statements)


def _with_whole(telling: _Telling, told: Summary, most_tokens: int, hear: Callable[[int], None]) -> Summary:
    """Title, recap and subjects from notes about the topics; as the embedded summariser told them when that fails.

    `hear` as in `_asked`.
    """
    reader, embedded = telling.reader, telling.embedded
    notes = _notes(told, embedded, most_tokens)
    subjects = subject_count(told.topics[-1].end_ms - told.topics[0].start_ms)
    question = about_whole([note.text for note in notes], telling.setting, subjects=subjects)
    try:
        answer = _asked([partial(telling.asker.answer, question)], 1, hear)[0].result()
    except (BadAnswer, TooLong, OutOfBudget) as trouble:
        telling.troubles.append(f"the whole: {trouble}")
        return told
    return replace(
        told,
        title=reader.title(answer["title"], reader.record.positions) or embedded.title,
        statements=reader.recap(answer, notes) or embedded.statements,
        subjects=reader.subjects(answer, notes, most=subjects),
    )


def _notes(told: Summary, embedded: Summary, most_tokens: int) -> tuple[Note, ...]:
    """What the whole is told from: of each topic what is supported, and what was agreed, as much as fits."""
    topics = [_topic_notes(topic, before) for topic, before in zip(told.topics, embedded.topics, strict=True)]
    closing = [
        *(Note(f"Decided: {one.statement.text}", one.statement.evidence) for one in _supported(told.decisions)),
        *(Note(_step_text(one), one.statement.evidence) for one in _supported(told.next_steps)),
    ]
    notes: list[Note] = []
    for most in range(_MOST_TOPIC_SENTENCES, 0, -1):
        notes = [*(note for topic in topics for note in topic[:most]), *closing]
        if _cost(notes) <= most_tokens:
            return tuple(notes)
    while _cost(notes) > most_tokens:
        notes.pop()
    return tuple(notes)


def _cost(notes: Iterable[Note]) -> int:
    return sum(token_count(note.text) + _NUMBER_TOKENS for note in notes)


_Agreement = TypeVar("_Agreement", Decision, NextStep)


def _supported(agreements: Iterable[_Agreement]) -> list[_Agreement]:
    return [one for one in agreements if one.statement.supported]


def _topic_notes(topic: Topic, embedded: Topic) -> list[Note]:
    supported = [statement for statement in topic.statements if statement.supported] or embedded.statements
    return [Note(str(statement), statement.evidence) for statement in supported]


def _step_text(step: NextStep) -> str:
    owner = step.owner.name if step.owner else step.owner_as_said
    due = f" ({step.due_as_said})" if step.due_as_said else ""
    return f"To do{f' for {owner}' if owner else ''}: {step.statement.text}{due}"
