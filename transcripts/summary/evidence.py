"""Whether what a summary says was said: measured on the talk, never asked of the model that wrote it.

A statement is supported by a few utterances, those it cites or the nearest found, when most of its telling words stand
in or around them, and every number, day and name in it does too; a word said not far from there counts for half. That
two statements use the same words does not make them mean the same, so this finds inventions, not misreadings: a "not"
too many goes unnoticed.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np

from transcripts.summary.names import Roll
from transcripts.summary.numbers import days_in, in_digits, numbers_claimed, numbers_said
from transcripts.summary.outline import Attendee, Statement, Utterance
from transcripts.summary.retelling_words import is_retelling
from transcripts.summary.tokens import stem_of, tokens_of
from transcripts.summary.vectors import Weights, weights_of
from transcripts.summary.vocabulary import stopwords_of, terms_of

_MOST_CITED = 4
"""Who cites everything proves nothing: of more, those are taken that share most with the statement, if anything."""
_AROUND = 1
_NOT_FAR = 10
"""Utterances on each side: of what somebody says, the subject was often named a while before."""
_SHARE = 0.6
_SHORT = 2
"""Of so few telling words none may be missing."""
_LEAST_STEM, _ENDING = 4, 2
"""Stems of the same word may differ by an ending: renew and renewe(d)."""
_QUOTED_SHARE = 0.8
_SEARCHED = 5
_FACT_WEIGHT = 2.0
"""What a number or day in the right place weighs in the search, against the rarity of words."""
_SENTENCE_HEAD = re.compile(r"(?:^|[.!?:;]\s+|^[\"'“«(]+)$")
_ORDINARY_ENDING = re.compile(
    r"(?:ing|ings|tion|tions|sion|sions|ment|ments|ness|ity|ities|ción|ciones|dad|miento|té|ung|ungen|heit|keit|schaft)$"
)
_INFINITIVES = {"es": re.compile(r"(?:[aei]r|[aei]rse)$"), "fr": re.compile(r"(?:er|ir|[dti]re|[dlst]re)$")}
_ACTS = re.compile(
    r"[.!?\s]*$|(?:'s)?\s+(?:and\s+[A-Z]|[A-Z]\w+\s|(?:will|would|should|shall|must|can|is|was|has|had|agreed|said|says|asked|asks|wants"
    r"|needs|plans|suggested|suggests|proposed|proposes|takes|took|gets|sends|sent|reported|explained|decided|offered|to"
    r"|wird|soll|muss|hat|kann|sagt|sagte|schlägt|bereitet|schickt|ruft|übernimmt|kümmert|will)\b)"
)
"""What follows a name at the head of an English or German sentence, and seldom a noun without an article."""
_NOUNS_HAVE_CAPITALS = frozenset({"de"})


@dataclass(frozen=True, slots=True)
class _Said:
    """What one utterance holds."""

    terms: frozenset[str]
    numbers: frozenset[float]
    days: frozenset[str]
    people: frozenset[Attendee]
    """Who speaks and who is named."""
    plain: str
    """What is said, in small letters and with numbers as digits."""


@dataclass(frozen=True, slots=True)
class Record:
    """A talk prepared for being asked whether something was said in it. Make it with `record_of`."""

    utterances: Sequence[Utterance]
    language: str
    roll: Roll
    stopwords: frozenset[str]
    said: tuple[_Said, ...]
    stems: frozenset[str]
    """Stems of all words said, and of all names."""
    weights: Weights
    positions: dict[int, int]
    """From an utterance's index to its place."""


@dataclass(frozen=True, slots=True)
class _Claim:
    terms: frozenset[str]
    numbers: frozenset[float]
    days: frozenset[str]
    people: frozenset[Attendee]


