"""The summariser that is always there: no model server, no network, and nothing that was not said."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np

from transcripts.summary.agreements import agreements_in
from transcripts.summary.names import attendees_of, is_name, roll_of
from transcripts.summary.outline import Attendee, Statement, Summary, Topic, Utterance
from transcripts.summary.telling import best_of, worth_of
from transcripts.summary.titles import Naming, phrases_of, talk_title, topic_title
from transcripts.summary.topics import topic_starts
from transcripts.summary.turns import announced_subject, is_greeting
from transcripts.summary.vectors import Scores, nearness, vectors_of
from transcripts.summary.vocabulary import name_words, stopwords_of, terms_of, word_count
from transcripts.text.sentences import split_sentences

_FEWEST_WORDS = 20
_FEWEST_TERMS = 6
"""A talk with fewer different content words than this is not summarised: greetings, a test of the microphone."""
_FEWEST_STATEMENTS, _MOST_STATEMENTS, _TOPICS_PER_STATEMENT = 2, 5, 4
_SENTENCES_PER_STATEMENT = 8
_MOST_TOPIC_STATEMENTS = 3
_OPENING_SENTENCES = 3
_ANNOUNCED_WITHIN = 8
"""Greetings may come before the first subject is announced."""


@dataclass(frozen=True, slots=True)
class _Talk:
    """A talk taken apart into its sentences; the tuples after `utterances` have one entry for each of them."""

    utterances: Sequence[Utterance]
    sentences: tuple[Statement, ...]
    positions: tuple[int, ...]
    """The place of its utterance in `utterances`; never falls."""
    terms: tuple[tuple[str, ...], ...]
    """None for a greeting, whatever it says."""
    subjects: tuple[str | None, ...]
    """The subject it announces, perhaps ""; None when it announces none."""
    stopwords: frozenset[str]

    def between(self, first: int, end: int) -> range:
        """The sentences of utterances first..end."""
        return range(bisect_left(self.positions, first), bisect_left(self.positions, end))


def summarise(
    utterances: Sequence[Utterance],
    language: str,
    *,
    attendees: Sequence[Attendee] = (),
    said_on: date | None = None,
) -> Summary:
    """Title, summary, topics, likely decisions and next steps of a talk, its utterances given by start; empty when it
    tells nothing.

    `language` is an ISO 639-1 code; English, Spanish, French and German are known best, in others turns are told
    from the vocabulary alone and no decisions or steps are recognised. Every statement is a sentence of the talk, or a
    clause of one, with its speaker. `attendees` are those who took part without speaking too; `said_on` is the day of
    the talk, by which "tomorrow" becomes a date.
    """
    talk = _taken_apart(utterances, language)
    told = Counter(term for terms in talk.terms for term in terms)
    if len(told) < _FEWEST_TERMS or sum(word_count(u.text) for u in utterances) < _FEWEST_WORDS:
        return Summary()
    spans = list(pairwise([*_starts(talk), len(utterances)]))
    scores, leading = _scores(talk, spans)
    names = [_naming(talk, talk.between(*span)) for span in spans]
    count = min(_MOST_STATEMENTS, _FEWEST_STATEMENTS + len(spans) // _TOPICS_PER_STATEMENT)
    roll = roll_of((*attendees_of(utterances), *attendees))
    agreed = agreements_in(utterances, language, roll, talk.stopwords, said_on)
    return Summary(
        title=talk_title(names),
        statements=_statements(talk, leading, scores, count),
        topics=tuple(_topic(talk, span, naming, scores) for span, naming in zip(spans, names, strict=True)),
        decisions=agreed.decisions,
        next_steps=agreed.next_steps,
    )


def _scores(talk: _Talk, spans: Sequence[tuple[int, int]]) -> tuple[Scores, list[int]]:
    """How telling each sentence is for its topic and the talk, and the most telling sentence of each topic.

    Long topics weigh more, by the root of their length: sentences of different topics are compared in the end.
    """
    vectors = vectors_of(talk.terms)
    worth = np.array(
        [
            worth_of(statement.text, terms, announcing=subject is not None)
            for statement, terms, subject in zip(talk.sentences, talk.terms, talk.subjects, strict=True)
        ]
    )
    ranges = [talk.between(*span) for span in spans]
    near_topic = np.concatenate([nearness(vectors[span.start : span.stop]) * len(span) ** 0.5 for span in ranges])
    scores = (near_topic + nearness(vectors)) * worth
    return scores, [max(span, key=scores.__getitem__) for span in ranges if span]


def _taken_apart(utterances: Sequence[Utterance], language: str) -> _Talk:
    spoken = [
        (position, utterance, sentence)
        for position, utterance in enumerate(utterances)
        for sentence in split_sentences(utterance.text)
    ]
    stopwords = stopwords_of(language, [u.text for u in utterances]) | name_words(
        {u.speaker_name for u in utterances if is_name(u.speaker_name)}
    )
    return _Talk(
        utterances,
        tuple(Statement(sentence, (u.index,), u.start_ms, u.speaker_name) for _, u, sentence in spoken),
        tuple(position for position, _, _ in spoken),
        tuple(
            () if is_greeting(sentence, language) else tuple(terms_of(sentence, stopwords)) for _, _, sentence in spoken
        ),
        tuple(announced_subject(sentence, language) for _, _, sentence in spoken),
        stopwords,
    )


def _starts(talk: _Talk) -> tuple[int, ...]:
    of_utterance: list[list[str]] = [[] for _ in talk.utterances]
    announced = [False] * len(talk.utterances)
    for position, terms, subject in zip(talk.positions, talk.terms, talk.subjects, strict=True):
        of_utterance[position].extend(terms)
        announced[position] |= subject is not None
    return topic_starts(talk.utterances, vectors_of(of_utterance), announced)


def _naming(talk: _Talk, sentences: range) -> Naming:
    """What could name the topic: it is most often named where it is announced, or right after "one more thing"."""
    announcement = next((index for index in sentences[:_ANNOUNCED_WITHIN] if talk.subjects[index] is not None), None)
    # What is said before the announcement is a greeting or the end of the topic before.
    told = sentences[(announcement or sentences.start) - sentences.start :]
    telling = [index for index in told if talk.terms[index] or index == announcement]
    texts = [talk.sentences[index].text for index in telling or told]
    subject = "" if announcement is None else f"{talk.subjects[announcement]}. {' '.join(texts[1:2])}"
    opening = " ".join(texts[:_OPENING_SENTENCES]) if announcement is None else ""
    return Naming(
        phrases_of(texts, talk.stopwords, subject=subject, opening=opening),
        sum(len(talk.terms[index]) for index in sentences),
    )


def _topic(talk: _Talk, span: tuple[int, int], naming: Naming, scores: Scores) -> Topic:
    within, sentences = talk.utterances[slice(*span)], talk.between(*span)
    count = min(_MOST_TOPIC_STATEMENTS, 1 + len(sentences) // _SENTENCES_PER_STATEMENT)
    return Topic(
        start_ms=within[0].start_ms,
        end_ms=max(utterance.end_ms for utterance in within),
        title=topic_title(naming.phrases),
        statements=_statements(talk, sentences, scores, count),
        utterances=tuple(utterance.index for utterance in within),
    )


def _statements(talk: _Talk, sentences: Iterable[int], scores: Scores, count: int) -> tuple[Statement, ...]:
    return tuple(talk.sentences[index] for index in best_of(sentences, scores, talk.terms, count))
