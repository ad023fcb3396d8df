"""Titles made of the talk's own words, written as they were spoken."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from yake import KeywordExtractor

from transcripts.summary.tokens import stem_of, tokens_of

_CANDIDATES = 30
_SUBJECT_WEIGHT = 3.0
"""The phrase right after an announcement names the topic: "let us start with the launch date for the new website"."""
_OPENING_WEIGHT = 1.0
_PAIR_WEIGHT = 0.5
_LONGEST_PHRASE = 3
_LINKS = frozenset({"of", "de", "del", "du", "des"})
"""What may stand inside a phrase: "fecha de lanzamiento"."""
_TITLE_CHARS = 70
_TITLE_TOPICS = 3


@dataclass(frozen=True, slots=True)
class Phrase:
    text: str
    weight: float
    """More is better."""

    @property
    def stems(self) -> frozenset[str]:
        return frozenset(stem_of(token) for token in tokens_of(self.text))


@dataclass(frozen=True, slots=True)
class Naming:
    """The phrases that could name a topic, best first, and how much is said in it."""

    phrases: tuple[Phrase, ...]
    terms: int


def phrases_of(
    sentences: Sequence[str], stopwords: frozenset[str], *, subject: str, opening: str
) -> tuple[Phrase, ...]:
    """The phrases that could name what `sentences` are about, best first.

    `subject` is what was announced, `opening` the beginning; either may be empty. A phrase is one or two words that
    stand together or are linked by "of", or three that do so more than once; none is a stopword or a number in digits.
    """
    extractor = KeywordExtractor(lan="xx", n=_LONGEST_PHRASE, top=_CANDIDATES, stopwords=set(stopwords))
    text = "\n".join(sentences)
    scored = [
        (phrase, float(score))
        for phrase, score in extractor.extract_keywords(text)
        if _can_name(phrase, text.casefold(), stopwords)
    ]
    named = _first_named(subject, [phrase for phrase, _ in scored])
    phrases = [
        Phrase(
            phrase,
            _score_weight(phrase, score)
            + (_SUBJECT_WEIGHT if phrase in named else _OPENING_WEIGHT if _places(phrase, opening) else 0.0),
        )
        for phrase, score in scored
    ]
    return tuple(sorted(phrases, key=lambda phrase: -phrase.weight))


def topic_title(phrases: Iterable[Phrase]) -> str:
    """The best phrase, and a second one that says something else."""
    return _joined(_apart(phrases, 2))


def talk_title(topics: Sequence[Naming]) -> str:
    """The names of the topics most is said about, in the order in which they come up; greetings name no talk."""
    telling = [topic for topic in topics if topic.phrases and topic.terms]
    leading = [topic.phrases[0] for topic in telling]
    said: Counter[frozenset[str]] = Counter()
    for topic in telling:
        said[topic.phrases[0].stems] += topic.terms
    chosen = _apart(sorted(leading, key=lambda phrase: -said[phrase.stems]), _TITLE_TOPICS)
    return _joined(sorted(chosen, key=leading.index))


def _can_name(phrase: str, text: str, stopwords: frozenset[str]) -> bool:
    tokens = [token.lower() for token in tokens_of(phrase)]
    telling = [token for token in tokens if token not in _LINKS]
    if len(phrase) < 2 or not telling or tokens[0] in _LINKS or tokens[-1] in _LINKS:
        return False
    if any(token in stopwords or token.isdigit() for token in telling):
        return False
    return len(telling) < _LONGEST_PHRASE or text.count(phrase.casefold()) > 1


def _first_named(subject: str, phrases: Iterable[str]) -> frozenset[str]:
    """Those of the phrases that begin where the first of them begins in `subject`."""
    begins = {phrase: places[0] for phrase in phrases if (places := _places(phrase, subject))}
    return frozenset(phrase for phrase, place in begins.items() if place == min(begins.values()))


def _places(phrase: str, text: str) -> list[int]:
    return [found.start() for found in re.finditer(rf"\b{re.escape(phrase)}\b", text, re.IGNORECASE)]


def _score_weight(phrase: str, score: float) -> float:
    """YAKE gives small scores to good phrases, over several powers of ten: hence the logarithm."""
    return -math.log(max(score, 1e-9)) + (_PAIR_WEIGHT if len(phrase.split()) > 1 else 0.0)


def _joined(phrases: Iterable[Phrase]) -> str:
    """Phrases as one title with a capital at its head; as many as fit into one line."""
    title = ""
    for phrase in phrases:
        longer = f"{title}, {phrase.text}" if title else phrase.text
        if len(longer) > _TITLE_CHARS:
            break
        title = longer
    return title[:1].upper() + title[1:]


def _apart(phrases: Iterable[Phrase], count: int) -> list[Phrase]:
    """The first phrases that share no stem with one another."""
    chosen: list[Phrase] = []
    for phrase in phrases:
        if len(chosen) < count and not any(phrase.stems & other.stems for other in chosen):
            chosen.append(phrase)
    return chosen