def record_of(utterances: Sequence[Utterance], language: str, roll: Roll) -> Record:
    """`language` is the one spoken, as an ISO 639-1 code."""
    stopwords = stopwords_of(language, [u.text for u in utterances]) | frozenset(roll.calls)
    said = tuple(
        _Said(
            frozenset(terms_of(in_digits(utterance.text, language), stopwords)),
            numbers_said(utterance.text, language),
            days_in(utterance.text, language),
            roll.named_in(utterance.text) | {Attendee(utterance.speaker_name, utterance.speaker)},
            in_digits(utterance.text, language).casefold(),
        )
        for utterance in utterances
    )
    words = {stem_of(token) for u in utterances for token in tokens_of(u.text)}
    names = {stem_of(token) for attendee in roll.attendees for token in tokens_of(attendee.name)}
    positions = {utterance.index: position for position, utterance in enumerate(utterances)}
    weights = weights_of([one.terms for one in said])
    return Record(utterances, language, roll, stopwords, said, frozenset(words | names), weights, positions)


def checked(record: Record, text: str, cited: Iterable[int], *, language: str, quote: str = "") -> Statement:
    """The statement with the utterances it rests on: those it cites when they support it, else the nearest that do.

    When none do it is not `supported`, and keeps what it cites. `language` is the one it is written in; when that is
    not the one spoken, words cannot be compared, and `quote`, words of the talk, stands for them.
    """
    written_alike = language == record.language
    claim = _claim(record, text if written_alike else quote, text, language)
    spots = _spots(record, cited, claim)
    share = _SHARE if written_alike else _QUOTED_SHARE
    if not _has_unsaid_names(record, text, language) and (claim.terms or (written_alike and _is_telling(claim))):
        for places in (spots, *_searched(record, claim)):
            if places and _holds(record, claim, places, share):
                return resting_on(record, text, _indices(record, places), supported=True)
    return resting_on(record, text, _indices(record, spots), supported=False)


def resting_on(record: Record, text: str, evidence: Iterable[int], *, supported: bool) -> Statement:
    """The statement with these utterances, each once."""
    indices = tuple(sorted(set(evidence)))
    starts = [record.utterances[record.positions[index]].start_ms for index in indices]
    return Statement(text, indices, min(starts, default=None), supported=supported and bool(indices))


def is_named_in(record: Record, title: str, utterances: Iterable[int], *, language: str) -> bool:
    """Whether a title says nothing that these utterances do not; in another language only its numbers, days and names
    can be looked at.
    """
    claim = _claim(record, title if language == record.language else "", title, language)
    places = [record.positions[index] for index in utterances]
    return not _has_unsaid_names(record, title, language) and _holds(record, claim, places, _SHARE / 2)


def stands_by(record: Record, attendee: Attendee, evidence: Iterable[int]) -> bool:
    """Whether somebody speaks or is named in one of these utterances."""
    return any(attendee in record.said[record.positions[index]].people for index in evidence)


def was_said(record: Record, words: str, evidence: Iterable[int]) -> bool:
    """Whether these words, all of them, stand in or around these utterances, numbers however they are written."""
    places = [record.positions[index] for index in evidence]
    texts = " ".join(one.plain for one in _around(record, places, _AROUND))
    looked_for = tokens_of(in_digits(words, record.language).casefold())
    return bool(looked_for) and set(looked_for) <= set(tokens_of(texts))


def quote_for(record: Record, words: str, evidence: Iterable[int], sentences: Sequence[tuple[int, str]]) -> str:
    """Of the sentences spoken (index of the utterance, text) within the evidence, the one that shares most with these
    words; "" when none shares anything.
    """
    terms, within = frozenset(terms_of(words, record.stopwords)), frozenset(evidence)
    shared = [
        (len(terms & set(terms_of(text, record.stopwords))), text) for index, text in sentences if index in within
    ]
    most, text = max(shared, key=lambda pair: pair[0], default=(0, ""))
    return text if most else ""


def _claim(record: Record, compared: str, text: str, language: str) -> _Claim:
    in_words = terms_of(in_digits(compared, record.language), record.stopwords)
    terms = {term for term in in_words if not is_retelling(term, language)}
    return _Claim(
        frozenset(terms), numbers_claimed(text, language), days_in(text, language), record.roll.named_in(text)
    )


def _indices(record: Record, places: Iterable[int]) -> list[int]:
    return [record.utterances[place].index for place in places]


def _is_telling(claim: _Claim) -> bool:
    return bool(claim.numbers or claim.days)


def _spots(record: Record, cited: Iterable[int], claim: _Claim) -> tuple[int, ...]:
    """Places of the cited utterances, without those that are not there."""
    places = {record.positions[index] for index in cited if index in record.positions}
    if len(places) > _MOST_CITED:
        shared = {place: len(record.said[place].terms & claim.terms) for place in places}
        places = set(sorted(filter(shared.get, places), key=lambda place: (-shared[place], place))[:_MOST_CITED])
    return tuple(sorted(places))


def _searched(record: Record, claim: _Claim) -> Iterator[tuple[int, ...]]:
    """Where the claim's words stand nearest together, best first."""
    if not claim.terms:
        return
    scores = record.weights.scores(claim.terms)
    facts = [len(claim.numbers & one.numbers) + len(claim.days & one.days) for one in record.said]
    near = scores + _FACT_WEIGHT * np.array(facts)
    near[1:] += scores[:-1] / 2
    near[:-1] += scores[1:] / 2
    for place in np.argsort(-near, kind="stable")[:_SEARCHED]:
        if scores[place] > 0:
            yield (int(place),)


def _holds(record: Record, claim: _Claim, places: Sequence[int], share: float) -> bool:
    here = _around(record, places, _AROUND)
    return (
        claim.numbers <= {number for one in here for number in one.numbers}
        and claim.days <= {day for one in here for day in one.days}
        and claim.people <= {person for place in places for person in record.said[place].people}
        and _share_said(record, claim.terms, places, here) >= share
    )


def _share_said(record: Record, terms: frozenset[str], places: Sequence[int], here: Iterable[_Said]) -> float:
    """How much of the terms was said, 0 to 1; 1 where there are none to look for."""
    said_here = {term for one in here for term in one.terms}
    missing = [term for term in terms if not _stands_in(said_here, term)]
    if not missing:
        return 1.0
    said_near = {term for one in _around(record, places, _NOT_FAR) for term in one.terms}
    near = sum(_stands_in(said_near, term) for term in missing)
    if len(terms) <= _SHORT and near < len(missing):
        return 0.0
    return (len(terms) - len(missing) + near / 2) / len(terms)


def _stands_in(said: AbstractSet[str], term: str) -> bool:
    if term in said or any(term[:-cut] in said for cut in range(1, _ENDING + 1) if len(term) - cut >= _LEAST_STEM):
        return True
    return len(term) >= _LEAST_STEM and any(
        other.startswith(term) and len(other) - len(term) <= _ENDING for other in said
    )


def _around(record: Record, places: Sequence[int], reach: int) -> list[_Said]:
    last = len(record.said) - 1
    near = {spot for place in places for spot in range(max(0, place - reach), min(last, place + reach) + 1)}
    return [record.said[place] for place in sorted(near)]


def _has_unsaid_names(record: Record, text: str, language: str) -> bool:
    """Whether the text names somebody or something that nobody spoke of and who was not there."""
    return any(stem_of(token) not in record.stems for token in _names(text, record.stopwords, language))


def _names(text: str, stopwords: frozenset[str], language: str) -> Iterator[str]:
    """Words that look like names: capitals inside a sentence, or acronyms. At its head only what a sentence of that
    sort begins with: "Sarah will…", not "Funding of…".
    """
    for match in re.finditer(r"[^\W\d_][\w’'.&-]*[\w]", text):
        token = match.group()
        if not token[0].isupper() or token.lower() in stopwords or is_retelling(stem_of(token), language):
            continue
        if token.isupper():
            yield token
        elif language in _NOUNS_HAVE_CAPITALS or _SENTENCE_HEAD.search(text[: match.start()]):
            if _begins_like_a_name(token, text[match.end() :], language):
                yield token
        else:
            yield token


def _begins_like_a_name(token: str, rest: str, language: str) -> bool:
    """Whether the first word of a sentence is somebody's name. Spanish and French nouns have an article before them, so
    that there everything is a name that is no verb.
    """
    if _ORDINARY_ENDING.search(token.lower()):
        return False
    infinitive = _INFINITIVES.get(language)
    return not infinitive.search(token.lower()) if infinitive else bool(_ACTS.match(rest))
